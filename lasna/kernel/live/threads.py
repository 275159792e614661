"""Django's synchronous world beside the loop: a pool of threads, connections tidied around each work."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import close_old_connections, connection
from django.utils import translation

T = TypeVar("T")
_pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="commands")


def _tidy() -> None:
    """A server's connection goes back to its pool. A SQLite file stays open in its thread: opening costs more
    than most commands, and no transaction outlives a piece of work."""
    if connection.vendor != "sqlite" or connection.errors_occurred or connection.in_atomic_block:
        close_old_connections()


async def in_thread(work: Callable[..., T], *args: Any, language: str = "fi") -> T:
    """Run ``work`` in the pool, in this language, and wait."""

    def run() -> T:
        _tidy()
        try:
            with translation.override(language):
                return work(*args)
        finally:
            _tidy()

    return await asyncio.get_running_loop().run_in_executor(_pool, run)
