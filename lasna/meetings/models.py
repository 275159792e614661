from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q
from django.db.models.expressions import Func
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import PLANNED, Channel, Client
from lasna.kernel.live.models import Room
from lasna.people.models import Office, Organisation, Person


def _on_postgres(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


class OnPostgres(ExclusionConstraint):
    """An exclusion constraint where the database has them; elsewhere the service checks under its lock."""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        if _on_postgres(schema_editor):
            return super().create_sql(model, schema_editor)
        return None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        if _on_postgres(schema_editor):
            return super().remove_sql(model, schema_editor)
        return None

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if _on_postgres(schema_editor):
            return super().constraint_sql(model, schema_editor)
        return None

    def check(self, model: type[models.Model], connection: Any) -> list[Any]:
        return super().check(model, connection) if connection.vendor == "postgresql" else []

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The services say it in words."""


class _Span(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class MeetingType(models.Model):
    """An office's kind of meeting. Its name may be sensitive: shown only behind the code."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="meeting_types")
    key = models.SlugField(max_length=40)
    name_fi = models.CharField(max_length=100)
    name_sv = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    minutes = models.PositiveSmallIntegerField(default=45)
    default_channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.VIDEO)
    channels = models.CharField(max_length=60, blank=True, default="", db_default="")
    """Ways that may be agreed on, with commas; empty: every one. Read ``allowed``."""
    code_at_door = models.BooleanField(default=True, db_default=True)
    """Promised to each invitation when it is made: ``Invitation.needs_code``."""
    words_fi = models.TextField(blank=True, default="", db_default="")
    words_sv = models.TextField(blank=True, default="", db_default="")
    words_en = models.TextField(blank=True, default="", db_default="")
    """What the client reads in the waiting room. As sensitive as the name: never in a message."""
    position = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    """Not offered any more; what was agreed on before keeps it."""

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="meeting_type_key_is_unique"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="meeting_type_lasts"),
        ]

    def __str__(self) -> str:
        return _in_language(self, "name") or self.key

    @property
    def words(self) -> str:
        return _in_language(self, "words")

    @property
    def allowed(self) -> tuple[Channel, ...]:
        """In the order in which they are offered everywhere."""
        chosen = self.channels.split(",") if self.channels else [channel.value for channel in PLANNED]
        return tuple(channel for channel in PLANNED if channel in chosen)


def _in_language(type: MeetingType, what: str) -> str:
    """In the active language; where that is not filled in, in the first that is."""
    active = (translation.get_language() or "fi")[:2]
    said = [str(getattr(type, f"{what}_{code}", "")) for code in (active, "fi", "sv", "en")]
    return next((words for words in said if words), "")


class Meeting(models.Model):
    """Every planned encounter, of any channel."""

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
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="meetings")
    type = models.ForeignKey(MeetingType, on_delete=models.PROTECT, related_name="+")
    room = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="meeting")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    zone = models.CharField(max_length=50)
    """The office's time zone when it was promised: local time is the promise."""
    planned_channel = models.CharField(max_length=10, choices=Channel.choices)
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
    calendar_sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["starts", "pk"]
        indexes = [models.Index(fields=["adviser", "starts"]), models.Index(fields=["client", "starts"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_after_it_starts"),
            OnPostgres(
                name="adviser_is_in_one_meeting_at_a_time",
                expressions=[
                    (_Span("starts", "ends"), RangeOperators.OVERLAPS),
                    ("adviser", RangeOperators.EQUAL),
                ],
                condition=~Q(status__in=["ended", "cancelled"]),
            ),
        ]

    @property
    def going(self) -> bool:
        return self.status in (self.Status.OPEN, self.Status.UNDER_WAY)

    @property
    def over(self) -> bool:
        return self.status in (self.Status.ENDED, self.Status.CANCELLED)


class Participant(models.Model):
    """Somebody's place in a meeting. The adviser's is ``admitted`` from the start."""

    class Role(models.TextChoices):
        ADVISER = "adviser", _("adviser")
        CLIENT = "client", _("client")

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ARRIVED = "arrived", _("at the door")
        WAITING = "waiting", _("waiting")
        ADMITTED = "admitted", _("let in")
        PRESENT = "present", _("present")
        AWAY = "away", _("away")
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")
        DENIED = "denied", _("not let in")

    class Step(models.TextChoices):
        """How far the client has come, as the adviser sees it. What happened, never how it was felt."""

        NONE = "", _("not opened yet")
        CODE = "code", _("asked for the code")
        CAMERA = "camera", _("at the camera")
        SOUND = "sound", _("at the sound")
        MICROPHONE = "microphone", _("at the microphone")
        READY = "ready", _("ready")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    role = models.CharField(max_length=10, choices=Role.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.INVITED)
    step = models.CharField(max_length=10, choices=Step.choices, blank=True)
    door = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="participant")
    """The participant's own stream: all they hear before they are let in."""
    door_version = models.PositiveIntegerField(default=1)
    """In the device cookie: raising it sends every browser back to the code."""
    camera = models.CharField(max_length=10, blank=True)
    """``on``, ``off``, ``blocked``, ``missing``, ``busy``; empty: not tried."""
    microphone = models.CharField(max_length=10, blank=True)
    waiting_since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    """When a desk showed that they wait."""
    said = models.CharField(max_length=300, blank=True)
    """The adviser's words to the waiting."""
    door_seen_at = models.DateTimeField(null=True)
    """Told at every heartbeat while they wait."""
    away_since = models.DateTimeField(null=True)
    asks_call = models.BooleanField(default=False)
    by_link_alone = models.BooleanField(default=False, db_default=False)
    """The browser at the door came in without a code: the adviser looks twice."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(person__isnull=False),
                name="one_place_for_a_person_in_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting", "client"],
                condition=Q(client__isnull=False),
                name="one_place_for_a_client_in_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(client__isnull=False), name="participant_is_somebody"
            ),
        ]


class Invitation(models.Model):
    """A client's link and its code. The token is computed, never stored."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="invitation")
    version = models.PositiveIntegerField(default=1)
    token_hash = models.CharField(max_length=64, unique=True)
    sent_by = models.CharField(max_length=5, blank=True)
    """``email`` or ``sms``: the link's channel; the code goes by the other."""
    needs_code = models.BooleanField(default=True, db_default=True)
    """As its type said when it was made: what an invitation promised does not change under it."""
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    tries_left = models.PositiveSmallIntegerField(default=0)
    codes_from = models.DateTimeField(null=True)
    """Start of the hour in which ``codes_sent`` are counted."""
    codes_sent = models.PositiveSmallIntegerField(default=0)
    """Where no code is needed: how often the link itself let in."""
    vouched_until = models.DateTimeField(null=True)
    vouched_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    vouched_how = models.CharField(max_length=300, blank=True)
    demo_code_hash = models.CharField(max_length=64, blank=True)
    """Accepted once instead of the sent code. Demo organisation only."""


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
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=Result.choices)


class DoorSight(models.Model):
    """What the door saw: evidence that technology, not the client, failed to come."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="sights")
    what = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
