"""Free time as bits: what is offered lies inside the hours and holds nothing that is taken."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from lasna.booking.states import (
    A_WEEK,
    Change,
    Line,
    Span,
    Window,
    beginnings,
    bits,
    busy_bits,
    each_bit,
    grid,
    moment_of,
    open_bits,
    quantum_from,
    quantum_of,
    week_of,
    weeks_of,
)
from lasna.kernel.holidays import holidays

HELSINKI = "Europe/Helsinki"
ZONES = [HELSINKI, "UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland", "Australia/Lord_Howe"]
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""When Finnish clocks change."""

days = some.dates(date(2026, 1, 1), date(2028, 12, 31)) | some.sampled_from([SPRING, AUTUMN])
moments = some.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=some.just(UTC))
minutes = some.integers(0, 24 * 60)


@some.composite
def lines(draw: some.DrawFn) -> Line:
    starts = draw(some.integers(0, 24 * 60 - 1))
    return Line(draw(some.integers(0, 6)), starts, draw(some.integers(starts + 1, 24 * 60)))


@some.composite
def spans(draw: some.DrawFn) -> Span:
    starts = draw(moments)
    return starts, starts + timedelta(seconds=draw(some.integers(1, 10 * 3600)))


@some.composite
def windows(draw: some.DrawFn) -> Window:
    return Window(draw(days), draw(some.integers(1, 60)), draw(some.sampled_from(ZONES)))


def test_a_week_begins_on_monday() -> None:
    monday = datetime(2026, 11, 30, tzinfo=UTC)
    assert week_of(monday) == week_of(monday - timedelta(microseconds=1)) + 1
    assert quantum_of(monday) % A_WEEK == 0
    assert moment_of(quantum_of(monday)) == monday


@given(moments)
def test_a_quantum_holds_its_moment(at: datetime) -> None:
    assert moment_of(quantum_of(at)) <= at < moment_of(quantum_of(at) + 1)
    assert moment_of(quantum_from(at) - 1) < at <= moment_of(quantum_from(at))


@given(some.lists(spans(), max_size=5))
def test_what_is_taken_is_taken_in_every_week_that_it_touches(taken: list[Span]) -> None:
    weeks = weeks_of(taken)
    held = {week * A_WEEK + bit for week in weeks for bit in each_bit(busy_bits(taken, week))}
    meant = {quantum for starts, ends in taken for quantum in range(quantum_of(starts), quantum_from(ends))}
    assert held == meant
    assert all(busy_bits(taken, week) for week in weeks)


@given(some.sets(some.integers(0, 400), max_size=300), some.integers(1, 40))
def test_a_beginning_is_where_enough_free_bits_follow(free: set[int], length: int) -> None:
    mask = sum(1 << bit for bit in free)
    found = set(each_bit(beginnings(mask, length)))
    assert found == {bit for bit in free if set(range(bit, bit + length)) <= free}


@given(some.integers(0, 2**300))
def test_each_bit_is_named_once_and_in_order(mask: int) -> None:
    named = list(each_bit(mask))
    assert named == sorted(set(named))
    assert sum(1 << bit for bit in named) == mask


def _as_lines(found: int, window: Window) -> list[tuple[datetime, datetime]]:
    return [(window.moment(bit), window.moment(bit + 1)) for bit in each_bit(found)]


@given(some.lists(lines(), max_size=4), windows())
@example([Line(6, 3 * 60, 4 * 60)], Window(SPRING, 1, HELSINKI))
@example([Line(6, 3 * 60, 4 * 60)], Window(AUTUMN, 1, HELSINKI))
def test_what_is_open_lies_inside_the_hours_by_the_local_clock(own: list[Line], window: Window) -> None:
    zone = ZoneInfo(window.zone)
    for begins, ends in _as_lines(open_bits(tuple(own), (), window), window):
        # By the clock on the wall, whichever of two readings: a minute inside belongs to some line.
        first, last = begins.astimezone(zone), (ends - timedelta(seconds=1)).astimezone(zone)
        assert window.first <= first.date() <= window.last
        minute, until = first.hour * 60 + first.minute, last.hour * 60 + last.minute + 1
        assert any(
            line.weekday == first.weekday() and line.starts <= minute and until <= line.ends for line in own
        )


def test_an_hour_that_does_not_exist_is_not_open_and_one_that_comes_twice_is_not_counted_twice() -> None:
    whole = Line(6, 0, 24 * 60)
    # Which is Easter Sunday.
    easter = (Change(SPRING, SPRING, opens=True),)
    assert open_bits((whole,), easter, Window(SPRING, 1, HELSINKI)).bit_count() == 23 * 12
    assert open_bits((whole,), (), Window(AUTUMN, 1, HELSINKI)).bit_count() == 25 * 12
    missing = Line(6, 3 * 60, 4 * 60)
    assert open_bits((missing,), (), Window(SPRING, 1, HELSINKI)) == 0


@pytest.mark.parametrize("day", [SPRING - timedelta(days=2), SPRING + timedelta(days=1)])
def test_nine_is_nine_on_both_sides_of_a_change_of_clocks(day: date) -> None:
    window = Window(day, 1, HELSINKI)
    line = Line(day.weekday(), 9 * 60, 9 * 60 + 5)
    changes = (Change(day, day, 9 * 60, 9 * 60 + 5, opens=True),)  # open, also where it is a holiday
    (bit,) = each_bit(open_bits((line,), changes, window))
    assert window.moment(bit) == datetime.combine(day, time(9), ZoneInfo(HELSINKI))


def test_a_public_holiday_is_closed_unless_it_is_opened() -> None:
    independence = date(2027, 12, 6)
    window = Window(independence, 1, HELSINKI)
    every = tuple(Line(weekday, 9 * 60, 15 * 60) for weekday in range(7))
    assert open_bits(every, (), window) == 0
    opened = Change(independence, independence, 10 * 60, 11 * 60, opens=True)
    assert open_bits(every, (opened,), window).bit_count() == 12


def test_what_is_closed_is_closed_whatever_else_is_open() -> None:
    day = date(2027, 1, 13)
    window = Window(day, 1, HELSINKI)
    line = Line(day.weekday(), 9 * 60, 15 * 60)
    noon = Change(day, day, 12 * 60, 13 * 60)
    open_besides = Change(day, day, 11 * 60, 14 * 60, opens=True)
    assert open_bits((line,), (noon, open_besides), window).bit_count() == 5 * 12
    assert open_bits((line,), (Change(day, day),), window) == 0
    # What is closed at odd minutes closes every five minutes that it touches.
    odd = Change(day, day, 12 * 60 + 32, 13 * 60)
    assert open_bits((line,), (odd,), window).bit_count() == 6 * 12 - 6


@given(windows(), some.sampled_from([15, 30, 60]))
def test_the_grid_is_of_the_local_clock(window: Window, step: int) -> None:
    zone = ZoneInfo(window.zone)
    for bit in each_bit(grid(window, step)):
        assert window.moment(bit).astimezone(zone).minute % step == 0


@given(windows(), moments)
def test_nothing_begins_before_the_notice_is_over(window: Window, at: datetime) -> None:
    kept = bits(0, 60 * A_WEEK) & ~window.before(at)
    first = next(each_bit(kept), None)
    if first is not None:
        assert window.moment(first) >= at


@some.composite
def changes(draw: some.DrawFn, around: date) -> Change:
    first = around + timedelta(days=draw(some.integers(0, 9)))
    starts = draw(some.integers(0, 24 * 60 - 1))
    ends = draw(some.integers(starts + 1, 24 * 60))
    return Change(
        first, first + timedelta(days=draw(some.integers(0, 3))), starts, ends, draw(some.booleans())
    )


@some.composite
def weeks(draw: some.DrawFn) -> tuple[Window, list[Line], list[Change], list[Span], int]:
    first = draw(days)
    window = Window(first, 10, draw(some.sampled_from([HELSINKI, "Europe/London"])))
    begins = datetime.combine(first, time(), ZoneInfo(window.zone)).astimezone(UTC)
    taken = [
        (begins + timedelta(minutes=starts), begins + timedelta(minutes=starts + lasts))
        for starts, lasts in draw(
            some.lists(some.tuples(some.integers(0, 10 * 1440), some.integers(1, 300)), max_size=8)
        )
    ]
    own = draw(some.lists(lines(), min_size=1, max_size=6))
    return (
        window,
        own,
        draw(some.lists(changes(first), max_size=4)),
        taken,
        draw(some.sampled_from([15, 45, 60])),
    )


def _minutes(window: Window, starts: datetime, minutes: int) -> list[datetime]:
    """Each minute of a meeting, by the local clock."""
    zone = ZoneInfo(window.zone)
    return [(starts + timedelta(minutes=plus)).astimezone(zone) for plus in range(minutes)]


@given(weeks())
def test_a_time_that_is_offered_lies_inside_the_hours_and_overlaps_nothing(
    week: tuple[Window, list[Line], list[Change], list[Span], int],
) -> None:
    window, own, different, taken, length = week
    busy = sum(busy_bits(taken, number) << (number - window.weeks.start) * A_WEEK for number in window.weeks)
    free = open_bits(tuple(own), tuple(different), window) & ~busy
    offered = beginnings(free, length // 5) & grid(window, 15)
    for bit in each_bit(offered):
        starts = window.moment(bit)
        ends = starts + timedelta(minutes=length)
        assert not any(starts < until and since < ends for since, until in taken)
        for local in _minutes(window, starts, length):
            minute = local.hour * 60 + local.minute
            there = [
                line for line in own if line.weekday == local.weekday() and line.starts <= minute < line.ends
            ]
            now = [change for change in different if change.first <= local.date() <= change.last]
            inside = [change for change in now if change.starts <= minute < change.ends]
            besides = any(change.opens for change in inside)
            assert besides or (there and local.date() not in holidays(local.year))
            assert all(change.opens for change in inside)
