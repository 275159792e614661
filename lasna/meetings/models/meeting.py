from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel, Client
from lasna.errors import NotHere
from lasna.kernel.live.models import Room
from lasna.meetings.models.constraints import OnPostgres, Span
from lasna.meetings.models.meeting_places import MeetingPlace
from lasna.meetings.models.types import MeetingType
from lasna.people.models import Office, Organisation, Person

MOST_SEATS = 20
FEWEST_SEATS = 2


class Meeting(models.Model):
    """Every planned encounter, of any channel: with one client, or with a group, whose clients are places."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        UNDER_WAY = "under_way", _("under way")
        ENDED = "ended", _("ended")
        CANCELLED = "cancelled", _("cancelled")

    class Outcome(models.TextChoices):
        MET = "met", _("met")
        DID_NOT_COME = "did_not_come", _("did not come")
        TECHNOLOGY_PREVENTED = "technology_prevented", _("technology prevented")
        CANCELLED = "cancelled", _("cancelled")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="meetings")
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="meetings")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="meetings")
    """None: a group. Read ``one`` where there must be one."""
    title = models.CharField(max_length=80, blank=True, default="", db_default="")
    """A group's, as its clients read it."""
    seats = models.PositiveSmallIntegerField(null=True)
    """How many clients a group has room for; None: no group. Who has one: ``Participant.group_seat``."""
    type = models.ForeignKey(MeetingType, on_delete=models.PROTECT, related_name="+")
    room = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="meeting")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    zone = models.CharField(max_length=50)
    """The office's time zone when it was promised: local time is the promise."""
    promised_offset = models.IntegerField(null=True)
    """How far its clock was ahead of UTC at ``starts`` by the rules that were known, in seconds: with
    ``starts``, the time that was said. None: planned by a release that did not keep it."""
    collides = models.BooleanField(default=False, db_default=False)
    """The rules of a zone changed; at the time that was promised the adviser, or the place, has another."""
    planned_channel = models.CharField(max_length=10, choices=Channel.choices)
    place = models.ForeignKey(
        MeetingPlace, on_delete=models.PROTECT, null=True, related_name="meetings", db_index=False
    )
    """The room that is booked for it; None: none in particular."""
    series = models.UUIDField(null=True)
    """The same in all that were agreed on together; None: it stands alone."""
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.PLANNED)
    expected_at = models.DateTimeField(null=True)
    """When the adviser said they would come, if late."""
    began_by_client = models.BooleanField(default=False)
    video_wanted = models.BooleanField(default=False)
    """The meeting is by phone, and both sides are on their way back to video."""
    agreed = models.TextField(blank=True)
    """What was agreed, as the client sees it at the end."""
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    """Since when the adviser lets nobody new arrive."""
    calendar_sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["starts", "pk"]
        indexes = [
            models.Index(fields=["adviser", "starts"]),
            models.Index(fields=["client", "starts"]),
            models.Index(
                fields=["place", "starts"], condition=Q(place__isnull=False), name="meetings_of_a_place"
            ),
            models.Index(
                fields=["office", "starts"], condition=Q(seats__isnull=False), name="groups_of_an_office"
            ),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="meetings_of_a_series"),
            models.Index(fields=["adviser"], condition=Q(collides=True), name="meetings_that_collide"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(client__isnull=False, seats__isnull=True, title="")
                | (Q(client__isnull=True, seats__isnull=False) & ~Q(title="")),
                name="a_meeting_has_one_client_or_is_a_group",
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__gte=FEWEST_SEATS, seats__lte=MOST_SEATS),
                name="a_group_has_two_to_twenty_seats",
            ),
            OnPostgres(
                name="adviser_is_in_one_meeting_at_a_time",
                expressions=[
                    (Span("starts", "ends"), RangeOperators.OVERLAPS),
                    ("adviser", RangeOperators.EQUAL),
                ],
                condition=~Q(status__in=["ended", "cancelled"]) & Q(collides=False),
            ),
            OnPostgres(
                name="place_holds_one_meeting_at_a_time",
                expressions=[
                    (Span("starts", "ends"), RangeOperators.OVERLAPS),
                    ("place", RangeOperators.EQUAL),
                ],
                condition=Q(place__isnull=False) & ~Q(status__in=["ended", "cancelled"]) & Q(collides=False),
            ),
        ]

    @property
    def is_group(self) -> bool:
        return self.seats is not None

    @property
    def one(self) -> Client:
        """The client, of a meeting with one. What is done with one client is not here for a group."""
        if self.client is None:
            raise NotHere("client")
        return self.client

    @property
    def named(self) -> str:
        """Whom staff meet: the client, or what the group is called."""
        return self.title if self.client is None else self.client.name

    @property
    def named_clients(self) -> list[int]:
        """Whom a page tells of that says ``named``; of a group it tells of nobody."""
        return [] if self.client_id is None else [self.client_id]

    @property
    def going(self) -> bool:
        return self.status in (self.Status.OPEN, self.Status.UNDER_WAY)

    @property
    def under_way(self) -> bool:
        return self.status == self.Status.UNDER_WAY

    @property
    def over(self) -> bool:
        return self.status in (self.Status.ENDED, self.Status.CANCELLED)


class Leg(models.Model):
    """A stretch of the meeting in one channel, with times and, when it was left for phone, why."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="legs")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    began_by = models.CharField(max_length=10, blank=True)
    """Role of who moved the meeting here."""
    reason = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["began", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended__isnull=True), name="one_open_leg_in_a_meeting"
            )
        ]


class CallAttempt(models.Model):
    """The adviser tried to phone."""

    class Result(models.TextChoices):
        ANSWERED = "answered", _("answered")
        NO_ANSWER = "no_answer", _("no answer")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="call_attempts")
    participant = models.ForeignKey(
        "meetings.Participant", on_delete=models.CASCADE, null=True, related_name="call_attempts"
    )
    """Whom, in a group; None: the meeting's one client."""
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=Result.choices)
