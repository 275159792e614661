"""Whatever the hours, the days that differ, the adviser's own calendar and what is booked: a time that is
offered can be had, overlaps nothing and lies inside the hours, also in the nights of the hour change. # N7"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lasna.booking.models import OpeningException, OpeningHour
from lasna.booking.services import recount
from lasna.booking.tests.scene import HELSINKI, Booking, booking, local, offer
from lasna.calendars.models import BusyTime
from lasna.conftest import FULL
from lasna.kernel.holidays import holidays
from lasna.meetings.models import Meeting

pytestmark = pytest.mark.django_db
NIGHTS = [date(2027, 3, 28), date(2027, 10, 31)]
"""When the clocks change, at three and at four."""
DAYS = 4
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Case:
    """``first``: the day on which the client looks. ``elsewhere``: minutes since its midnight, how long."""

    first: date
    hours: list[tuple[int, int, int]]
    changes: list[tuple[int, bool, int, int]]
    elsewhere: list[tuple[int, int]]
    choices: list[int]


def _from_to(step: int) -> some.SearchStrategy[tuple[int, int]]:
    """Minutes of a day."""
    last = 24 * 60 // step - 1
    return (
        some.tuples(some.integers(0, last), some.integers(1, last))
        .map(lambda pair: (pair[0] * step, min((pair[0] + pair[1]) * step, 24 * 60 - 1)))
        .filter(lambda pair: pair[0] < pair[1])
    )


cases = some.builds(
    Case,
    first=some.builds(
        lambda night, plus: night - timedelta(days=plus), some.sampled_from(NIGHTS), some.integers(1, 2)
    ),
    hours=some.lists(
        some.tuples(some.integers(0, 6), _from_to(5)).map(lambda each: (each[0], *each[1])),
        min_size=1,
        max_size=5,
    ),
    changes=some.lists(
        some.tuples(some.integers(0, DAYS), some.booleans(), _from_to(5)).map(
            lambda each: (*each[:2], *each[2])
        ),
        max_size=3,
    ),
    elsewhere=some.lists(some.tuples(some.integers(0, DAYS * 1440), some.integers(1, 300)), max_size=4),
    choices=some.lists(some.integers(0, 1000), min_size=1, max_size=4),
)


def at_minute(minute: int) -> time:
    return time(minute // 60, minute % 60)


def set_up(case: Case) -> Booking:
    """One adviser; their weeks as ``case`` says, whatever the forms would refuse."""
    own = booking(hours=False)
    adviser, office = own.made.adviser, own.made.office
    OpeningHour.objects.bulk_create(
        OpeningHour(
            person=adviser, office=office, weekday=day, starts=at_minute(starts), ends=at_minute(ends)
        )
        for day, starts, ends in case.hours
    )
    for plus, opens, starts, ends in case.changes:
        day = case.first + timedelta(days=plus)
        OpeningException.objects.create(
            person=adviser,
            office=office if opens else None,
            opens=opens,
            first=day,
            last=day,
            starts=at_minute(starts),
            ends=at_minute(ends),
        )
    midnight = datetime.combine(case.first, time(), HELSINKI).astimezone(UTC)
    for starts, lasts in case.elsewhere:
        begins = midnight + starts * MINUTE
        BusyTime.objects.create(person=adviser, starts=begins, ends=begins + lasts * MINUTE)
    recount(adviser)
    return own


def offered(own: Booking) -> list[datetime]:
    free = own.free()
    return [at for day in free.days() if day < local_day(own, DAYS) for at in free.times(day)]


def local_day(own: Booking, plus: int) -> date:
    return own.free().window.first + timedelta(days=plus)


def hold(case: Case, own: Booking, starts: datetime) -> None:
    """By the clock on the wall, minute by minute: nothing of how the service counts is used."""
    ends = starts + timedelta(minutes=own.made.type.minutes)
    taken = [*Meeting.objects.exclude(status="cancelled").values_list("starts", "ends")]
    taken += BusyTime.objects.values_list("starts", "ends")
    assert not any(starts < until and since < ends for since, until in taken), starts
    at = starts
    while at < ends:
        wall = local(at)
        minute = wall.hour * 60 + wall.minute
        changes = [
            opens
            for plus, opens, begins, over in case.changes
            if case.first + timedelta(days=plus) == wall.date() and begins <= minute < over
        ]
        usual = wall.date() not in holidays(wall.year) and any(
            day == wall.weekday() and begins <= minute < over for day, begins, over in case.hours
        )
        assert all(changes) and (usual or changes), wall
        at += MINUTE


@pytest.mark.slow
@settings(
    max_examples=300 if FULL else 12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(case=cases)
def test_a_time_that_is_offered_is_always_bookable_overlaps_nothing_and_lies_inside_the_hours(
    case: Case,
) -> None:
    looks = datetime.combine(case.first, time(), HELSINKI).astimezone(UTC) - timedelta(hours=12)
    with transaction.atomic(), time_machine.travel(looks, tick=False):
        own = set_up(case)
        for choice in case.choices:
            times = offered(own)
            for starts in times:
                hold(case, own, starts)
            if not times:
                break
            starts = times[choice % len(times)]
            assert own.take(starts, link=offer(own.made)).starts == starts
            assert starts not in offered(own)
        transaction.set_rollback(True)
