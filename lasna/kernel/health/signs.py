"""Do workers live? Each says so by itself: a worker that hangs or was never started says nothing."""

import os
import socket
from datetime import timedelta

from lasna.kernel import clock
from lasna.kernel.health.models import SignOfLife

SILENT = timedelta(seconds=60)
FORGOTTEN = timedelta(hours=1)


def give(process: str = "") -> None:
    """Renew this process's row, and take away those of processes long gone."""
    now = clock.now()
    name = process or f"{socket.gethostname()[:40]}/{os.getpid()}"
    SignOfLife.objects.update_or_create(process=name, defaults={"seen_at": now})
    gone = SignOfLife.objects.filter(seen_at__lt=now - FORGOTTEN)
    if gone.exists():
        gone.delete()


def silent() -> bool:
    """Has no worker said anything for ``SILENT``? One that speaks is enough. One query."""
    return not SignOfLife.objects.filter(seen_at__gte=clock.now() - SILENT).exists()
