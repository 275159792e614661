from django.db import models

from lasna.people.models.staff import Person


class PersonLink(models.Model):
    """A link by mail for one person and one purpose. The token is computed, never stored.

    A newer one of the same kind takes its place: ``version`` rises, and the older link is nobody's.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=40)
    """The kind of its message in the outbox: ``staff_invitation``, say."""
    version = models.PositiveIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # unique, none at first
    sent_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_link_of_a_kind_for_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StaffImport(models.Model):
    """A file of staff between choosing and writing: one administrator's, an hour at most."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    content = models.TextField()
    """The table as JSON, sealed: nobody has said yet that these people work here."""
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"import {self.pk}"
