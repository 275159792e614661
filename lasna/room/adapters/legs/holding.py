"""The legs of this process, by whom they are; and their end, when somebody has no seat any more."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from django.conf import settings
from django.db import DatabaseError, transaction

from lasna.errors import NotHere
from lasna.kernel.live import hub as hubs
from lasna.kernel.live.threads import in_thread
from lasna.kernel.live.visits import Visit
from lasna.meetings.models import Participant
from lasna.room import services
from lasna.room.adapters.janus import Janus, JanusError
from lasna.room.adapters.legs.leg import HOLDER, Leg, tell_gone

log = logging.getLogger(__name__)


class Legs:
    """The legs of this process, and its one connection to each Janus."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._januses: dict[str, Janus] = {}
        self._legs: dict[int, dict[int, Leg]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def janus(self, server: str) -> Janus:
        if server not in self._januses:
            self._januses[server] = janus = Janus(server, settings.LASNA_JANUS_SECRET)
            await janus.__aenter__()  # for as long as the process
        return self._januses[server]

    def of(self, visit: Visit, number: int) -> Leg | None:
        return self._legs.get(visit.participant_id, {}).get(number)

    def join(self, visit: Visit, number: int, sdp: str) -> None:
        if self.of(visit, number) is None:
            self._start(self._join(visit, number, sdp))

    def keep(self, visit: Visit, number: int, has: list[str]) -> None:
        leg = self.of(visit, number)
        if leg is not None:
            leg.do(leg.keep)
        else:
            self._start(self._claim(visit, number, has))

    def _settle(self, leg: Leg) -> None:
        """It is up: what the same person had before is no longer needed."""
        for other in self._of(leg.visit.participant_id):
            if other is not leg:
                other.end()

    async def end_session(self, server: str, session: int) -> None:
        """Whoever holds it. Media stop at once."""
        with suppress(JanusError):
            await (await self.janus(server)).ask("destroy", session_id=session)

    async def end_room(self, way: services.Way) -> None:
        with suppress(JanusError):
            await (await self.janus(way.server)).end_room(way.name)

    def _of(self, participant: int) -> list[Leg]:
        return list(self._legs.get(participant, {}).values())

    async def _join(self, visit: Visit, number: int, sdp: str) -> None:
        try:
            way = await in_thread(services.way_of, visit)
        except (NotHere, DatabaseError):
            tell_gone(visit, number)
            return
        await self._run(visit, number, way, lambda leg: leg.join(sdp))

    async def _claim(self, visit: Visit, number: int, has: list[str]) -> None:
        try:
            way = await in_thread(services.way_of, visit)
            kept = await in_thread(partial(services.claim_leg, visit=visit, number=number, holder=HOLDER))
        except (NotHere, DatabaseError):
            tell_gone(visit, number)
            return
        await self._run(visit, number, way, lambda leg: leg.claim(kept, has))

    async def _run(
        self, visit: Visit, number: int, way: services.Way, begin: Callable[[Leg], Awaitable[None]]
    ) -> None:
        mine = self._legs.setdefault(visit.participant_id, {})
        for waiting in [leg for leg in mine.values() if not leg.up]:
            waiting.end()  # given up by its screen
        janus = await self.janus(way.server)
        leg = mine[number] = Leg(visit, number, janus=janus, way=way, came_up=self._settle)
        try:
            await leg.run(partial(begin, leg))
        finally:
            mine.pop(number, None)
            if not mine and self._legs.get(visit.participant_id) is mine:
                del self._legs[visit.participant_id]

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        assert isinstance(task, asyncio.Task)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a leg broke", exc_info=error)


class _Process:
    legs: Legs | None = None


def legs() -> Legs:
    """Those of this process's hub. On its loop alone."""
    hub = hubs.current()
    if _Process.legs is None or _Process.legs.loop is not hub.loop:
        _Process.legs = Legs(hub.loop)
    return _Process.legs


def end_legs_of(participant: Participant) -> None:
    """After commit nothing comes to them, and nothing of theirs goes to others. Inside a transaction."""
    taken = services.take_legs(participant)

    async def end(here: Legs) -> None:
        await asyncio.gather(*(here.end_session(server, session) for server, session in taken))

    if taken:
        transaction.on_commit(lambda: _soon(end))


def end_room(way: services.Way) -> None:
    """After commit, with all legs that are left."""
    transaction.on_commit(lambda: _soon(lambda here: here.end_room(way)))


def _soon(work: Callable[[Legs], Awaitable[None]]) -> None:
    """From any thread of a web process. Elsewhere: what nobody keeps alive, Janus ends within a minute."""
    loop = hubs.loop_here()
    if loop is not None:
        loop.call_soon_threadsafe(lambda: legs()._start(work(legs())))
