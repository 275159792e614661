"""The sweep that keeps the count of what is taken true."""

from lasna.booking.services.busy import forget_weeks, recount_all
from lasna.kernel.leases import sweep


@sweep(every_seconds=3600)
def busy_weeks() -> bool:
    """While two releases run side by side, the older one does not count."""
    recount_all()
    forget_weeks()
    return False
