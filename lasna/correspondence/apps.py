from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "lasna.correspondence"
