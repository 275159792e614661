"""What the web process does by itself: listen, look at the database, beat, catch screens up."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable

from django.db import DatabaseError, connection

from lasna.kernel import metrics
from lasna.kernel.live import hub as hubs
from lasna.kernel.live.hub import Hub
from lasna.kernel.live.protocol import heartbeat_text
from lasna.kernel.live.publish import events_after, last_numbers
from lasna.kernel.live.threads import in_thread
from lasna.kernel.live.visits import ENTRANCES, Visit

BEAT = 5.0
LOOK = 1.0
NUMBERS_WITHIN = 2.0  # seconds; a heartbeat without numbers still says that this process lives
log = logging.getLogger(__name__)


def start(hub: Hub) -> list[asyncio.Task[None]]:
    """The tasks of this process, to be cancelled at its end."""
    carrier = hubs.carrier()
    tasks = [
        asyncio.create_task(carrier.listen(hubs.heard, lambda: _look_everywhere(hub))),
        asyncio.create_task(_catch_up(hub)),
        asyncio.create_task(_every(BEAT, lambda: _beat(hub))),
        asyncio.create_task(_every(BEAT, lambda: _presence(hub))),
    ]
    if carrier.polls:
        tasks.append(asyncio.create_task(_Poll(hub).run()))
    return tasks


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except (DatabaseError, sqlite3.Error) as error:
            metrics.DATABASE_ERRORS.inc()
            log.warning("the database is away: %s", type(error).__name__)


def _look_everywhere(hub: Hub) -> None:
    for room_id in hub.hearing:
        hub.behind.put_nowait(room_id)


async def _catch_up(hub: Hub) -> None:
    """Rooms in which a screen is behind: one statement a room, shared by its screens."""
    while True:
        room_id = await hub.behind.get()
        behind = [socket.sent[room_id] for socket in hub.hearing.get(room_id, ()) if room_id in socket.sent]
        if not behind:
            continue
        try:
            rows = await in_thread(events_after, room_id, min(behind))
        except DatabaseError as error:
            metrics.DATABASE_ERRORS.inc()
            log.warning("could not catch up: %s", type(error).__name__)
            continue
        if rows:
            hub.tell(room_id, rows)


async def _beat(hub: Hub) -> None:
    """Tell every screen the last numbers. It waits for nothing else."""
    if not hub.sockets:
        return
    try:
        numbers = await asyncio.wait_for(in_thread(last_numbers, list(hub.hearing)), NUMBERS_WITHIN)
    except (DatabaseError, TimeoutError) as error:
        # Calls go on, and signals pass: a screen that heard nothing would take its socket for dead.
        metrics.DATABASE_ERRORS.inc()
        log.warning("the database is away: %s", type(error).__name__)
        for socket in tuple(hub.sockets):
            socket.put(heartbeat_text({}))
        return
    for socket in tuple(hub.sockets):
        rooms = {room_id: numbers[room_id] for room_id in socket.visit.rooms if room_id in numbers}
        socket.put(heartbeat_text(rooms))
    for room_id, seq in numbers.items():
        hub.notice(room_id, seq)


async def _presence(hub: Hub) -> None:
    """Tell the entrances which screens are here, and ask anew for those whose standing they doubt."""
    visits: dict[str, list[Visit]] = {}
    for socket in tuple(hub.sockets):
        visits.setdefault(socket.visit.entrance, []).append(socket.visit)
    for name, present in visits.items():
        stale = await in_thread(ENTRANCES[name].beat, present)
        for socket in tuple(hub.sockets):
            if socket.visit.entrance == name and socket.visit.who in stale:
                socket.renew.set()


class _Poll:
    """Embedded: has another connection written? ``PRAGMA data_version`` first, then one grouped query."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.version = -1
        # Kept open for itself: the pragma tells of changes since this very connection last asked.
        # A server's database without Redis has no such pragma, and is asked every time.
        self.file = (
            sqlite3.connect(str(connection.settings_dict["NAME"]), check_same_thread=False)
            if connection.vendor == "sqlite"
            else None
        )

    async def run(self) -> None:
        await _every(LOOK, self._look)

    async def _look(self) -> None:
        version = await asyncio.to_thread(self._data_version)
        if (self.file and version == self.version) or not self.hub.hearing:
            return
        self.version = version
        numbers = await in_thread(last_numbers, list(self.hub.hearing))
        for room_id, seq in numbers.items():
            self.hub.notice(room_id, seq)

    def _data_version(self) -> int:
        return int(self.file.execute("PRAGMA data_version").fetchone()[0]) if self.file else 0
