"""People in rooms, on the load's core: what they say, and what reaches the others."""

import asyncio
import json
import time
from dataclasses import dataclass, field

from bench.room.rooms import Seat
from bench.room.wire import Wire, framed, opened
from bench.served import cpu_seconds

SIGNAL = {
    "kind": "candidates",
    "attempt": "k2x9-1f",
    "candidates": [
        {
            "candidate": "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 0.0.0.0 "
            "rport 0 generation 0 ufrag EsAw network-cost 999",
            "sdpMid": "0",
            "sdpMLineIndex": 0,
            "usernameFragment": "EsAw",
        }
    ],
}


class Screen:
    """One screen in a room at ours; at the bare loop it says the same and is told nothing else."""

    def __init__(self, load: "Load", seat: Seat, number: int) -> None:
        self.load, self.seat, self.number = load, seat, number
        self.before: Screen = self
        self.after: Screen = self
        self.welcomed = asyncio.Event()
        self.others = 0
        self.camera = False
        self.said_at = 0.0
        self.frame = b""
        self.wire: Wire

    def next_to(self, after: "Screen") -> None:
        """Signals go round: each to the next in the room, as each is answered by the one before."""
        self.after, after.before = after, self
        text = {"id": self.number, "type": "signal.send", "to": after.seat.name, "signal": SIGNAL}
        self.frame = framed(json.dumps(text, separators=(",", ":")).encode())

    def signals(self) -> None:
        self.said_at = time.perf_counter()
        self.load.in_flight += 1
        self.wire.say(self.frame)

    def switches(self) -> None:
        self.camera = not self.camera
        text = {"id": self.number, "type": "seat.devices", "camera": self.camera, "microphone": True}
        self.said_at = time.perf_counter()
        self.load.in_flight += 1
        self.wire.say(framed(json.dumps(text, separators=(",", ":")).encode()))

    def heard(self, payload: bytes) -> None:
        if payload.startswith(b'{"type":"signal"'):
            self.load.signalled(self)
        elif payload.startswith(b'{"type":"event"'):
            self.load.told(self, payload)
        elif payload.startswith(b'{"type":"done"'):
            self.load.done(self)
        elif payload.startswith(b'{"type":"welcome"'):
            self.welcomed.set()
        elif payload.startswith((b'{"type":"refused"', b'{"type":"farewell"')):
            self.load.faults.append(payload.decode())

    def heard_bare(self, _payload: bytes) -> None:
        self.load.signalled(self)


@dataclass
class Load:
    """Everybody at one server."""

    port: int
    pid: int
    bare: bool
    rooms: list[list[Screen]] = field(default_factory=list)
    in_flight: int = 0
    """Signals not yet delivered, or switches not yet acknowledged."""
    delivered: int = 0
    heard_of: int = 0
    """Events told to others than whoever made them."""
    to_hear_of: int = 0
    acknowledged: int = 0
    waits: list[float] = field(default_factory=list)
    """Seconds from command to event or signal at each of the others, where it is kept."""
    faults: list[str] = field(default_factory=list)
    going: bool = False
    switching: bool = False
    timed: bool = False

    async def come(self, room: list[Seat], number: int) -> None:
        screens = [Screen(self, seat, order) for order, seat in enumerate(room)]
        for screen, after in zip(screens, screens[1:] + screens[:1], strict=True):
            screen.next_to(after)
            screen.others = len(room) - 1
            if self.bare:
                path = f"/{number}/{screen.seat.name}"
                screen.wire = await opened(self.port, path, {}, screen.heard_bare)
            else:
                screen.wire = await opened(self.port, screen.seat.path, screen.seat.cookies, screen.heard)
                screen.wire.say(framed(json.dumps({"type": "hello", "screen": screen.seat.name}).encode()))
                await screen.welcomed.wait()
        self.rooms.append(screens)

    @property
    def people(self) -> int:
        return sum(map(len, self.rooms))

    def signalled(self, at: Screen) -> None:
        self.in_flight -= 1
        self.delivered += 1
        if self.timed:
            self.waits.append(time.perf_counter() - at.before.said_at)
        elif self.going:
            at.before.signals()

    def told(self, at: Screen, payload: bytes) -> None:
        if not self.switching:
            return
        event = json.loads(payload)["event"]
        if event["type"] != "seat.devices_told" or event["participant"] == at.seat.participant:
            return
        self.heard_of += 1
        if self.timed:
            by = at
            while by.seat.participant != event["participant"]:
                by = by.after
            self.waits.append(time.perf_counter() - by.said_at)

    def done(self, at: Screen) -> None:
        if not self.switching:
            return
        self.in_flight -= 1
        self.acknowledged += 1
        self.to_hear_of += at.others
        if self.going and not self.timed:
            at.after.switches()

    async def signals(self, seconds: float) -> float:
        """Everybody signals, the next as soon as one has arrived: deliveries per CPU second of the server."""
        self.switching, self.delivered, self.going = False, 0, True
        cpu = cpu_seconds(self.pid)
        for screen in self._everybody():
            screen.signals()
        await self._over(seconds)
        return self.delivered / (cpu_seconds(self.pid) - cpu)

    async def switches(self, seconds: float) -> float:
        """In each room one after the other switches a device: stored events per CPU second of the server."""
        self.switching, self.going = True, True
        self.acknowledged = self.heard_of = self.to_hear_of = 0
        cpu = cpu_seconds(self.pid)
        for room in self.rooms:
            room[0].switches()
        await self._over(seconds)
        used = cpu_seconds(self.pid) - cpu
        await asyncio.sleep(1.5)  # embedded, a screen that has missed a number looks once a second
        if self.heard_of != self.to_hear_of:
            raise RuntimeError(f"{self.heard_of} of {self.to_hear_of} events were heard")
        return self.acknowledged / used

    async def paced(self, seconds: float, every: float, *, switching: bool) -> list[float]:
        """Each says something ``every`` so many seconds: how long until each of the others has it."""
        self.switching, self.timed, self.waits = switching, True, []
        everybody = self._everybody()
        begin, said = time.monotonic(), 0
        while (passed := time.monotonic() - begin) < seconds:
            while said < passed * len(everybody) / every:
                screen = everybody[said * 7919 % len(everybody)]
                screen.switches() if switching else screen.signals()
                said += 1
            await asyncio.sleep(0.002)
        await self._over(0)
        await asyncio.sleep(0.5)
        self.timed = False
        return self.waits

    def _everybody(self) -> list[Screen]:
        return [screen for room in self.rooms for screen in room]

    async def _over(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.going = False
        until = time.monotonic() + 30
        while self.in_flight and time.monotonic() < until:  # noqa: ASYNC110 - the end of a measurement
            await asyncio.sleep(0.005)
        lost = sum(screen.wire.lost for screen in self._everybody())
        if self.in_flight or self.faults or lost:
            raise RuntimeError(f"{self.in_flight} on the way, {lost} sockets lost: {self.faults[:3]}")
