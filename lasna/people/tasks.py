"""The sweep of files that were chosen and never written."""

from lasna.kernel.leases import sweep
from lasna.people.services import sweep_staff_imports


@sweep(every_seconds=60)
def forgotten_staff_imports() -> bool:
    """Nobody's file of colleagues lies here for more than about an hour."""
    sweep_staff_imports()
    return False
