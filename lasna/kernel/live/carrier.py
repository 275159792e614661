"""How hints reach other processes: Redis, or, embedded, one look a second at the database."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

CHANNEL = "lasna:live"
WAITING = 10_000
"""Hints that may wait for Redis. More are dropped: the heartbeat finds what they told."""

log = logging.getLogger(__name__)


class Carrier(Protocol):
    polls: bool
    """True: this carrier brings nothing, the process has to look at the database itself."""

    def send(self, text: str) -> None:
        """Tell the other processes. Never blocks, may be lost."""

    async def listen(self, heard: Callable[[str], None], again: Callable[[], None]) -> None:
        """Call ``heard`` for each hint for ever; ``again`` after every (re)connection."""


class Embedded:
    """One web process: signals stay inside it, and its own look finds what worker and commands wrote."""

    polls = True

    def send(self, text: str) -> None:
        return None

    async def listen(self, heard: Callable[[str], None], again: Callable[[], None]) -> None:
        await asyncio.Event().wait()


class Redis:
    """One publisher thread a process, pipelining whatever waits; one subscription."""

    polls = False

    def __init__(self, url: str) -> None:
        self.url = url
        self.waiting: queue.Queue[str] = queue.Queue(maxsize=WAITING)
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def send(self, text: str) -> None:
        self._started()
        try:
            self.waiting.put_nowait(text)
        except queue.Full:
            log.warning("redis is behind, a hint was dropped")

    def _started(self) -> None:
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._publish, name="hints", daemon=True)
                self.thread.start()

    def _publish(self) -> None:
        # Once more on a connection that a restart of Redis has cut; not longer: a late hint is worth little.
        again = Retry(NoBackoff(), 1)
        client = redis.Redis.from_url(self.url, socket_timeout=2, socket_connect_timeout=2, retry=again)
        while True:
            batch = [self.waiting.get()]
            while len(batch) < 200 and not self.waiting.empty():
                batch.append(self.waiting.get_nowait())
            try:
                with client.pipeline(transaction=False) as pipe:
                    for text in batch:
                        pipe.publish(CHANNEL, text)
                    pipe.execute()
            except redis.RedisError as error:
                log.warning("redis does not take hints: %s", type(error).__name__)

    async def listen(self, heard: Callable[[str], None], again: Callable[[], None]) -> None:
        while True:
            # The pause is ours, not the library's, which grows: signals pass as soon as Redis is back.
            never = AsyncRetry(NoBackoff(), 0)
            client = redis.asyncio.Redis.from_url(self.url, socket_connect_timeout=2, retry=never)
            try:
                async with client.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    again()
                    async for message in subscription.listen():
                        if message["type"] == "message":
                            heard(message["data"].decode())
            except (redis.RedisError, OSError) as error:
                log.warning("redis is away: %s", type(error).__name__)
            finally:
                await client.aclose()
            await asyncio.sleep(0.5)


def carrier_of_settings() -> Carrier:
    return Redis(settings.LASNA_REDIS_URL) if settings.LASNA_REDIS_URL else Embedded()
