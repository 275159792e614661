from django.apps import AppConfig


class WordingConfig(AppConfig):
    name = "lasna.wording"
