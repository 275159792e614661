"""What the worker does for the queues: silent pages, screens that died, and the night."""

from lasna.kernel.leases import sweep
from lasna.reception.services import forget_visitors, settle_all


@sweep(every_seconds=10)
def settle_queues() -> bool:
    settle_all()
    return False


@sweep(every_seconds=300)
def forget_who_came() -> bool:
    forget_visitors()
    return False
