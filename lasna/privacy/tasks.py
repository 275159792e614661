"""What workers do by themselves: the nightly purge, the list of the erased, traces in the file."""

from importlib import import_module

from django.conf import settings

from lasna.kernel.leases import sweep
from lasna.privacy.services import erasing, purging


@sweep(every_seconds=30)
def purge() -> bool:
    if purging.begin_purges():
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return purging.go_on_with_purges()


@sweep(every_seconds=10)
def clear_traces() -> bool:
    erasing.clear_traces()
    return False


@sweep(every_seconds=60)
def complete_ledger() -> bool:
    """Every machine's list knows everybody: any of them may be the one that is left."""
    erasing.complete_ledger()
    return False
