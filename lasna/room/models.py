from django.db import models

from lasna.meetings.models import Meeting, Participant


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


class Gathering(models.Model):
    """A meeting of three and more: picture and sound go through this Janus."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="gathering")
    server = models.CharField(max_length=200)
    """One of ``LASNA_JANUS_URLS``."""
    name = models.CharField(max_length=64)
    """The room's there: unguessable, and another one each time."""
    without_since = models.DateTimeField(null=True)
    """It could not be reached: since when they go on without it, each sending to each."""


class Leg(models.Model):
    """A seat's way through Janus: a session that any process may claim, and its two handles."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="legs")
    number = models.BigIntegerField()
    """Given by the screen: a leg that is mended is another one."""
    server = models.CharField(max_length=200)
    session = models.BigIntegerField()
    sending = models.BigIntegerField()
    receiving = models.BigIntegerField()
    private = models.BigIntegerField()
    """What a subscriber must show."""
    holder = models.CharField(max_length=32)
    """The process that hears what Janus tells of it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "number"], name="leg_once")]
