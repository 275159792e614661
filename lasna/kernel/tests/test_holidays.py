"""Which days Finnish offices are open."""

from datetime import date

import pytest

from lasna.kernel.holidays import easter, holidays, is_working_day


@pytest.mark.parametrize(
    "sunday",
    [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(1818, 3, 22),
    ],
)
def test_easter_is_where_the_almanac_has_it(sunday: date) -> None:
    assert easter(sunday.year) == sunday


def test_the_closed_days_of_a_year() -> None:
    assert sorted(holidays(2027)) == [
        date(2027, 1, 1),
        date(2027, 1, 6),
        date(2027, 3, 26),
        date(2027, 3, 28),
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 5, 6),
        date(2027, 5, 16),
        date(2027, 6, 25),
        date(2027, 6, 26),
        date(2027, 11, 6),
        date(2027, 12, 6),
        date(2027, 12, 24),
        date(2027, 12, 25),
        date(2027, 12, 26),
    ]


def test_offices_are_open_on_working_days_alone() -> None:
    assert is_working_day(date(2027, 6, 24))
    assert not is_working_day(date(2027, 6, 25))  # Midsummer Eve
    assert not is_working_day(date(2027, 6, 26))  # Saturday
