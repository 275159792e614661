from django.db import models

from lasna.meetings.models import Participant


class Seat(models.Model):
    """The screen on which a participant sits in the room. One each; the newest wins after a question."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="seat")
    screen = models.CharField(max_length=40)
    camera = models.BooleanField(default=False)
    microphone = models.BooleanField(default=False)
    sharing = models.CharField(max_length=6, blank=True, default="", db_default="")
    """``Shown`` in ``protocol.py``."""
    since = models.DateTimeField()
    last_seen = models.DateTimeField()
    """Told at every heartbeat; a seat silent for 30 s is a ghost and is given up."""

    class Meta:
        indexes = [models.Index(fields=["last_seen"])]
