"""The sweep that empties seats and waiting rooms of the dead."""

import time

from django.db import DatabaseError

from lasna.kernel.health import signs
from lasna.kernel.leases import sweep
from lasna.meetings.services import give_up_waiting
from lasna.room.services import give_up_ghosts, part_the_few

TIME_TO_SPEAK = 10.0
"""Seconds in which screens that are here are on record again after the database was away: two heartbeats."""


class _Writable:
    """For how long without a break this worker has been able to write."""

    def __init__(self) -> None:
        self.since: float | None = None

    def seconds(self) -> float:
        try:
            signs.give()
        except DatabaseError:
            self.since = None
            raise
        if self.since is None:
            self.since = time.monotonic()
        return time.monotonic() - self.since


_writable = _Writable()


@sweep(every_seconds=5)
def ghosts() -> bool:
    """Screens that died without a word: at most 45 s until the others are told.

    While nobody could write down who is here (a full disk, PostgreSQL away), silence means nothing.
    """
    if _writable.seconds() < TIME_TO_SPEAK:
        return False
    return give_up_ghosts() + give_up_waiting() + part_the_few() > 0
