"""When a task leaves."""

from datetime import datetime, timedelta

from lasna.kernel.web.times import same_clock
from lasna.meetings.states import SOONEST_REMINDER

LEAST_BEFORE = timedelta(hours=2)
"""Later than this before its meeting no task leaves by itself: nobody could do it any more."""


def task_at(days: int, starts: datetime, zone: str, now: datetime) -> datetime | None:
    """So many days before, at the meeting's own time of the clock; never together with the invitation. None:
    there is no time for it."""
    at = max(same_clock(starts, zone, days=-days), now + SOONEST_REMINDER)
    return at if in_time(at, starts) else None


def in_time(at: datetime, starts: datetime) -> bool:
    return at <= starts - LEAST_BEFORE
