"""When an agreed contact is due. Pure: days in, days out.

A promise has its *nominal* day, from which the rhythm is counted, and the day it is due: the same, or the
next working day."""

from datetime import date, timedelta

from lasna.kernel.holidays import is_working_day

WEEKS = {"weekly": 1, "fortnightly": 2, "four_weekly": 4, "client": 8}
"""Of a client who gets in touch: so long may they be quiet."""
EARLY = timedelta(days=3)
"""In touch so long before it was due is what was agreed; before that it was something else."""


def nominal_after(rhythm: str, weekday: int | None, nominal: date, kept: date) -> date:
    """The next nominal day, once the one of ``nominal`` was kept on ``kept``: whole periods later. Where no
    day of the week is agreed, or the client gets in touch, a period after they were."""
    period = timedelta(weeks=WEEKS[rhythm])
    if weekday is None or rhythm == "client":
        return kept + period
    following = nominal + period
    while following <= kept:
        following += period
    return following


def first_nominal(rhythm: str, weekday: int | None, today: date) -> date:
    """Of an agreement that is made today: the next such day, tomorrow at the earliest."""
    if rhythm == "client":
        return today + timedelta(weeks=WEEKS[rhythm])
    if weekday is None:
        return today + timedelta(days=1)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def working_day(day: date) -> date:
    """The day itself, or the next one on which offices work."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def keeps(rhythm: str, due: date, met: date) -> bool:
    """Was being in touch on ``met`` what was agreed for ``due``? Whoever gets in touch themselves is not
    quiet."""
    return rhythm == "client" or met >= due - EARLY
