"""When a browser is locked, and who lacks the second factor they need. Asked by pages and sockets alike.

open ──nothing done for as long as the organisation says, or pressed──► locked ──password, passkey──► open
"""

from datetime import datetime, timedelta

from lasna.people.models import SecondFactor

LOCKS_AFTER = (0, 5, 10, 15, 30, 60)
"""Minutes an organisation may choose; 0: never."""
BY_PASSWORD = ("password", "")
"""Ways of signing in that need a second factor. The issuer asks its own; a passkey is two by itself."""


def is_locked(*, locked_at: datetime | None, active_at: datetime, lock_after: int, now: datetime) -> bool:
    if locked_at is not None:
        return True
    return lock_after > 0 and now - active_at >= timedelta(minutes=lock_after)


def seconds_left(*, active_at: datetime, lock_after: int, now: datetime) -> int | None:
    """Until it locks by itself; None: it does not."""
    if lock_after == 0:
        return None
    return max(0, round((active_at + timedelta(minutes=lock_after) - now).total_seconds()))


def lacks_factor(*, second_factor: str, has_factor: bool, way: str) -> bool:
    """Signed in by a password alone, where that is not enough."""
    return second_factor == SecondFactor.REQUIRED and not has_factor and way in BY_PASSWORD
