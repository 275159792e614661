"""Days on which Finnish offices are closed besides weekends."""

from datetime import date, timedelta
from functools import lru_cache

_FIXED = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
_FROM_EASTER = (-2, 1, 39)
"""Good Friday, Easter Monday, Ascension Day: the movable ones that fall on a working day."""


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Butcher's rule)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache
def holidays(year: int) -> frozenset[date]:
    """Public holidays, and the eves of Midsummer and Christmas, when offices are closed too."""
    midsummer_eve = next(day for n in range(19, 26) if (day := date(year, 6, n)).weekday() == 4)
    fixed = {date(year, month, day) for month, day in _FIXED}
    movable = {easter(year) + timedelta(days=days) for days in _FROM_EASTER}
    return frozenset(fixed | movable | {midsummer_eve} | _on_weekends(year, midsummer_eve))


def _on_weekends(year: int, midsummer_eve: date) -> set[date]:
    """Easter Sunday, Whit Sunday, Midsummer Day and All Saints' Day: for who is open at weekends."""
    all_saints = next(day for n in range(7) if (day := date(year, 10, 31) + timedelta(days=n)).weekday() == 5)
    sundays = {easter(year), easter(year) + timedelta(days=49)}
    return {*sundays, midsummer_eve + timedelta(days=1), all_saints}


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


def next_working_day(day: date) -> date:
    """The first one after the day."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
