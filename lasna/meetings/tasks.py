"""What the worker does for meetings: nobody waits without a word, and local times stay what was promised."""

from lasna.kernel.leases import sweep
from lasna.meetings.services import tell_ahead, tell_colleagues
from lasna.meetings.services.promised import keep_promises, settle_collisions


@sweep(every_seconds=5)
def tell_of_unanswered() -> bool:
    tell_colleagues()
    return False


@sweep(every_seconds=5)
def tell_who_comes_before() -> bool:
    tell_ahead()
    return False


@sweep(every_seconds=1800)
def promised_times() -> bool:
    """Rules come with an update of the system; the first look is when the worker starts."""
    keep_promises()
    return False


@sweep(every_seconds=60)
def collisions() -> bool:
    settle_collisions()
    return False
