"""An office's reception, to which clients come without an appointment, and who stands in its queue."""

import json
from secrets import token_hex
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lasna.booking.models import OpeningHour
from lasna.clients.models import Channel, Client
from lasna.kernel.keys import opened, sealed
from lasna.kernel.phones import read_phone
from lasna.meetings.models import Meeting, MeetingType
from lasna.people.models import Office, Organisation, Person


def _key() -> str:
    return token_hex(8)


class Reception(models.Model):
    """Where somebody of the office can be met at once. Its row is the lock of its queue."""

    class Said(models.TextChoices):
        USUAL = "", _("as its hours say")
        OPEN = "open", _("kept open")
        CLOSED = "closed", _("closed")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    office = models.OneToOneField(Office, on_delete=models.PROTECT, related_name="reception")
    key = models.CharField(max_length=16, unique=True, default=_key)
    """In the address of its public page. No secret."""
    name_fi = models.CharField(max_length=100)
    name_sv = models.CharField(max_length=100, blank=True)
    name_en = models.CharField(max_length=100, blank=True)
    type = models.ForeignKey(MeetingType, on_delete=models.PROTECT, related_name="+")
    """Of the meetings that begin here; clients are not told it before they are let in."""
    by_video = models.BooleanField(default=True)
    by_phone = models.BooleanField(default=True)
    in_person = models.BooleanField(default=False)
    where = models.CharField(max_length=200, blank=True)
    """In person: where the visitor waits and is met, as people say it."""
    most = models.PositiveSmallIntegerField(default=20)
    """Places in the queue."""
    said = models.CharField(max_length=6, choices=Said.choices, blank=True)
    """By somebody at the desk, against the hours; read ``said_now``."""
    said_until = models.DateTimeField(null=True)
    shut_at = models.DateTimeField(null=True)
    """Not in use: its page says that there is no such reception now."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by_video=True) | Q(by_phone=True) | Q(in_person=True),
                name="a_reception_has_a_way_to_meet",
            ),
            models.CheckConstraint(
                condition=Q(in_person=False) | ~Q(where=""), name="who_comes_in_person_knows_where"
            ),
            models.CheckConstraint(condition=Q(most__gte=1), name="a_queue_has_a_place"),
            models.CheckConstraint(
                condition=Q(said="") | Q(said_until__isnull=False), name="what_is_said_at_the_desk_ends"
            ),
        ]

    def __str__(self) -> str:
        active = (translation.get_language() or "fi")[:2]
        names = (str(getattr(self, f"name_{code}", "")) for code in (active, "fi", "sv", "en"))
        return next((name for name in names if name), "")

    @property
    def ways(self) -> list[Channel]:
        """The usual one first."""
        ways = (
            (Channel.VIDEO, self.by_video),
            (Channel.PHONE, self.by_phone),
            (Channel.IN_PERSON, self.in_person),
        )
        return [way for way, on in ways if on]


class ReceptionHour(models.Model):
    """Open every week on this day between these times of the office's clock."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=OpeningHour.Weekday.choices)
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="reception_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="reception_has_seven_days_a_week"),
        ]


class ReceptionDay(models.Model):
    """Some days are not as every week: closed, or open besides."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="days")
    opens = models.BooleanField()
    first = models.DateField()
    last = models.DateField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    """None: the whole day."""

    class Meta:
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="reception_day_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True, opens=False) | Q(ends__gt=F("starts")),
                name="a_reception_day_has_both_times_or_is_closed",
            ),
        ]


class Serving(models.Model):
    """An adviser serves the reception, until the day ends or they say otherwise."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="serving")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reception", "person"], name="an_adviser_serves_a_reception_once")
        ]


class Visit(models.Model):
    """Somebody in the queue. Nobody knows who they are until an adviser says whose card it is."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        AWAY = "away", _("page not open")
        TAKEN = "taken", _("taken")
        LED = "led", _("meeting has been made")
        SERVED = "served", _("served")
        LEFT = "left", _("left")
        GONE = "gone", _("gone")

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="visits")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    """As the visitor wishes now: one of the reception's ways."""
    language = models.CharField(max_length=2)
    """Of the page on which they came."""
    cookie_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # unique, none at last
    """Of the browser's cookie; None: the day is over."""
    told_box = models.TextField(blank=True)
    """First name and number that the visitor typed, sealed; empty: the day is over. Read ``told``."""
    joined_at = models.DateTimeField()
    """The order of the queue."""
    seen_at = models.DateTimeField()
    """When their page was last heard of."""
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    """Taken: the adviser's page has been heard of until then. After it the visitor is the queue's again."""
    client = models.ForeignKey(Client, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.SET_NULL, null=True, related_name="visit")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        indexes = [
            models.Index(fields=["reception", "joined_at"], name="visits_in_order"),
            models.Index(fields=["client"], condition=Q(client__isnull=False), name="visits_of_clients"),
            models.Index(
                fields=["joined_at"], condition=Q(cookie_hash__isnull=False), name="visits_to_be_forgotten"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(taken_by__isnull=False, lease_until__isnull=False),
                name="who_is_taken_is_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["served", "left", "gone"], ended_at__isnull=False)
                | Q(state__in=["waiting", "away", "taken", "led"], ended_at__isnull=True),
                name="a_visit_is_over_or_it_is_not",
            ),
        ]

    @property
    def over(self) -> bool:
        return self.ended_at is not None

    @property
    def told(self) -> dict[str, str]:
        """``name`` and ``phone`` (E.164) as typed; empty where nothing was, or the day is over."""
        said: dict[str, Any] = json.loads(opened(self.told_box)) if self.told_box else {}
        return {"name": str(said.get("name", "")), "phone": str(said.get("phone", ""))}

    @property
    def name(self) -> str:
        return self.told["name"]

    @property
    def phone(self) -> str:
        return self.told["phone"]

    @property
    def phone_read(self) -> str:
        phone = self.phone
        return read_phone(phone) if phone else ""


def told_box(name: str, phone: str) -> str:
    return sealed(json.dumps({"name": name, "phone": phone}))
