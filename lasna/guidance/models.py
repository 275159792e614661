"""What clients found out about their own devices."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel, Client

DEVICE_STATES = ("", "on", "off", "blocked", "missing", "busy", "silent")


class Trial(models.Model):
    """A client tried camera, sound, microphone and connection, and let their adviser know how it went."""

    class Sure(models.TextChoices):
        ALONE = "alone", _("can do it alone")
        HELP = "help", _("needs a little help")
        NO = "no", _("would rather not")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="trials")
    key = models.CharField(max_length=36)
    """The page's own name for it: sent twice it is still one."""
    at = models.DateTimeField()
    device = models.CharField(max_length=60, blank=True)
    """As ``deviceWords`` says it: "Android, Chrome"."""
    camera = models.CharField(max_length=10, blank=True)
    microphone = models.CharField(max_length=10, blank=True)
    """``on``, ``off``, ``blocked``, ``missing``, ``busy``; ``silent``: nothing heard; empty: not tried."""
    hears = models.BooleanField(null=True)
    speed = models.PositiveIntegerField(null=True)
    """kbit/s, as far as was measured; None: not measured."""
    round_trip = models.PositiveIntegerField(null=True)
    """Milliseconds."""
    relayed = models.BooleanField(default=False)
    """Measured through the relay, as a meeting goes; else by loading from this service."""
    blocked = models.BooleanField(default=False)
    """There is a relay, and the client's network does not let it be reached: no meeting by video there."""
    quiet = models.BooleanField(null=True)
    """Has a quiet place to talk."""
    sure = models.CharField(max_length=5, choices=Sure.choices, blank=True)
    wish = models.CharField(max_length=10, choices=Channel.choices, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["client", "at"], name="trials_of_a_client")]
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="a_trial_is_kept_once"),
            models.CheckConstraint(
                condition=Q(camera__in=DEVICE_STATES, microphone__in=DEVICE_STATES),
                name="a_trial_names_states_of_devices",
            ),
        ]
