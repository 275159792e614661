from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "lasna.meetings"

    def ready(self) -> None:
        for module in ("commands", "receivers", "queries.snapshots", "queries.timeline"):
            import_module(f"lasna.meetings.{module}")
