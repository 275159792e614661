from importlib import import_module

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "lasna.calendars"

    def ready(self) -> None:
        import_module("lasna.calendars.tasks")
