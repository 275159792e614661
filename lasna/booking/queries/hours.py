"""An adviser's own week, as their page shows it."""

from dataclasses import dataclass

from lasna.booking.models import OpeningException, OpeningHour
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
