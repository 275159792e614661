from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lasna.kernel.audit"
    label = "audit"
