"""When a task leaves."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lasna.meetings.states import SOONEST_REMINDER

LEAST_BEFORE = timedelta(hours=2)
"""Later than this before its meeting no task leaves by itself: nobody could do it any more."""


def task_at(days: int, starts: datetime, zone: str, now: datetime) -> datetime | None:
    """So many days before, at the meeting's own time of the clock; never together with the invitation. None:
    there is no time for it."""
    local = starts.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(days=days)
    wished = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    at = max(wished, now + SOONEST_REMINDER)
    return at if in_time(at, starts) else None


def in_time(at: datetime, starts: datetime) -> bool:
    return at <= starts - LEAST_BEFORE


def next_day(at: datetime, zone: str) -> datetime:
    """The same time of the clock, a day later."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=1)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
