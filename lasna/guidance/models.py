"""What clients found out about their own devices, and who asks for help with them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel, Client
from lasna.meetings.models import Participant
from lasna.people.models import Office, Person

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


class HelpRequest(models.Model):
    """Somebody who is asked to a meeting asks for help with the technology. Whoever helps sees this and what
    the device says, never the meeting."""

    class What(models.TextChoices):
        HEAR = "hear", _("hears nothing")
        HEARD = "heard", _("is not heard")
        CAMERA = "camera", _("the camera does not work")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for somebody who helps")
        TAKEN = "taken", _("is being helped")
        SOLVED = "solved", _("works now")
        UNSOLVED = "unsolved", _("did not work")
        OVER = "over", _("the meeting ended before")

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="help_requests")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=6, choices=What.choices)
    device = models.CharField(max_length=60, blank=True)
    """As ``deviceWords`` says it: "Android, Chrome"."""
    network = models.CharField(max_length=10, blank=True)
    """As the browser estimates it: ``4g``, ``3g`` …; empty: it does not say."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    helper = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, blank=True)
    """What whoever helps wrote last, to be read on the page of who asked."""

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["office", "asked_at"], name="help_requests_of_an_office")]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(settled_at__isnull=True),
                name="one_open_help_request_of_a_participant",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "taken"], settled_at__isnull=True)
                | (~Q(state__in=["asked", "taken"]) & Q(settled_at__isnull=False)),
                name="a_help_request_is_open_or_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(helper__isnull=False), name="who_helps_is_somebody"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.settled_at is None
