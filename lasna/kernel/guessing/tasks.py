"""What the worker does so that the tallies stay few."""

from lasna.kernel import clock
from lasna.kernel.guessing.models import Tally
from lasna.kernel.leases import sweep


@sweep(every_seconds=60)
def forget_old_guesses() -> bool:
    """Looking first takes no write lock where there is nothing to forget."""
    old = Tally.objects.filter(until__lte=clock.now())
    if old.exists():
        old.delete()
    return False
