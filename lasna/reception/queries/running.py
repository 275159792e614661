"""A reception's hours, as the page that sets them shows them."""

from dataclasses import dataclass

from lasna.booking.models import OpeningHour
from lasna.reception.models import Reception, ReceptionDay, ReceptionHour
from lasna.reception.queries.opening import local_day


@dataclass(frozen=True)
class Weekday:
    words: str
    lines: list[ReceptionHour]


def week_of(reception: Reception) -> list[Weekday]:
    """The days that have hours, in one statement."""
    lines = list(reception.hours.all())
    days = [
        Weekday(str(day.label), [line for line in lines if line.weekday == day.value])
        for day in OpeningHour.Weekday
    ]
    return [day for day in days if day.lines]


def days_to_come(reception: Reception) -> list[ReceptionDay]:
    return list(reception.days.filter(last__gte=local_day(reception).date()))
