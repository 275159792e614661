"""An adviser's own week, as their page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lasna.booking.models import OpeningException, OpeningHour
from lasna.booking.states import Span
from lasna.clients.queries import zone_of
from lasna.kernel import clock
from lasna.people.models import Person


@dataclass(frozen=True)
class Weekday:
    words: str
    lines: list[OpeningHour]


def week_of(person: Person) -> list[Weekday]:
    """The days that have hours, in two statements."""
    lines = list(person.opening_hours.select_related("office").prefetch_related("types"))
    days = [
        Weekday(str(day.label), [line for line in lines if line.weekday == day.value])
        for day in OpeningHour.Weekday
    ]
    return [day for day in days if day.lines]


def coming_exceptions(person: Person) -> list[OpeningException]:
    today = clock.now().astimezone(zone_of(person)).date()
    return list(person.opening_exceptions.filter(last__gte=today))


def has_hours(person: Person, office_id: int) -> bool:
    """Can the clients of this office find times with them, as far as hours go?"""
    days = person.opening_exceptions.filter(opens=True, office=office_id)
    return person.opening_hours.filter(office=office_id).exists() or days.exists()


def away_in(person: Person, spans: Sequence[Span]) -> list[int]:
    """Which of the spans, in the office's zone, the person has written down to be away in. One statement."""
    days = [starts.date() for starts, _ in spans]
    rows = list(person.opening_exceptions.filter(opens=False, first__lte=max(days), last__gte=min(days)))
    return [number for number, span in enumerate(spans) if any(_is_away(row, span) for row in rows)]


def _is_away(row: OpeningException, span: Span) -> bool:
    starts, ends = span
    if not row.first <= starts.date() <= row.last:
        return False
    return row.starts is None or row.ends is None or (row.starts < ends.time() and row.ends > starts.time())
