"""Whatever the hours, the days that differ, the adviser's own calendar, the place and what is booked: a time
that is offered can be had, overlaps nothing and lies inside the hours, also in the nights of the hour change;
and what nothing speaks against is offered. # N7"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lasna.booking import services
from lasna.booking.models import OpeningException, OpeningHour
from lasna.booking.queries.free import Free, free_times
from lasna.booking.queries.links import wanted_of
from lasna.booking.services import recount
from lasna.booking.tests.scene import HELSINKI, Booking, booking, local, offer
from lasna.calendars.models import BusyTime
from lasna.conftest import FULL
from lasna.kernel import clock
from lasna.kernel.holidays import holidays
from lasna.meetings.models import Meeting
from lasna.meetings.services import plan_meeting
from lasna.meetings.tests.places import place_of
from lasna.meetings.tests.scene import person
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
NIGHTS = [date(2027, 3, 28), date(2027, 10, 31)]
"""When the clocks change, at three and at four."""
HOLIDAY, ORDINARY = date(2027, 12, 6), date(2027, 9, 15)
DAYS = 4
MINUTE = timedelta(minutes=1)
NO_NIGHT = 24 * 60 - 1
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Line:
    """Of the first adviser or the second. ``by_phone``: for that way alone."""

    who: int
    weekday: int
    by_phone: bool
    span: tuple[int, int]


@dataclass(frozen=True)
class Different:
    """``span`` None: away the whole day."""

    who: int
    plus: int
    opens: bool
    span: tuple[int, int] | None


@dataclass(frozen=True)
class Case:
    """``first``: the client looks twelve hours before that day begins. ``elsewhere``: who, minutes since its
    midnight, how long; ``placed``: half hours in which others have the place of the client's meeting."""

    first: date
    notice: int
    hours: list[Line]
    changes: list[Different]
    elsewhere: list[tuple[int, int, int]]
    placed: list[int]
    choices: list[int]


def _from_to(step: int) -> some.SearchStrategy[tuple[int, int]]:
    """Minutes of a day."""
    last = 24 * 60 // step - 1
    return (
        some.tuples(some.integers(0, last), some.integers(1, last))
        .map(lambda pair: (pair[0] * step, min((pair[0] + pair[1]) * step, NO_NIGHT)))
        .filter(lambda pair: pair[0] < pair[1])
    )


who = some.integers(0, 1)
differences = some.builds(
    Different, who=who, plus=some.integers(0, DAYS), opens=some.booleans(), span=_from_to(5)
)
away = some.builds(Different, who=who, plus=some.integers(0, DAYS), opens=some.just(0), span=some.none())
cases = some.builds(
    Case,
    first=some.builds(
        lambda day, plus: day - timedelta(days=plus),
        some.sampled_from([*NIGHTS, HOLIDAY, ORDINARY]),
        some.integers(1, 2),
    ),
    notice=some.sampled_from([0, 1, 12, 40]),
    hours=some.lists(
        some.builds(Line, who=who, weekday=some.integers(0, 6), by_phone=some.booleans(), span=_from_to(5)),
        min_size=1,
        max_size=6,
    ),
    changes=some.lists(differences | away, max_size=4),
    elsewhere=some.lists(some.tuples(who, some.integers(0, DAYS * 1440), some.integers(1, 300)), max_size=4),
    placed=some.lists(some.integers(0, DAYS * 48), max_size=3, unique=True),
    choices=some.lists(some.integers(0, 1000), min_size=1, max_size=3),
)


def at_minute(minute: int) -> time:
    return time(minute // 60, minute % 60)


@dataclass
class Office:
    """What ``case`` says, in rows; ``fits`` knows nothing of how the service counts."""

    case: Case
    own: Booking
    advisers: list[Person]

    @property
    def midnight(self) -> datetime:
        return datetime.combine(self.case.first, time(), HELSINKI).astimezone(UTC)

    def taken(self, adviser: Person, but: int = 0) -> list[Span]:
        meetings = Meeting.objects.filter(adviser=adviser).exclude(status="cancelled").exclude(pk=but)
        elsewhere = BusyTime.objects.filter(person=adviser)
        return [*meetings.values_list("starts", "ends"), *elsewhere.values_list("starts", "ends")]

    def inside(self, number: int, wall: datetime, *, whole: bool) -> bool:
        """By the clock on the wall. ``whole``: what ends within five minutes ends before them."""
        minute, lines = wall.hour * 60 + wall.minute, self.case.hours
        mine = [
            change
            for change in self.case.changes
            if change.who == number and self.case.first + timedelta(days=change.plus) == wall.date()
        ]
        if any(not each.opens and _holds(each.span, minute, up=whole) for each in mine):
            return False
        usual = wall.date() not in holidays(wall.year) and any(
            line.who == number
            and line.weekday == wall.weekday()
            and not line.by_phone
            and _holds(line.span, minute, down=whole)
            for line in lines
        )
        return usual or any(each.opens and _holds(each.span, minute, down=whole) for each in mine)

    def fits(self, number: int, starts: datetime, taken: Iterable[Span], *, whole: bool = False) -> bool:
        ends = starts + timedelta(minutes=self.own.made.type.minutes)
        if starts < clock.now() + timedelta(hours=self.case.notice):
            return False
        spans = [(_down(since), _down(until, up=True)) for since, until in taken] if whole else taken
        if any(starts < until and since < ends for since, until in spans):
            return False
        minutes = range(int((ends - starts) / MINUTE))
        return all(self.inside(number, local(starts + plus * MINUTE), whole=whole) for plus in minutes)

    def half_hours(self) -> list[datetime]:
        """Of the days in which nobody puts the clock."""
        moments = [
            self.midnight - timedelta(hours=12) + timedelta(minutes=30 * n) for n in range(48 * (DAYS + 1))
        ]
        night = set(NIGHTS)
        last = self.case.first + timedelta(days=DAYS)
        return [
            at
            for at in moments
            if local(at).date() < last
            and not night & {local(at).date(), local(at + timedelta(hours=1)).date()}
        ]

    def hold(self, free: Free, numbers: list[int], but: Meeting | None = None) -> list[datetime]:
        """All that is offered fits somebody; all that fits somebody is offered. Of the days looked at."""
        last = self.case.first + timedelta(days=DAYS)
        offered = [at for day in free.days() if day < last for at in free.times(day)]
        taken = {n: self.taken(self.advisers[n], but.pk if but else 0) for n in numbers}
        if but is not None:
            there = Meeting.objects.filter(place=but.place).exclude(pk=but.pk).exclude(status="cancelled")
            taken[numbers[0]] += there.values_list("starts", "ends")
        for at in offered:
            assert any(self.fits(n, at, taken[n]) for n in numbers), local(at)
        able = [
            at for at in self.half_hours() if any(self.fits(n, at, taken[n], whole=True) for n in numbers)
        ]
        assert set(able) <= set(offered), [local(at) for at in set(able) - set(offered)]
        return offered


def _holds(span: tuple[int, int] | None, minute: int, *, up: bool = False, down: bool = False) -> bool:
    if span is None:
        return True
    starts, ends = span
    return (
        starts <= minute < (ends + 4 if up else ends) - ((ends + (4 if up else 0)) % 5 if up or down else 0)
    )


def _down(at: datetime, *, up: bool = False) -> datetime:
    """To five minutes."""
    late = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at - late + (timedelta(minutes=5) if up and late else timedelta())


def set_up(case: Case) -> Office:
    """Two advisers; their weeks as ``case`` says, whatever the forms would refuse."""
    own = booking(hours=False, with_anybody=True)
    organisation, office = own.made.organisation, own.made.office
    organisation.booking_notice = case.notice
    organisation.save()
    made = Office(case, own, [own.made.adviser, person(organisation, office)])
    for line in case.hours:
        OpeningHour.objects.create(
            person=made.advisers[line.who],
            office=office,
            weekday=line.weekday,
            starts=at_minute(line.span[0]),
            ends=at_minute(line.span[1]),
            channels="phone" if line.by_phone else "",
        )
    for each in case.changes:
        day = case.first + timedelta(days=each.plus)
        OpeningException.objects.create(
            person=made.advisers[each.who],
            office=office if each.opens else None,
            opens=each.opens,
            first=day,
            last=day,
            starts=at_minute(each.span[0]) if each.span else None,
            ends=at_minute(each.span[1]) if each.span else None,
        )
    for number, starts, lasts in case.elsewhere:
        begins = made.midnight + starts * MINUTE
        BusyTime.objects.create(person=made.advisers[number], starts=begins, ends=begins + lasts * MINUTE)
    for adviser in made.advisers:
        recount(adviser)
    return made


def hold_the_place(made: Office, meeting: Meeting) -> None:
    """The client's meeting has a place; other people meet there."""
    meeting.place = place_of(made.own.made, equipment="camera,microphone")
    meeting.save(update_fields=["place"])
    span = (meeting.starts, meeting.ends)
    others = person(made.own.made.organisation, made.own.made.office)
    for half_hours in made.case.placed:
        at = made.midnight + timedelta(minutes=30 * half_hours)
        until = at + timedelta(minutes=30)
        if at < span[1] and until > span[0]:
            continue
        other = plan_meeting(
            adviser=others,
            client=made.own.made.client,
            type=made.own.made.type,
            starts=at,
            planned_channel="in_person",
            minutes=30,
        )
        Meeting.objects.filter(pk=other.pk).update(place=meeting.place)


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
        made = set_up(case)
        link = made.own.link
        for choice in case.choices:
            times = made.hold(made.own.free(), [0, 1])
            if not times:
                break
            starts = times[choice % len(times)]
            link = offer(made.own.made, with_anybody=True)
            before = {n: made.taken(adviser) for n, adviser in enumerate(made.advisers)}
            meeting = made.own.take(starts, link=link)
            number = made.advisers.index(meeting.adviser)
            assert meeting.starts == starts and made.fits(number, starts, before[number])
        else:
            move_it(made, link.pk, meeting, case.choices[0])
        transaction.set_rollback(True)


def move_it(made: Office, link_id: int, meeting: Meeting, choice: int) -> None:
    """What is offered for another time can be had too, with the same adviser, in the same place."""
    hold_the_place(made, meeting)
    link = (
        type(made.own.link).objects.select_related("client__office", "organisation", "type").get(pk=link_id)
    )
    free = free_times(wanted_of(link, "video", moving=meeting), but=meeting)
    times = made.hold(free, [made.advisers.index(meeting.adviser)], meeting)
    others = [at for at in times if at != meeting.starts]
    if others:
        starts = others[choice % len(others)]
        assert services.move_booking(link_id=link_id, starts=starts).starts == starts
