from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lasna.kernel.web"
    label = "web"
