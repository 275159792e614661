"""When a reception is open, who serves it now, and how long somebody waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from lasna.booking.states import A_DAY, Change, Line
from lasna.kernel import clock
from lasna.reception.models import Reception, Serving, Visit
from lasna.reception.states import Opened, Opening, opened, wait_of

LENGTHS_READ = 20
"""The newest visits of today say how long one takes now."""


def _minute(at: clock_time) -> int:
    return at.hour * 60 + at.minute


def opening_of(reception: Reception) -> Opening:
    """Its hours and the days that are different, in two statements."""
    lines = tuple(
        Line(line.weekday, _minute(line.starts), _minute(line.ends)) for line in reception.hours.all()
    )
    changes = tuple(
        Change(
            day.first,
            day.last,
            _minute(day.starts) if day.starts else 0,
            _minute(day.ends) if day.ends else A_DAY,
            day.opens,
        )
        for day in reception.days.filter(last__gte=local_day(reception).date())
    )
    return Opening(lines, changes, reception.office.zone)


def opened_now(reception: Reception) -> Opened:
    if reception.shut_at is not None:
        return Opened(None, None)
    return opened(reception, opening_of(reception), clock.now())


def local_day(reception: Reception) -> datetime:
    """Midnight with which the office's day began."""
    local = clock.now().astimezone(ZoneInfo(reception.office.zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def serving_now(reception: Reception) -> QuerySet[Serving]:
    """Who said today that they serve, and still works there."""
    rows = Serving.objects.select_related("person").filter(reception=reception, person__is_active=True)
    return rows.filter(since__gte=local_day(reception), person__offices=reception.office_id).order_by(
        "since", "pk"
    )


def lengths_today(reception: Reception) -> list[timedelta]:
    """How long today's visits took from being taken to their end."""
    done = Visit.objects.filter(
        reception=reception, state=Visit.State.SERVED, joined_at__gte=local_day(reception)
    )
    newest = done.filter(taken_at__isnull=False).order_by("-ended_at", "-pk")
    times = newest.values_list(F("ended_at"), F("taken_at"))[:LENGTHS_READ]
    return [ended - taken for ended, taken in times]


@dataclass(frozen=True)
class Staffing:
    """``serving``: who serves now; ``busy``: how many of them are with somebody."""

    serving: int
    busy: int


def staffing_of(reception: Reception) -> Staffing:
    people = set(serving_now(reception).values_list("person", flat=True))
    engaged = Visit.objects.filter(reception=reception, state__in=[Visit.State.TAKEN, Visit.State.LED])
    with_somebody = set(engaged.order_by().values_list("taken_by", flat=True))
    return Staffing(len(people), len(people & with_somebody))


def wait_at(reception: Reception, before: int) -> timedelta | None:
    """How long somebody waits with ``before`` people before them; None: nobody serves."""
    staffing = staffing_of(reception)
    if not staffing.serving:
        return None
    usual = timedelta(minutes=reception.type.minutes)
    return wait_of(before, staffing.serving, staffing.busy, lengths_today(reception), usual)
