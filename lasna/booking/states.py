"""Free time as bits, so that eight weeks of two hundred advisers are few numbers.

A bit is a *quantum* of five minutes. Quanta are counted from Monday 5 January 1970, 00:00 UTC: so 2,016 of
them are a week, and what is busy in a week is one number of 252 bytes. What is busy is rounded outwards and
what is open inwards: a time that is offered can be had.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lasna.kernel.holidays import holidays

QUANTUM = timedelta(minutes=5)
A_WEEK = 2016
WEEK_BYTES = A_WEEK // 8
A_DAY = 24 * 60
_FIRST = datetime(1970, 1, 5, tzinfo=UTC)

Span = tuple[datetime, datetime]


def quantum_of(at: datetime) -> int:
    """The quantum in which ``at`` falls."""
    return (at - _FIRST) // QUANTUM


def quantum_from(at: datetime) -> int:
    """The first quantum that begins at ``at`` or later."""
    return -((_FIRST - at) // QUANTUM)


def moment_of(quantum: int) -> datetime:
    return _FIRST + quantum * QUANTUM


def week_of(at: datetime) -> int:
    return quantum_of(at) // A_WEEK


def span_of_week(week: int) -> Span:
    return moment_of(week * A_WEEK), moment_of((week + 1) * A_WEEK)


def weeks_of(spans: Iterable[Span]) -> list[int]:
    """Every week that one of the spans touches, in their order."""
    touched = {
        week
        for starts, ends in spans
        for week in range(week_of(starts), (quantum_from(ends) - 1) // A_WEEK + 1)
    }
    return sorted(touched)


def bits(first: int, last: int) -> int:
    """From ``first`` up to ``last``, which is not one of them."""
    return ((1 << (last - first)) - 1) << first if last > first else 0


def busy_bits(spans: Iterable[Span], week: int) -> int:
    """What of a week the spans take."""
    base, busy = week * A_WEEK, 0
    for starts, ends in spans:
        first = max(quantum_of(starts) - base, 0)
        last = min(quantum_from(ends) - base, A_WEEK)
        busy |= bits(first, last)
    return busy


class Line(NamedTuple):
    """Open each week on a weekday (Monday 0), in minutes of the office's clock since midnight."""

    weekday: int
    starts: int
    ends: int


class Change(NamedTuple):
    """Open or closed on the days from ``first`` to ``last``, whatever the week says. Minutes as ``Line``."""

    first: date
    last: date
    starts: int = 0
    ends: int = A_DAY
    opens: bool = False


@dataclass(frozen=True)
class Window:
    """Days in a row in one time zone. Its bits are counted from the week in which it begins."""

    first: date
    days: int
    zone: str

    @property
    def dates(self) -> list[date]:
        return [self.first + timedelta(days=plus) for plus in range(self.days)]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def weeks(self) -> range:
        return _weeks(self)

    def bit_of(self, quantum: int) -> int:
        return quantum - _weeks(self).start * A_WEEK

    def moment(self, bit: int) -> datetime:
        return moment_of(_weeks(self).start * A_WEEK + bit)

    def of_day(self, day: date) -> int:
        """All bits of a day."""
        return self.of_span(day, 0, A_DAY)

    def of_span(self, day: date, starts: int, ends: int) -> int:
        """Bits that lie wholly between two times of a day's clock."""
        return _span(self, day.toordinal(), starts, ends)

    def before(self, at: datetime) -> int:
        """Bits that begin before ``at``."""
        return bits(0, self.bit_of(quantum_from(at)))


@lru_cache(1024)
def _weeks(window: Window) -> range:
    first = datetime.combine(window.first, time.min, ZoneInfo(window.zone))
    after = datetime.combine(window.last + timedelta(days=1), time.min, ZoneInfo(window.zone))
    return range(week_of(first), (quantum_from(after) - 1) // A_WEEK + 1)


@lru_cache(8192)
def _span(window: Window, ordinal: int, starts: int, ends: int) -> int:
    """Where the clocks change, by every reading of the two times."""
    first, last = max(_readings(ordinal, starts, window.zone)), min(_readings(ordinal, ends, window.zone))
    return bits(max(window.bit_of(quantum_from(first)), 0), window.bit_of(quantum_of(last)))


@lru_cache(1024)
def _touched(window: Window, ordinal: int, starts: int, ends: int) -> int:
    """The same outwards: by any reading."""
    first, last = min(_readings(ordinal, starts, window.zone)), max(_readings(ordinal, ends, window.zone))
    return bits(max(window.bit_of(quantum_of(first)), 0), window.bit_of(quantum_from(last)))


def _readings(ordinal: int, minute: int, zone: str) -> list[datetime]:
    """The moments that a local time may mean: two where an hour comes twice, or not at all."""
    days, minute = divmod(minute, A_DAY)
    local = datetime.combine(
        date.fromordinal(ordinal + days), time(minute // 60, minute % 60), ZoneInfo(zone)
    )
    return [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


@lru_cache(2048)
def open_bits(lines: tuple[Line, ...], changes: tuple[Change, ...], window: Window) -> int:
    """When somebody is there: their week but for public holidays; then what is open besides, and never what
    is closed."""
    opened = closed = 0
    by_weekday: list[list[Line]] = [
        [line for line in lines if line.weekday == weekday] for weekday in range(7)
    ]
    for day in window.dates:
        for line in by_weekday[day.weekday()] if day not in holidays(day.year) else ():
            opened |= window.of_span(day, line.starts, line.ends)
        for change in changes:
            if change.first <= day <= change.last:
                if change.opens:
                    opened |= window.of_span(day, change.starts, change.ends)
                else:
                    closed |= _touched(window, day.toordinal(), change.starts, change.ends)
    return opened & ~closed


def beginnings(free: int, length: int) -> int:
    """Where ``length`` free bits in a row begin."""
    have = 1
    while have < length:
        more = min(have, length - have)
        free &= free >> more
        have += more
    return free


@lru_cache(256)
def grid(window: Window, minutes: int) -> int:
    """Where a meeting may begin: at every so many minutes of each hour of the local clock."""
    marks = 0
    for day in window.dates:
        for minute in range(0, A_DAY, minutes):
            marks |= _span.__wrapped__(window, day.toordinal(), minute, minute + 5)
    return marks


def each_bit(mask: int) -> Iterator[int]:
    """Numbers of the bits, from the first on."""
    for place, byte in enumerate(mask.to_bytes((mask.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (place * 8 + bit for bit in range(8) if byte >> bit & 1)
