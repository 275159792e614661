"""Advisers who are here now for their own clients, and clients who knock from their own page."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel, Client
from lasna.meetings.models import Meeting, MeetingType
from lasna.people.models import Organisation, Person


class QuickRule(models.Model):
    """What an organisation says of quick questions. Without a row they are possible."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="quick_rule")
    on = models.BooleanField(default=True)
    type = models.ForeignKey(MeetingType, on_delete=models.SET_NULL, null=True, related_name="+")
    """Of the meetings that begin so; None: the supplementary conversation, or else the first of the list."""


class Presence(models.Model):
    """An adviser said "I am here now". The row stays, and is used again the next time."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="presence")
    since = models.DateTimeField()
    until = models.DateTimeField()
    seen_at = models.DateTimeField()
    """When a screen of theirs was last heard of."""
    ended_at = models.DateTimeField(null=True)
    """None: said so and not ended, which may be out of date; read ``queries.presence``."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("since")), name="presence_lasts_a_while"),
        ]


class Knock(models.Model):
    """A client asks a quick question: now, of their own adviser."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SOON = "soon", _("told: soon")
        BEGUN = "begun", _("meeting has begun")
        DONE = "done", _("met")
        DECLINED = "declined", _("told: not now")
        WITHDRAWN = "withdrawn", _("taken back")
        UNANSWERED = "unanswered", _("not answered")

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="knocks")
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    """By video, or: phone me."""
    asked_at = models.DateTimeField()
    rings_at = models.DateTimeField()
    """Since when it waits for an answer: when it was asked, or when "soon" was over."""
    seen_at = models.DateTimeField()
    """When the client's page was last heard of."""
    soon_at = models.DateTimeField(null=True)
    """Told "soon": when the adviser is to be free."""
    words = models.CharField(max_length=200, blank=True)
    """The adviser's to the client, with "not now"."""
    promised_at = models.DateTimeField(null=True)
    """When the adviser said they would phone."""
    meeting = models.OneToOneField(Meeting, on_delete=models.SET_NULL, null=True, related_name="knock")
    ended_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    """Not answered, or promised a call: since when nothing is due any more."""

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["adviser"],
                condition=Q(state__in=["waiting", "soon"]),
                name="open_knocks_of_an_adviser",
            ),
            models.Index(
                fields=["client"],
                condition=Q(state__in=["unanswered", "declined"], settled_at__isnull=True),
                name="knocks_to_be_called",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client"],
                condition=Q(state__in=["waiting", "soon"]),
                name="a_client_knocks_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "soon", "begun"], ended_at__isnull=True)
                | Q(state__in=["done", "declined", "withdrawn", "unanswered"], ended_at__isnull=False),
                name="a_knock_is_over_or_it_is_not",
            ),
        ]

    @property
    def open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.SOON)
