from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "lasna.people"

    def ready(self) -> None:
        import_module("lasna.people.receivers")
