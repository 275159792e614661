"""The sweep of files that were chosen and never written."""

from lasna.clients.services import sweep_imports
from lasna.kernel.leases import sweep


@sweep(every_seconds=60)
def forgotten_imports() -> bool:
    """Nobody's file of clients lies here for more than about an hour."""
    sweep_imports()
    return False
