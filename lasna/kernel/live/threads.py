"""Django's synchronous world beside the loop: a pool of threads, connections tidied around each work."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import close_old_connections
from django.utils import translation

T = TypeVar("T")
_pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="commands")


async def in_thread(work: Callable[..., T], *args: Any, language: str = "fi") -> T:
    """Run ``work`` in the pool, in this language, and wait."""

    def run() -> T:
        close_old_connections()
        try:
            with translation.override(language):
                return work(*args)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_pool, run)
