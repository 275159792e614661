"""The sweep that empties seats and waiting rooms of the dead."""

from lasna.kernel.leases import sweep
from lasna.meetings.services import give_up_waiting
from lasna.room.services import give_up_ghosts


@sweep(every_seconds=5)
def ghosts() -> bool:
    """Screens that died without a word: at most 45 s until the others are told."""
    return give_up_ghosts() + give_up_waiting() > 0
