from importlib import import_module

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "lasna.room"

    def ready(self) -> None:
        for module in ("commands", "queries", "receivers", "tasks"):
            import_module(f"lasna.room.{module}")
