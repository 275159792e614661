"""Advisers' own calendars at other providers: what these are given to read."""

from django.db import models

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
