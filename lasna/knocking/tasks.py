"""What the worker does: knocks that nobody answers, and advisers whose screens have gone."""

from lasna.kernel.leases import sweep
from lasna.knocking.services import settle_all


@sweep(every_seconds=5)
def settle_knocks() -> bool:
    settle_all()
    return False
