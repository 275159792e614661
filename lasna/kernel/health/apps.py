from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "lasna.kernel.health"
    label = "health"
