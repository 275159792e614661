"""The sweep that keeps the count of what is taken true."""

from lasna.booking.services.busy import forget_weeks, recount_all
from lasna.booking.services.waiting import forget_waiting, offer_freed_times
from lasna.kernel.leases import sweep


@sweep(every_seconds=3600)
def busy_weeks() -> bool:
    """While two releases run side by side, the older one does not count."""
    recount_all()
    forget_weeks()
    forget_waiting()
    return False


@sweep(every_seconds=60)
def freed_times() -> bool:
    """What became free is offered to who waits."""
    offer_freed_times()
    return False
