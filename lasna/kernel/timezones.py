"""Time zones as calendar files bring them along (``VTIMEZONE``, RFC 5545 3.6.5).

Written here because icalendar's own (7.3) name the hour of the spring change by the clock after it, an hour
late, and as a list of dates, which other programs read otherwise.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NONE = timedelta()


class Change(NamedTuple):
    """The clock is put from one offset to another. ``local`` by the clock before."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def kind(self) -> tuple[object, ...]:
        """Changes of one kind are the same from year to year, on the last such weekday of its month."""
        is_last = (self.local + timedelta(days=7)).month != self.local.month
        day = self.local.weekday() if is_last else self.local.date()
        return self.before, self.after, self.name, self.summer, self.local.month, day, self.local.time()

    @property
    def is_yearly(self) -> bool:
        return not isinstance(self.kind[5], date)


def add_zones(calendar: Calendar, times: Iterable[tuple[str, datetime]]) -> None:
    """What is needed to read these times: (zone, moment)."""
    spans: dict[str, list[int]] = {}
    for zone, at in times:
        spans.setdefault(zone, []).append(at.year)
    for zone, years in sorted(spans.items()):
        # Before the events: other programs look for the zone while they read these.
        calendar.subcomponents.insert(0, _zone(zone, min(years) - 1, max(years) + 1))


def _zone(name: str, first: int, last: int) -> Timezone:
    zone = Timezone()
    zone.add("tzid", name)
    for _kind, found in groupby(sorted(_changes(name, first, last), key=_order), key=lambda one: one.kind):
        zone.add_component(_observance(list(found)))
    return zone


def _order(change: Change) -> tuple[str, datetime]:
    return repr(change.kind), change.local


def _observance(changes: list[Change]) -> TimezoneDaylight | TimezoneStandard:
    first = changes[0]
    part = TimezoneDaylight() if first.summer else TimezoneStandard()
    part.add("dtstart", first.local)
    if len(changes) > 1 and first.is_yearly:
        day = f"-1{_DAYS[first.local.weekday()]}"
        part.add("rrule", {"freq": "yearly", "bymonth": first.local.month, "byday": day})
    part.add("tzoffsetfrom", first.before)
    part.add("tzoffsetto", first.after)
    part.add("tzname", first.name)
    return part


@lru_cache(64)
def _changes(name: str, first: int, last: int) -> tuple[Change, ...]:
    """Those of some years; of a zone that has none its one offset."""
    zone = ZoneInfo(name)
    found = tuple(_found(zone, first, last))
    if found:
        return found
    at = datetime(first, 1, 1, tzinfo=zone)
    offset = at.utcoffset() or _NONE
    return (Change(at.replace(tzinfo=None), offset, offset, at.tzname() or name, summer=False),)


def _found(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    day = datetime(first, 1, 1, tzinfo=UTC)
    while day.year <= last:
        after = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, after):
            yield _change(zone, _moment(zone, day, after))
        day = after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or _NONE


def _moment(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """To the minute: when, between the two, the clock is put."""
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) / 2
        middle = datetime.combine(middle.date(), time(middle.hour, middle.minute), UTC)
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return after


def _change(zone: ZoneInfo, at: datetime) -> Change:
    old, new = _offset(zone, at - timedelta(minutes=1)), _offset(zone, at)
    there = at.astimezone(zone)
    summer = bool(there.dst())
    return Change((at + old).replace(tzinfo=None), old, new, there.tzname() or "", summer)
