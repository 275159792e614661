"""What the worker does for waiting rooms: nobody is left waiting without a word."""

from lasna.kernel.leases import sweep
from lasna.meetings.services import tell_ahead, tell_colleagues


@sweep(every_seconds=5)
def tell_of_unanswered() -> bool:
    tell_colleagues()
    return False


@sweep(every_seconds=5)
def tell_who_comes_before() -> bool:
    tell_ahead()
    return False
