"""Rooms of six at a Janus: everybody sends sound and picture, and receives them from the five others."""

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.media.discarding import Discarded, emptied
from bench.media.servers import Server
from bench.media.ways import Way, connected
from lasna.room.adapters.janus import Event, Handle, Janus, Offer, Publisher, Subscriber, Wanted
from lasna.room.adapters.janus.events import HandleEnded, MediaDown, MediaUp, SessionLost
from lasna.room.tests import descriptions
from lasna.room.tests.peer import fingerprint_of
from lasna.room.tests.seats import Seat
from lasna.room.tests.srtp import Rtp

SIX = 6
SOUND, PICTURE = 111, 96  # payload types
SOUND_EVERY, PICTURE_EVERY = 0.02, 0.04  # seconds
PACKETS = 3  # of one picture
SOUND_BYTES, PICTURE_BYTES = bytes(80), bytes(1000)
A_SECOND = round(1 / SOUND_EVERY + PACKETS / PICTURE_EVERY)
"""Packets that one person sends: 625 kbit a second."""
LOUDNESS = b"\x10\x9e\x00\x00"
"""The extension that says how loud it is: -30 dBov, somebody speaks."""
SOURCES = {descriptions.SOUND: 1, descriptions.PICTURE: 2}
"""The SSRC of each medium, the same in every connection."""


class Sender:
    """One person's sound and picture. What is made must be sent, and in this order."""

    def __init__(self, way: Way) -> None:
        self.way, self.send = way, way.socket.send
        self._sounds = self._pictures = self._frames = 0

    def sound(self) -> bytes:
        number = self._sounds
        self._sounds += 1
        return self.way.ours.sealed(
            Rtp(SOUND, number, number * 960 & 0xFFFFFFFF, 1, SOUND_BYTES, extension=LOUDNESS)
        )

    def picture(self) -> Iterator[bytes]:
        """Packed as VP8 is; only the first of all stands by itself."""
        time = self._frames * 3600 & 0xFFFFFFFF
        frame = b"\x11\x00\x00" if self._frames else b"\x10\x00\x00\x9d\x01\x2a"
        self._frames += 1
        for number in range(PACKETS):
            payload = (b"\x00" if number else b"\x10" + frame) + PICTURE_BYTES
            rtp = Rtp(PICTURE, self._pictures, time, 2, payload, marker=number == PACKETS - 1)
            self._pictures += 1
            yield self.way.ours.sealed(rtp)


@dataclass(frozen=True)
class Room:
    seats: list[Seat]
    senders: list[Sender]
    receivers: list[Way]
    discarded: list[Discarded]

    def received(self) -> int:
        return sum(each.count for each in self.discarded)

    def tidy(self) -> None:
        """Raises ``RuntimeError`` when somebody was cut off: the figures would say nothing."""
        for way in (*self.receivers, *(sender.way for sender in self.senders)):
            emptied(way.socket)
        lost = MediaDown | HandleEnded | SessionLost
        if told := [event for seat in self.seats for event in seat.told if isinstance(event, lost)]:
            raise RuntimeError(f"cut off: {told[0]}")


async def six(server: Server, janus: Janus, folder: Path) -> Room:
    """A room in which everybody was heard and seen by everybody else."""
    room = uuid.uuid4().hex
    await janus.create_room(room)
    seats, subscribers = [], []
    for number in range(SIX):
        # As legs do: half of them attach who receives first, and Janus gives handles to its loops in turn.
        seat, subscriber = await _taken(janus, room, f"{number}", receives_first=number % 2 == 0)
        seats.append(seat)
        subscribers.append(subscriber)
    senders = await asyncio.gather(*(_sends(server, seat, folder) for seat in seats))
    pin = janus.pin_of(room)
    offers = [
        await subscribers[number].join(room, _others(number), private=seat.private, pin=pin)
        for number, seat in enumerate(seats)
    ]
    receivers = await asyncio.gather(
        *(_receives(*each, folder) for each in zip(seats, subscribers, offers, strict=True))
    )
    for sender in senders:
        for packet in (sender.sound(), *sender.picture()):
            sender.send(packet)
    for receiver in receivers:
        await _first(receiver)
    return Room(seats, senders, receivers, [Discarded(way.socket) for way in receivers])


async def _taken(janus: Janus, room: str, who: str, *, receives_first: bool) -> tuple[Seat, Subscriber]:
    told: list[Event] = []
    session = await janus.open(told.append)
    handles = [await session.attach(), await session.attach()]
    sending, receiving = reversed(handles) if receives_first else handles
    publisher = Publisher(sending)
    joined = await publisher.join(room, who=who, pin=janus.pin_of(room))
    return Seat(session, publisher, joined.private, told), Subscriber(receiving)


async def _sends(server: Server, seat: Seat, folder: Path) -> Sender:
    offer = descriptions.offer(fingerprint_of(folder / "certificate.pem")).replace(descriptions.SIMULCAST, "")
    for medium, source in SOURCES.items():
        offer = offer.replace(medium, f"{medium}a=ssrc:{source} cname:bench\r\n")
    handle = seat.publisher.handle
    if server.as_it_comes:
        _data, jsep = await handle.request({"request": "configure"}, {"type": "offer", "sdp": offer})
        answer = str(jsep and jsep["sdp"])
    else:
        answer = await seat.publisher.publish(offer)
    return Sender(await connected(answer, folder, lambda: _up(seat, handle), controls=True))


def _others(number: int) -> list[Wanted]:
    return [Wanted(f"{other}") for other in range(SIX) if other != number]


async def _receives(seat: Seat, subscriber: Subscriber, offer: Offer, folder: Path) -> Way:
    fingerprint = fingerprint_of(folder / "certificate.pem")
    await subscriber.start(descriptions.answer(fingerprint, people=SIX - 1))
    return await connected(offer.sdp, folder, lambda: _up(seat, subscriber.handle), controls=False)


async def _up(seat: Seat, handle: Handle) -> MediaUp:
    return await seat.hears(MediaUp, lambda event: event.handle == handle.number)


async def _first(receiver: Way) -> None:
    """Everybody's first sound and picture, opened by the receiver's keys: what was sent is what comes."""
    expected = sorted([SOUND_BYTES] * (SIX - 1) + [PICTURE_BYTES] * (SIX - 1) * PACKETS)
    came: list[bytes] = []
    async with asyncio.timeout(5):
        while len(came) < len(expected):
            packet = await asyncio.get_running_loop().sock_recv(receiver.socket, 2048)
            if 128 <= packet[0] < 192 and not 64 <= packet[1] & 0x7F < 96:
                came.append(receiver.theirs.opened(packet))
    if sorted(payload[-len(PICTURE_BYTES) :] for payload in came) != expected:
        raise RuntimeError("what came is not what was sent")
