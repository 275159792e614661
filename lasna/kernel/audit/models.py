from typing import Any, NoReturn

from django.db import models


class AuditHead(models.Model):
    """The end of one organisation's chain. Locked last in a transaction."""

    chain = models.PositiveBigIntegerField(primary_key=True)
    """The organisation's id."""
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)


class AppendOnly(RuntimeError):
    """The log of who looked is added to, never changed. The database refuses it too (migration 0002)."""


class AuditRows(models.QuerySet["AuditRow"]):
    def update(self, **fields: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly


class AuditRow(models.Model):
    """Who looked at what, or did what. Each row's hash covers the row before. Ids, never names."""

    chain = models.PositiveBigIntegerField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    who = models.CharField(max_length=40)
    """``person:3``, ``participant:5`` or ``system``."""
    deed = models.CharField(max_length=60)
    """``client.looked``, ``clients.listed``, ``meeting.admitted`` …"""
    subject = models.CharField(max_length=30)
    """Kind of the things in ``ids``: ``client``, ``meeting``, ``contact``."""
    ids = models.JSONField()
    hash = models.CharField(max_length=64)

    objects = AuditRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_number_is_unique_in_its_chain")
        ]
        indexes = [models.Index(fields=["chain", "who", "deed", "at"])]

    def save(self, *args: Any, **options: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnly
