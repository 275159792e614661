"""The one clock. ``LASNA_CLOCK`` moves it (seconds, or an ISO time that is now) for trying and for tests."""

from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone


@lru_cache
def _offset(setting: str) -> timedelta:
    if not setting:
        return timedelta()
    try:
        return timedelta(seconds=float(setting))
    except ValueError:
        return datetime.fromisoformat(setting).astimezone() - timezone.now()


def now() -> datetime:
    """The present moment, in UTC, of web, worker and browser tests alike."""
    return timezone.now() + _offset(settings.LASNA_CLOCK)
