"""One step of a client who chooses a time: the way, the day, the time, yes or no."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.text import capfirst

from lasna.booking.models import BookingLink, Waiting, waiting_of
from lasna.booking.queries.free import Free, free_times
from lasna.booking.queries.links import is_open, meeting_of, wanted_of, ways_of
from lasna.clients.models import Channel
from lasna.kernel import clock
from lasna.kernel.web.times import said_clock, said_day
from lasna.meetings.models import Meeting

DAYS_AT_ONCE = 5
"""One thing at a time: the next days first, the others by a press."""
_NOON = time(12)


@dataclass(frozen=True)
class Day:
    value: str
    words: str


@dataclass(frozen=True)
class Time:
    value: str
    words: str


@dataclass(frozen=True)
class Choice:
    """``page``: ``way``, ``day``, ``time``, ``confirm``, ``booked``, ``now``, ``none``, ``old``; ``offer``: a
    time became free, and waits for an answer."""

    page: str
    zone: str
    moving: bool = False
    channel: str = ""
    ways: list[Channel] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)
    more_days: bool = False
    day: Day | None = None
    times: list[Time] = field(default_factory=list)
    starts: datetime | None = None
    minutes: int = 0
    meeting: Meeting | None = None
    can_choose_anew: bool = False
    """Once this time is cancelled."""
    can_cancel: bool = True
    waiting: Waiting | None = None
    """They are told when a time becomes free."""

    @property
    def at(self) -> str:
        return value_of(self.starts) if self.starts else ""

    @property
    def several_ways(self) -> bool:
        return len(self.ways) > 1 and not self.moving


def value_of(at: datetime) -> str:
    """A moment as it stands in an address."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%MZ")


class Chosen(TypedDict, total=False):
    """What a client has chosen so far."""

    channel: str
    day: date | None
    starts: datetime | None
    moving: bool
    every_day: bool


def choice_of(
    link: BookingLink,
    *,
    channel: str = "",
    day: date | None = None,
    starts: datetime | None = None,
    moving: bool = False,
    every_day: bool = False,
) -> Choice:
    """How far the client has come, by what they have chosen so far. What cannot be had is not chosen. Who has
    chosen nothing yet and waits is asked about what became free for them."""
    waiting = waiting_of(link)
    if waiting is not None and not (channel or day or starts or moving or every_day):
        offer = _offer(link, waiting)
        if offer is not None:
            return offer
    known = _so_far(link, channel, moving=moving)
    if isinstance(known, _Looking):
        return replace(_step(known.choice, known.free, day, starts, every_day=every_day), waiting=waiting)
    return replace(known, waiting=waiting)


@dataclass(frozen=True)
class _Looking:
    """What is known, and what there is."""

    choice: Choice
    free: Free


def _offer(link: BookingLink, waiting: Waiting) -> Choice | None:
    """None: nothing is offered, or it cannot be had any more."""
    meeting, starts = meeting_of(link), waiting.offered
    able = is_open(link) if meeting is None else can_be_changed(meeting)
    if starts is None or not able:
        return None
    wanted = wanted_of(link, waiting.channel, moving=meeting)
    if not free_times(wanted, but=meeting).advisers_at(starts):
        return None
    return Choice(
        "offer",
        link.client.office.zone,
        meeting is not None,
        waiting.channel,
        starts=starts,
        minutes=wanted.minutes,
        meeting=meeting,
        waiting=waiting,
    )


def _so_far(link: BookingLink, channel: str, *, moving: bool) -> Choice | _Looking:
    """A choice that is complete, or what there is to choose from."""
    office, meeting = link.client.office, meeting_of(link)
    can_move = meeting is not None and can_be_changed(meeting)
    if meeting is not None and not (moving and can_move):
        can_choose = link.until >= clock.now() and link.type.closed_at is None
        return Choice(
            _page_of(meeting),
            office.zone,
            meeting=meeting,
            can_choose_anew=can_choose,
            can_cancel=not link.moves_only,
        )
    if meeting is None and not is_open(link):
        return Choice("old", office.zone)
    ways = ways_of(link)
    channel = _way(link, channel, ways, meeting)
    if not channel:
        return Choice("way", office.zone, ways=ways)
    wanted = wanted_of(link, channel, moving=meeting)
    free = free_times(wanted, but=meeting)
    known = Choice(
        "", office.zone, meeting is not None, channel, ways, meeting=meeting, minutes=wanted.minutes
    )
    return _Looking(known, free)


def can_be_changed(meeting: Meeting) -> bool:
    return meeting.status == Meeting.Status.PLANNED and meeting.starts > clock.now()


def _page_of(meeting: Meeting) -> str:
    """Of a meeting that was chosen: to come, going on, or over."""
    if can_be_changed(meeting):
        return "booked"
    return "old" if meeting.over or meeting.ends < clock.now() else "now"


def _way(link: BookingLink, said: str, ways: list[Channel], meeting: Meeting | None) -> str:
    """What was chosen, or cannot be otherwise; empty: it has to be asked."""
    if meeting is not None:
        return meeting.planned_channel
    if len(ways) == 1:
        return ways[0].value
    return said if said in ways else ""


def _step(known: Choice, free: Free, day: date | None, starts: datetime | None, *, every_day: bool) -> Choice:
    zone = ZoneInfo(known.zone)
    if known.meeting is not None:
        free = free.without(known.meeting.starts)
    if starts is not None and free.advisers_at(starts):
        return replace(known, page="confirm", starts=starts, day=day_of(starts.astimezone(zone).date(), zone))
    if day is not None and (times := free.times(day)):
        shown = [Time(value_of(at), said_clock(at, zone)) for at in times]
        return replace(known, page="time", day=day_of(day, zone), times=shown)
    days = list(free.days())
    if not days:
        return replace(known, page="none")
    shown_days = days if every_day else days[:DAYS_AT_ONCE]
    return replace(
        known,
        page="day",
        days=[day_of(each, zone) for each in shown_days],
        more_days=len(shown_days) < len(days),
    )


def day_of(day: date, zone: ZoneInfo) -> Day:
    return Day(day.isoformat(), capfirst(said_day(datetime.combine(day, _NOON, zone), zone)))
