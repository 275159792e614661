"""As much of screens as legs see, at a real Janus."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lasna.kernel.live import hub as hubs
from lasna.kernel.live.hub import Socket
from lasna.kernel.live.threads import in_thread
from lasna.kernel.live.visits import Visit
from lasna.kernel.tests.test_sockets import ready
from lasna.meetings.tests.guests import ask, let_in
from lasna.meetings.tests.scene import Scene
from lasna.room import services
from lasna.room.adapters.janus import Janus
from lasna.room.adapters.legs import leg, legs
from lasna.room.tests import descriptions, peer
from lasna.room.tests.seats import PATIENCE
from lasna.room.tests.talk import Talk
from lasna.tests.media import Media


def three() -> tuple[Scene, list[Visit]]:
    """Adviser, client and an interpreter, each sitting at a screen."""
    talk = Talk()
    return talk.made, [talk.host, talk.guest, let_in(talk.made, ask(talk.made))]


@dataclass
class Screen:
    """As much of a screen as a leg sees: a socket in the hub, and a browser with ``folder``'s key."""

    socket: Socket
    folder: Path

    @property
    def visit(self) -> Visit:
        return self.socket.visit

    async def told(self, kind: str, number: int) -> dict[str, Any]:
        """The next signal of the server of this kind and leg; what comes before it is dropped."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = json.loads(await self.socket.next_text() or "{}")
                if (message.get("sender"), message["signal"]["number"]) != (leg.SERVER, number):
                    continue
                if message["signal"]["kind"] == kind:
                    signal: dict[str, Any] = message["signal"]
                    return signal

    def join(self, number: int, offer: str) -> None:
        legs().join(self.visit, number, offer)

    @asynccontextmanager
    async def sends(self, number: int) -> AsyncIterator[None]:
        """A leg by which sound and picture are sent."""
        self.join(number, descriptions.offer(peer.fingerprint_of(self.folder / "certificate.pem")))
        answer = await self.told("answer", number)
        async with peer.connected(answer["sdp"], self.folder, controls=True):
            await until(lambda: (mine := legs().of(self.visit, number)) is not None and mine.up)
            yield


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if holds():
                return
            await asyncio.sleep(0.01)


def here(visit: Visit, folder: Path) -> Screen:
    hub = hubs.current()
    socket = Socket(visit)
    hub.join(socket)
    return Screen(socket, folder)


async def gather(folder: Path) -> tuple[Scene, list[Screen]]:
    ready()
    made, visits = await in_thread(three)
    return made, [here(visit, folder) for visit in visits]


async def people(media: Media, visit: Visit) -> dict[str, bool]:
    way = await in_thread(services.way_of, visit)
    async with Janus(media.url, media.secret) as janus:
        return await janus.participants(way.name)
