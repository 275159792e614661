from django.db import models
from django.utils.translation import gettext_lazy as _

from lasna.meetings.models import Participant


class Sharing(models.TextChoices):
    """What somebody shows of their own screen."""

    NOTHING = "", _("nothing")
    ON = "on", _("shown")
    PAUSED = "paused", _("paused")


class Seat(models.Model):
    """The screen on which a participant sits in the room. One each; the newest wins after a question."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="seat")
    screen = models.CharField(max_length=40)
    camera = models.BooleanField(default=False)
    microphone = models.BooleanField(default=False)
    sharing = models.CharField(max_length=6, choices=Sharing.choices, blank=True, default="", db_default="")
    since = models.DateTimeField()
    last_seen = models.DateTimeField()
    """Told at every heartbeat; a seat silent for 30 s is a ghost and is given up."""

    class Meta:
        indexes = [models.Index(fields=["last_seen"])]
