"""When advisers can be met, what of it is taken, and the links by which clients choose a time."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel, Client
from lasna.kernel import clock
from lasna.meetings.models import Meeting, MeetingType, Participant
from lasna.people.models import Office, Organisation, Person


class OpeningHour(models.Model):
    """An adviser can be met every week on this day between these times, by these ways."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="opening_hours")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="opening_hours")
    """Whose clients; its clock is meant."""
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts = models.TimeField()
    ends = models.TimeField()
    channels = models.CharField(max_length=60, blank=True)
    """With commas; empty: every one. Read ``ways``."""
    types = models.ManyToManyField(MeetingType, related_name="+", blank=True)
    """For meetings of these types; none: of every one."""

    class Meta:
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="opening_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def ways(self) -> list[Channel]:
        """Those chosen; empty: every one."""
        return [Channel(value) for value in self.channels.split(",") if value]


class OpeningException(models.Model):
    """Some days are not as every week: the adviser is away, or there besides."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="opening_exceptions")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    """Whose clients the adviser is there for; None: away, from everybody."""
    opens = models.BooleanField()
    first = models.DateField()
    last = models.DateField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    """None: the whole day."""

    class Meta:
        ordering = ["first", "pk"]
        indexes = [models.Index(fields=["person", "last"], name="exceptions_to_come")]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="exception_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True, opens=False) | Q(ends__gt=F("starts")),
                name="an_exception_has_both_times_or_is_a_day_away",
            ),
            models.CheckConstraint(
                condition=Q(opens=True, office__isnull=False) | Q(opens=False, office__isnull=True),
                name="who_is_there_besides_is_so_for_an_office",
            ),
        ]


class BusyWeek(models.Model):
    """What of an adviser's week is taken, as ``states`` counts it. Written anew from the meetings in each
    transaction that changes one of them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    week = models.IntegerField()
    taken = models.BinaryField()
    """252 bytes, the first quantum in the lowest bit."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="a_week_is_counted_once")]


class BookingLink(models.Model):
    """A client may choose a time by this link, move it and cancel it. The token is computed, never stored."""

    LASTS: ClassVar[timedelta] = timedelta(days=28)
    """So long a time can be chosen by it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="booking_links")
    adviser = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """With whom; None: with anybody of the client's office."""
    type = models.ForeignKey(MeetingType, on_delete=models.PROTECT, related_name="+")
    sent_by = models.CharField(max_length=5)
    """One of ``Client.by``: the way the invitation goes too."""
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changes = models.PositiveSmallIntegerField(default=0)
    """Times chosen, moved and cancelled by it: so many messages the client got."""
    until = models.DateTimeField()
    """No time is chosen after this; a meeting that was chosen can still be moved and cancelled."""
    meeting = models.OneToOneField(
        Meeting, on_delete=models.SET_NULL, null=True, related_name="booked_by", db_index=False
    )
    """What was chosen, and has not been cancelled."""
    place = models.OneToOneField(
        Participant, on_delete=models.SET_NULL, null=True, related_name="booked_by", db_index=False
    )
    """The seat in a group that was taken by it, and has not been given up."""
    moves_only = models.BooleanField(default=False, db_default=False)
    """Made when a client could not come to what an adviser had planned: another time, and nothing else."""
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["client", "made_at"], name="links_of_a_client")]


class Waiting(models.Model):
    """Who holds the link wants to be told of a time, or of an earlier one than they have. What becomes free
    is offered to one at a time, and is nobody else's until they have answered or it is too late to."""

    link = models.OneToOneField(BookingLink, on_delete=models.CASCADE, related_name="waiting")
    channel = models.CharField(max_length=10)
    since = models.DateTimeField()
    """Their place in the row; who lets an offer pass goes behind the others."""
    offers = models.PositiveSmallIntegerField(default=0)
    refused = models.JSONField(default=list)
    """Beginnings that they were offered and did not take: never offered again."""
    adviser = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="offers_held")
    starts = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    """With ``adviser``, ``starts`` and ``ends``: what is offered, and until when it waits for an answer."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adviser", "starts"], name="a_time_is_offered_to_one"),
            models.CheckConstraint(
                condition=Q(adviser=None, starts=None, ends=None, until=None)
                | Q(adviser__isnull=False, ends__gt=F("starts"), until__isnull=False),
                name="an_offer_is_whole",
            ),
        ]

    @property
    def offered(self) -> datetime | None:
        """What is offered at this moment."""
        return self.starts if self.until is not None and self.until > clock.now() else None


def waiting_of(link: BookingLink) -> Waiting | None:
    return getattr(link, "waiting", None)
