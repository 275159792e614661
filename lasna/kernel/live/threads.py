"""Django's synchronous world beside the loop: a pool of threads, connections tidied around each work."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import close_old_connections, connections
from django.utils import translation

T = TypeVar("T")
KEPT = 1.0
"""Seconds for which a thread trusts the connection of its last work; later it takes one looked at anew."""
COMMANDS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="commands")
ARRIVALS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="arrivals")
"""For screens that come, hundreds at once after a restart: the first are not held up by the last, those who
are here by neither, and few connections soon know all that is asked."""


class _Thread(threading.local):
    worked_at = 0.0


_thread = _Thread()


async def in_thread(
    work: Callable[..., T], *args: Any, language: str = "fi", pool: ThreadPoolExecutor = COMMANDS
) -> T:
    """Run ``work`` in the pool, in this language, and wait."""

    def run() -> T:
        if time.monotonic() - _thread.worked_at > KEPT:
            close_old_connections()
        try:
            with translation.override(language):
                return work(*args)
        finally:
            _close_broken_connections()
            _thread.worked_at = time.monotonic()

    return await asyncio.get_running_loop().run_in_executor(pool, run)


def _close_broken_connections() -> None:
    """A connection that served well is kept for the next work: to give it back and to look at it before each
    use costs a command as much as its own statements.
    """
    for connection in connections.all(initialized_only=True):
        if connection.errors_occurred or not connection.autocommit:
            connection.close_if_unusable_or_obsolete()
