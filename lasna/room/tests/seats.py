"""People at a real Janus: who sits in a room, and what is told of them."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from lasna.room.adapters.janus import Event, Janus, Publisher, Session
from lasna.room.adapters.janus.events import MediaUp
from lasna.room.tests import descriptions, peer
from lasna.tests.media import Media

PATIENCE = 20.0  # seconds
T = TypeVar("T")


@dataclass
class Seat:
    """One person's session and handle, and what was told of them."""

    session: Session
    publisher: Publisher
    private: int
    told: list[Event] = field(default_factory=list)

    async def hears(self, kind: type[T], where: Callable[[T], bool] = lambda _event: True) -> T:
        async with asyncio.timeout(PATIENCE):
            while True:
                for event in self.told:
                    if isinstance(event, kind) and where(event):
                        return event
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def sends(self, folder: Path) -> AsyncIterator[str]:
        """Offers sound and picture, and is connected. Janus's answer."""
        offer = descriptions.offer(peer.fingerprint_of(folder / "certificate.pem"))
        answer = await self.publisher.publish(offer, names={"0": "voice", "1": "camera"})
        async with peer.connected(answer, folder, controls=True):
            await self.hears(MediaUp, lambda event: event.handle == self.publisher.handle.number)
            yield answer


@asynccontextmanager
async def at(media: Media, *, secret: str = "", within: float = 5.0) -> AsyncIterator[Janus]:
    async with Janus(media.url, secret or media.secret, within=within) as janus:
        yield janus


@asynccontextmanager
async def room_at(janus: Janus) -> AsyncIterator[str]:
    room = uuid.uuid4().hex
    await janus.create_room(room)
    yield room
    if await janus.has_room(room):
        await janus.end_room(room)


async def sit(janus: Janus, room: str, who: str) -> Seat:
    told: list[Event] = []
    session = await janus.open(told.append)
    publisher = Publisher(await session.attach())
    joined = await publisher.join(room, who=who, pin=janus.pin_of(room))
    return Seat(session, publisher, joined.private, told)


async def sitting_and_sending(
    stack: AsyncExitStack, janus: Janus, room: str, folder: Path, *who: str
) -> list[Seat]:
    seats = [await sit(janus, room, each) for each in who]
    for seat in seats:
        await stack.enter_async_context(seat.sends(folder))
    return seats
