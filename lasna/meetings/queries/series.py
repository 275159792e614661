"""A series: the dates on which it would be, what speaks against each, and what there is of it already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.holidays import holidays
from lasna.kernel.web.times import localised, said_time
from lasna.meetings.access import meetings_of
from lasna.meetings.models import Meeting
from lasna.meetings.queries.meeting_places import spans_of_place
from lasna.people.models import Person

Span = tuple[datetime, datetime]
MOST = 26
"""Half a year of every week."""
_CLOCKS = gettext_lazy("The clocks change that night: this time is not one moment.")
HINDERS: list[Callable[[Person, Sequence[Span]], Iterable[int]]] = []
"""Other packages know when somebody is away: which of the spans (in the office's zone) they are away in."""


@dataclass(frozen=True)
class Rhythm:
    """``times`` meetings, every so many weeks from ``first`` on, at the same time of the zone's clock."""

    first: datetime
    zone: str
    every: int
    times: int
    minutes: int

    @property
    def days(self) -> list[date]:
        first = self.first.astimezone(ZoneInfo(self.zone)).date()
        return [first + timedelta(weeks=self.every * number) for number in range(self.times)]


@dataclass(frozen=True)
class SeriesDate:
    """``starts`` is None where the clock has no such time that day. ``against``: what speaks against it."""

    day: date
    starts: datetime | None
    against: str = ""
    possible: bool = True

    @property
    def value(self) -> str:
        return self.day.isoformat()

    @property
    def advised(self) -> bool:
        return not self.against


def dates_of(adviser: Person, rhythm: Rhythm, place_id: int | None) -> list[SeriesDate]:
    """A few statements, however many dates."""
    read = [_moment(rhythm, number, day) for number, day in enumerate(rhythm.days)]
    spans = [_span(each.starts, rhythm) for each in read if each.starts]
    if not spans:
        return read
    whole = spans[0][0], spans[-1][1]
    meetings = _taken(adviser, whole)
    placed = spans_of_place(place_id, whole, but=0) if place_id else []
    away = {spans[number][0] for hinders in HINDERS for number in hinders(adviser, spans)}
    return [_judged(each, rhythm, meetings, placed, away) for each in read]


def _moment(rhythm: Rhythm, number: int, day: date) -> SeriesDate:
    if number == 0:  # where its hour comes twice, somebody has said which one
        return SeriesDate(day, rhythm.first)
    local = rhythm.first.astimezone(ZoneInfo(rhythm.zone)).time()
    try:
        return SeriesDate(day, localised(day, local, rhythm.zone))
    except UserError:
        return SeriesDate(day, None, str(_CLOCKS), possible=False)


def _span(starts: datetime, rhythm: Rhythm) -> Span:
    local = starts.astimezone(ZoneInfo(rhythm.zone))
    return local, (starts + timedelta(minutes=rhythm.minutes)).astimezone(ZoneInfo(rhythm.zone))


def _taken(adviser: Person, span: Span) -> list[Span]:
    rows = Meeting.objects.filter(adviser=adviser, starts__lt=span[1], ends__gt=span[0]).exclude(
        status__in=[Meeting.Status.ENDED, Meeting.Status.CANCELLED]
    )
    return list(rows.order_by("starts").values_list("starts", "ends"))


def _judged(
    each: SeriesDate, rhythm: Rhythm, meetings: list[Span], placed: list[Span], away: set[datetime]
) -> SeriesDate:
    if each.starts is None:
        return each
    starts, ends = _span(each.starts, rhythm)
    if other := _overlapping(meetings, starts, ends):
        when = said_time(other[0], rhythm.zone)
        words = _("You have another meeting then, it begins {when}.").format(when=when)
        return SeriesDate(each.day, each.starts, words, possible=False)
    if _overlapping(placed, starts, ends):
        return SeriesDate(each.day, each.starts, _("The place is taken then."), possible=False)
    if each.day in holidays(each.day.year):
        return SeriesDate(each.day, each.starts, _("A public holiday."))
    return SeriesDate(each.day, each.starts, _("You are away then.") if starts in away else "")


def _overlapping(spans: Iterable[Span], starts: datetime, ends: datetime) -> Span | None:
    return next((span for span in spans if span[0] < ends and span[1] > starts), None)


def series_of(meeting: Meeting, person: Person) -> QuerySet[Meeting]:
    """All that there is of its series for this person, in order."""
    return meetings_of(person).filter(series=meeting.series).order_by("starts", "pk")


def rest_of(meeting: Meeting, person: Person) -> list[Meeting]:
    """What is to come of the series, from this meeting on."""
    coming = series_of(meeting, person).filter(
        status=Meeting.Status.PLANNED, starts__gte=meeting.starts, starts__gt=clock.now()
    )
    return list(coming)
