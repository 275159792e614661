from importlib import import_module

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "lasna.correspondence"

    def ready(self) -> None:
        import_module("lasna.correspondence.receivers")
