"""What the worker does for people."""

from lasna.kernel.leases import sweep
from lasna.people import services


@sweep(every_seconds=60)
def forgotten_staff_imports() -> bool:
    """Nobody's file of colleagues lies here for more than about an hour."""
    services.sweep_staff_imports()
    return False


@sweep(every_seconds=1)
def look_up_asked() -> bool:
    """Whose forgotten password is it?"""
    return services.look_up_asked()
