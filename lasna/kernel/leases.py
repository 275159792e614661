"""Work that must not be lost is a row; a worker leases it. Means without meaning.

A model that is leased has ``lease_until`` (null) and ``lease_by`` (text, 60 characters).
"""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Q

from lasna.kernel import clock

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Sweep:
    """``run`` does a small piece of due work and says whether there may be more to do at once."""

    name: str
    every_seconds: float
    run: Callable[[], bool]


SWEEPS: dict[str, Sweep] = {}


def sweep(*, every_seconds: float) -> Callable[[Callable[[], bool]], Callable[[], bool]]:
    """Register work that every worker looks for. Put it in the ``tasks`` module of a package.

    Each sweep runs in a thread of its own, so a slow mail server holds up nobody else. The function runs its
    own short transactions, calls no network inside them, and may run in several workers at the same time.
    It returns True to be called again at once (there may be more to do), False: after ``every_seconds``.
    """

    def register(run: Callable[[], bool]) -> Callable[[], bool]:
        name = f"{run.__module__}.{run.__name__}"
        SWEEPS[name] = Sweep(name, every_seconds, run)
        return run

    return register


def ticket() -> str:
    """Who leases, once: no worker can mistake the lease it lost for a later one."""
    return f"{socket.gethostname()[:30]}/{os.getpid()}/{secrets.token_hex(6)}"


def free() -> Q:
    """Rows that nobody has leased, or whose lease has run out (its worker died)."""
    return Q(lease_until=None) | Q(lease_until__lte=clock.now())


def claim(rows: models.QuerySet[M], *, seconds: float, limit: int = 1, **values: Any) -> list[M]:
    """Lease up to ``limit`` free rows for ``seconds`` and set ``values`` in them. Its own transaction.

    The claimed rows carry ``lease_by``; whoever writes to them later asks for it in the same statement.
    """
    wanted = rows.filter(free())
    # Looking first takes no write lock, which SQLite's transaction takes even when it finds nothing.
    if not wanted.exists():
        return []
    with transaction.atomic():
        numbers = list(wanted.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        mine = {"lease_until": clock.now() + timedelta(seconds=seconds), "lease_by": ticket()}
        taken = rows.model._default_manager.filter(pk__in=numbers)
        taken.update(**mine, **values)
        return list(taken.order_by("pk"))
