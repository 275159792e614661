"""Times as people say them, and local times as people mean them."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from lasna.errors import UserError
from lasna.kernel import clock as clocks

Zone = str | ZoneInfo
# Put into words where they are used: a list asks for one of them a row, not for all.
_NEAR = {0: gettext_lazy("today"), 1: gettext_lazy("tomorrow"), -1: gettext_lazy("yesterday")}
_ON = (
    pgettext_lazy("on which day", "Monday"),
    pgettext_lazy("on which day", "Tuesday"),
    pgettext_lazy("on which day", "Wednesday"),
    pgettext_lazy("on which day", "Thursday"),
    pgettext_lazy("on which day", "Friday"),
    pgettext_lazy("on which day", "Saturday"),
    pgettext_lazy("on which day", "Sunday"),
)
"""The day as it stands in "we meet Monday 3 May": in Finnish the essive."""


def in_zone(at: datetime, zone: Zone) -> datetime:
    return at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def same_clock(at: datetime, zone: Zone, *, days: int) -> datetime:
    """So many days later, or earlier (``-1``), at the same time of the clock; in UTC."""
    return (in_zone(at, zone) + timedelta(days=days)).astimezone(UTC)


def said_time(at: datetime, zone: Zone, now: datetime | None = None) -> str:
    """ "tänään klo 14.30", "huomenna klo 9", "maanantaina 3.5. klo 9", "maanantaina 3.5.2027 klo 9"."""
    local = in_zone(at, zone).replace(second=0, microsecond=0, tzinfo=None)
    return _said_time(local, in_zone(now or clocks.now(), zone).date(), get_language())


@lru_cache(4096)
def _said_time(local: datetime, today: date, language: str | None) -> str:
    """Kept: lists say the same times again and again. Without zones, which equal each other at one moment."""
    return _("{day} at {clock}").format(day=_near(local, today), clock=_clock(local))


def dated_time(at: datetime, zone: Zone) -> str:
    """Without "today": true on whatever day it is read. "maanantaina 3.5. klo 9"."""
    local = in_zone(at, zone)
    dated = _dated(local, in_zone(clocks.now(), zone).date())
    return _("{day} at {clock}").format(day=dated, clock=_clock(local))


def said_day(at: datetime, zone: Zone, now: datetime | None = None) -> str:
    """ "tänään", "huomenna", "maanantaina 3.5."."""
    return _said_day(in_zone(at, zone), zone, now)


def said_clock(at: datetime, zone: Zone) -> str:
    """ "klo 14.30", "klo 9"."""
    return _("at {clock}").format(clock=_clock(in_zone(at, zone)))


def _said_day(local: datetime, zone: Zone, now: datetime | None) -> str:
    return _near(local, in_zone(now or clocks.now(), zone).date())


def _near(local: datetime, today: date) -> str:
    near = _NEAR.get((local.date() - today).days)
    return str(near) if near else _dated(local, today)


def _dated(local: datetime, today: date) -> str:
    # Translators: Django's date format letters, as a day is written in the language.
    pattern = pgettext("day pattern", "j F")
    if local.year != today.year:
        # Translators: Django's date format letters, with the year.
        pattern = pgettext("day pattern", "j F Y")
    return f"{_ON[local.weekday()]} {formatted(local, pattern)}"


def _clock(local: datetime) -> str:
    if local.minute == 0:
        # Translators: Django's date format letters for a full hour, such as 9.
        return formatted(local, pgettext("full hour pattern", "G:i"))
    # Translators: Django's date format letters for hour and minutes.
    return formatted(local, pgettext("clock pattern", "G:i"))


def localised(day: date, at: time, zone: Zone, fold: int | None = None) -> datetime:
    """That local time, in UTC. ``fold`` says which one where an hour comes twice: 0 the first, 1 the second.

    Raises ``UserError``: ``time.does_not_exist`` in spring's missing hour, ``time.twice`` in autumn's.
    """
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    local = datetime.combine(day, at.replace(fold=0), tzinfo=place)
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if first == second:
        return first
    if first > second:  # in a gap the two readings lie outside it, the wrong way round
        raise UserError("time.does_not_exist", _MISSING)
    if fold is None:
        raise UserError("time.twice", _TWICE)
    return second if fold else first


_MISSING = gettext_lazy("That time does not exist: the clocks go forward that night. Choose another time.")
_TWICE = gettext_lazy("That time comes twice: the clocks go back that night. Choose which one you mean.")
