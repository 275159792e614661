from django.db import models
from django.db.models import Q

from lasna.clients.models import Client
from lasna.people.models import Organisation, Person


class Erasure(models.Model):
    """That a client was erased: a number, and what went. The file ``erased.jsonl`` says the same outside."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    client = models.PositiveBigIntegerField(unique=True)
    """The number that they had. It is given to nobody again."""
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """None: the service itself, by a rule of retention or after a restore."""
    counts = models.JSONField(default=dict)
    """Part → rows that went."""
    cleared_at = models.DateTimeField(null=True)
    """SQLite: when the file was written anew, without what deleting leaves in it."""

    def __str__(self) -> str:
        return f"erasure of {self.client}"


class Rule(models.Model):
    """How long an organisation keeps a kind of rows. Without a row the kind's own beginning holds."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    days = models.PositiveIntegerField()
    on = models.BooleanField()
    changed_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="one_rule_for_a_kind"),
            models.CheckConstraint(condition=Q(days__gt=0), name="rule_keeps_for_some_days"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"


class Hold(models.Model):
    """Keep this client until that day, whatever the rule says."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="hold")
    until = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"hold until {self.until}"


class Purge(models.Model):
    """One night's purge of one organisation: what it was going to take away, and what it took.

    begun ──batch, batch …──► finished. A batch and its count are one transaction.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    night = models.DateField()
    """The organisation's own date."""
    at = models.DateTimeField()
    """Everything is judged as of this moment, however long it takes."""
    planned = models.JSONField(default=dict)
    """Kind → how much was old."""
    done = models.JSONField(default=dict)
    """Kind → how much is gone."""
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-night", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "night"], name="one_purge_a_night"),
        ]

    def __str__(self) -> str:
        return f"purge of {self.night}"
