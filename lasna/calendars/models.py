"""Advisers' own calendars at other providers: what these are given to read, and when they say busy."""

from django.db import models
from django.db.models import F, Q

from lasna.people.models import Person


class CalendarFeed(models.Model):
    """An adviser's meetings at a secret address, for the calendar program of their own to read.

    The token is computed, never stored. The row stays when the address ends: so no number comes twice.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    version = models.PositiveIntegerField(default=1)
    """Each address is another."""
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class OwnCalendar(models.Model):
    """A calendar that an adviser keeps elsewhere. Nothing is taken over but when they are busy."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="own_calendar")
    address = models.TextField()
    """Sealed: whoever has it reads everything there."""
    due_at = models.DateTimeField()
    """When it is read next."""
    read_at = models.DateTimeField(null=True)
    """When it was read last, and understood."""
    tried_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)
    """Why the last try failed, as a code; empty: it did not."""
    failures = models.PositiveSmallIntegerField(default=0)
    """In a row."""
    lease_until = models.DateTimeField(null=True)
    lease_by = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="calendars_to_read")]


class BusyTime(models.Model):
    """An adviser is busy elsewhere. With what, is not known here."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="busy_times", db_index=False)
    starts = models.DateTimeField()
    ends = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "ends"], name="busy_times_to_come")]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="busy_time_ends_after_it_starts")
        ]
