from django.apps import AppConfig


class GuessingConfig(AppConfig):
    name = "lasna.kernel.guessing"
    label = "guessing"
