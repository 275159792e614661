"""When a reception is open, and how long somebody waits: pure functions. # N32"""

from datetime import UTC, date, datetime, timedelta

import pytest

from lasna.booking.states import Change, Line
from lasna.reception.models import Reception, Visit
from lasna.reception.states import OVER, TABLE, Opening, opened, wait_of

ZONE = "Europe/Helsinki"
NINE_TO_ELEVEN = tuple(Line(day, 9 * 60, 11 * 60) for day in range(5))
MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """2027, in the clock of UTC: two hours behind the office until the end of March, then three."""
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def closed(day: date, starts: int = 0, ends: int = 24) -> Change:
    return Change(day, day, starts * 60, ends * 60, opens=False)


def besides(day: date, starts: int, ends: int) -> Change:
    return Change(day, day, starts * 60, ends * 60, opens=True)


def asked(now: datetime, *changes: Change, said: str = "", until: datetime | None = None) -> object:
    told = opened(Reception(said=said, said_until=until), Opening(NINE_TO_ELEVEN, changes, ZONE), now)
    return told.until, told.next


def test_it_is_open_by_the_hours_of_the_weekday_and_says_when_it_opens_next() -> None:
    assert asked(at(3, 6, 59)) == (None, at(3, 7))
    assert asked(at(3, 7)) == (at(3, 9), at(4, 7))
    assert asked(at(3, 8, 59)) == (at(3, 9), at(4, 7))
    assert asked(at(3, 9)) == (None, at(4, 7))
    # Friday's end: Monday.
    assert asked(at(5, 12)) == (None, at(8, 7))


def test_a_day_may_be_closed_and_another_open_besides() -> None:
    assert asked(at(3, 7, 30), closed(date(2027, 3, 3))) == (None, at(4, 7))
    part = closed(date(2027, 3, 3), starts=10)
    assert asked(at(3, 7, 30), part) == (at(3, 8), at(4, 7))
    saturday = besides(date(2027, 3, 6), 12, 13)
    assert asked(at(6, 10, 15), saturday) == (at(6, 11), at(8, 7))


def test_a_public_holiday_is_closed_unless_a_day_says_otherwise() -> None:
    # Good Friday and Easter Monday, 2027.
    assert asked(at(26, 7, 30)) == (None, at(30, 6))
    opens = besides(date(2027, 3, 26), 9, 10)
    assert asked(at(26, 7, 30), opens) == (at(26, 8), at(30, 6))


def test_over_a_change_of_the_clock_the_local_hour_is_kept() -> None:
    assert asked(at(25, 12)) == (None, at(30, 6))
    assert asked(at(29, 23, month=10)) == (None, at(1, 7, month=11))


def test_who_is_at_the_desk_closes_it_or_keeps_it_open_whatever_the_hours_say() -> None:
    midnight = at(3, 22)
    assert asked(at(3, 8), said="closed", until=midnight) == (None, at(4, 7))
    assert asked(at(4, 8), said="closed", until=midnight) == (at(4, 9), at(5, 7))
    longer = at(3, 9, 30)
    assert asked(at(3, 9, 10), said="open", until=longer) == (longer, at(4, 7))
    assert asked(at(3, 9, 30), said="open", until=longer) == (None, at(4, 7))


@pytest.mark.parametrize(
    ("before", "serving", "busy", "minutes"),
    [
        (0, 1, 0, 0),
        (0, 1, 1, 20),
        (1, 1, 0, 20),
        (3, 2, 2, 40),
        (1, 2, 0, 0),
    ],
)
def test_the_wait_comes_from_who_is_before_who_serves_and_how_long_it_takes_today(
    before: int, serving: int, busy: int, minutes: int
) -> None:
    lengths = [15 * MINUTE, 25 * MINUTE]
    assert wait_of(before, serving, busy, lengths, 45 * MINUTE) == minutes * MINUTE


def test_where_nobody_serves_nobody_knows_and_without_a_visit_today_it_takes_as_long_as_usual() -> None:
    assert wait_of(0, 0, 0, [], 45 * MINUTE) is None
    assert wait_of(1, 1, 0, [], 45 * MINUTE) == 45 * MINUTE


def test_every_way_of_a_visit_leads_to_a_state_that_there_is() -> None:
    assert set(TABLE) == set(Visit.State.values)
    assert {state for ways in TABLE.values() for state in ways.values()} <= set(TABLE)
    assert all(TABLE[state] == {} for state in OVER)
