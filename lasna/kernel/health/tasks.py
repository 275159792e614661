"""What the worker does for its own sake."""

from lasna.kernel.health import signs
from lasna.kernel.leases import sweep


@sweep(every_seconds=10)
def give_sign_of_life() -> bool:
    """In a thread of its own: a mail server that hangs silences nobody (``outbox.late`` tells of that)."""
    signs.give()
    return False
