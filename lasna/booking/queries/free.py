"""Free times: a few statements, however many advisers and meetings there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import FilteredRelation, Q, QuerySet

from lasna.booking.models import BusyWeek, OpeningException, OpeningHour
from lasna.booking.states import (
    A_WEEK,
    QUANTUM,
    Change,
    Line,
    Window,
    beginnings,
    bits,
    each_bit,
    grid,
    open_bits,
    quantum_from,
    quantum_of,
)
from lasna.kernel import clock
from lasna.meetings.models import Meeting, MeetingType
from lasna.meetings.queries.meeting_places import spans_of_place
from lasna.people.models import Office, Organisation, Person

ADVISE = [role for role in Person.Role if role != Person.Role.SUPPORT]


@dataclass(frozen=True)
class Rules:
    """An organisation's own. ``notice``: a time is not chosen later than this before it begins, for the
    adviser must see it. ``ahead``: so far ahead clients choose."""

    notice: timedelta
    ahead: timedelta


def rules_of(organisation: Organisation) -> Rules:
    return Rules(timedelta(hours=organisation.booking_notice), timedelta(weeks=organisation.booking_weeks))


@dataclass(frozen=True)
class Wanted:
    """Whom to meet and how. ``adviser_id`` None: anybody of the office."""

    office: Office
    type: MeetingType
    channel: str
    rules: Rules
    adviser_id: int | None = None
    length: timedelta | None = None
    """None: as its type says."""
    link_id: int | None = None
    """What is offered to this link is free for it."""

    @property
    def minutes(self) -> int:
        return int(self.length.total_seconds() // 60) if self.length else self.type.minutes

    @property
    def quanta(self) -> int:
        return -(-timedelta(minutes=self.minutes) // QUANTUM)

    @property
    def steps(self) -> int:
        """Meetings begin every so many minutes."""
        return 15 if self.minutes <= 15 else 30


@dataclass(frozen=True)
class Free:
    """Where a meeting can begin, in bits of ``window``: of each adviser, and who has how much to do."""

    window: Window
    by_adviser: dict[int, int]
    taken: dict[int, int]

    @property
    def all(self) -> int:
        together = 0
        for mask in self.by_adviser.values():
            together |= mask
        return together

    def days(self) -> dict[date, int]:
        """How many times each day has; days without any are left out."""
        together = self.all
        counted = {day: (together & self.window.of_day(day)).bit_count() for day in self.window.dates}
        return {day: times for day, times in counted.items() if times}

    def times(self, day: date) -> list[datetime]:
        """Of a day, whatever it is."""
        if not self.window.first <= day <= self.window.last:
            return []
        return [self.window.moment(bit) for bit in each_bit(self.all & self.window.of_day(day))]

    def without(self, starts: datetime) -> "Free":
        """Else somebody who wants another time could choose the one they have."""
        bit = self.window.bit_of(quantum_of(starts))
        rest = {number: mask & ~(1 << bit) for number, mask in self.by_adviser.items()} if bit >= 0 else {}
        return Free(self.window, rest or self.by_adviser, self.taken)

    def advisers_at(self, starts: datetime, *, first: int | None = None) -> list[int]:
        """Who can be met then: ``first``, if they can; then whoever has least to do in the window."""
        bit = self.window.bit_of(quantum_of(starts))
        if bit < 0 or self.window.moment(bit) != starts:
            return []
        able = [number for number, mask in self.by_adviser.items() if mask >> bit & 1]
        return sorted(able, key=lambda each: (each != first, self.taken[each], each))


def window_of(zone: str, ahead: timedelta) -> Window:
    """What clients choose from: today and so many days more."""
    return Window(clock.now().astimezone(ZoneInfo(zone)).date(), ahead.days + 1, zone)


def free_times(wanted: Wanted, *, window: Window | None = None, but: Meeting | None = None) -> Free:
    """Three statements. Of whoever still works in the office, inside their hours, not taken, and not offered
    to somebody who waits.

    ``but``: a meeting that is to be moved, so its own time is free.
    """
    window = window or window_of(wanted.office.zone, wanted.rules.ahead)
    lines, changes = _lines(wanted), _changes(wanted, window)
    # Who is there on single days alone has no line.
    lines = {number: () for number, own in changes.items() if any(each.opens for each in own)} | lines
    taken = _taken(lines, window, wanted.link_id)
    if but is not None:
        its = bits(*(window.bit_of(at) for at in (quantum_of(but.starts), quantum_from(but.ends))))
        taken[but.adviser_id] = taken.get(but.adviser_id, 0) & ~its | _place_taken(but, window)
    allowed = grid(window, wanted.steps) & ~window.before(clock.now() + wanted.rules.notice)
    by_adviser = {}
    for number, own in lines.items():
        free = open_bits(own, changes.get(number, ()), window) & ~taken.get(number, 0)
        by_adviser[number] = beginnings(free, wanted.quanta) & allowed
    return Free(window, by_adviser, {number: taken.get(number, 0).bit_count() for number in lines})


def _lines(wanted: Wanted) -> dict[int, tuple[Line, ...]]:
    hours = OpeningHour.objects.filter(
        Q(types=None) | Q(types=wanted.type), office=wanted.office, person__in=_people(wanted)
    )
    rows = hours.order_by("weekday", "starts", "pk").values_list(
        "person", "weekday", "starts", "ends", "channels"
    )
    found: dict[int, list[Line]] = {}
    for number, weekday, starts, ends, channels in rows:
        if not channels or wanted.channel in channels.split(","):
            found.setdefault(number, []).append(Line(weekday, minute_of(starts), minute_of(ends)))
    return {number: tuple(lines) for number, lines in found.items()}


def _people(wanted: Wanted) -> QuerySet[Person, Any]:
    """Who works in the office, and with clients; or the one who is wanted, if they do."""
    people = Person.objects.filter(is_active=True, role__in=ADVISE, offices=wanted.office)
    if wanted.adviser_id is not None:
        people = people.filter(pk=wanted.adviser_id)
    return people.order_by().values("pk")


def _changes(wanted: Wanted, window: Window) -> dict[int, tuple[Change, ...]]:
    """Away is away from everybody; there besides is there for the clients of one office."""
    rows = OpeningException.objects.filter(
        Q(office=None) | Q(office=wanted.office),
        person__in=_people(wanted),
        first__lte=window.last,
        last__gte=window.first,
    )
    found: dict[int, list[Change]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(change_of(row))
    return {person: tuple(changes) for person, changes in found.items()}


def change_of(row: OpeningException) -> Change:
    if row.starts is None or row.ends is None:
        return Change(row.first, row.last, opens=row.opens)
    return Change(row.first, row.last, minute_of(row.starts), minute_of(row.ends), row.opens)


def _taken(people: Iterable[int], window: Window, link_id: int | None) -> dict[int, int]:
    """By meetings, and by what waits for the answer of somebody else: a week in which something is offered
    has its row."""
    weeks = window.weeks
    rows = BusyWeek.objects.filter(person__in=list(people), week__gte=weeks.start, week__lt=weeks.stop)
    live = Q(person__offers_held__until__gt=clock.now())
    held = rows.annotate(held=FilteredRelation("person__offers_held", condition=live))
    found: dict[int, int] = {}
    for person, week, taken, *offer in held.values_list(
        "person", "week", "taken", "held__starts", "held__ends", "held__link"
    ):
        mask = int.from_bytes(taken, "little") << (week - weeks.start) * A_WEEK
        found[person] = found.get(person, 0) | mask | _held(window, link_id, *offer)
    return found


def _held(window: Window, own: int | None, starts: datetime | None, ends: datetime | None, link: int) -> int:
    """Bits of an offer to somebody else; 0: there is none."""
    if starts is None or ends is None or link == own:
        return 0
    return bits(*(window.bit_of(at) for at in (quantum_of(starts), quantum_from(ends))))


def _place_taken(meeting: Meeting, window: Window) -> int:
    """Where others have the place of a meeting that is to be moved: it keeps its place."""
    if meeting.place_id is None:
        return 0
    span = window.moment(0), window.moment(len(window.weeks) * A_WEEK)
    taken = 0
    for starts, ends in spans_of_place(meeting.place_id, span, but=meeting.pk):
        first, last = window.bit_of(quantum_of(starts)), window.bit_of(quantum_from(ends))
        taken |= bits(max(first, 0), last)
    return taken


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute
