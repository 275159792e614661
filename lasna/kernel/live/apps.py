from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "lasna.kernel.live"
    label = "live"
