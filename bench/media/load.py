"""The load: what everybody sends, made beforehand; and what it cost Janus to pass it on."""

import asyncio
import contextlib
import gc
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.media.people import PICTURE_EVERY, SIX, SOUND_EVERY, Room, Sender, six
from bench.media.servers import Server
from bench.served import cpu_seconds
from lasna.room.adapters.janus import Janus

TICK = 0.004  # seconds
LATE = 0.5
"""Seconds. What comes later counts as lost; a load that falls behind so far was no load."""
FIRST = -10
"""Its priority, where it may: who sends late sends less at a time when much is asked of Janus."""
REST = 1.0  # seconds: Janus throws away what it could not pass on for so long
Plan = list[list[tuple[Callable[[bytes], int], bytes]]]


@dataclass(frozen=True)
class Outcome:
    """``cpu`` and ``own``: seconds that Janus and the load took; ``behind``: seconds, the load at worst."""

    seconds: float
    sent: int
    received: int
    cpu: float
    own: float
    behind: float

    @property
    def loss(self) -> float:
        """The share of what should have come. All of it where the load could not send in time."""
        return 1 - self.received / (self.sent * (SIX - 1)) if self.behind < LATE else 1.0

    @property
    def rate(self) -> float:
        """Forwarded packets a second."""
        return self.received / self.seconds

    @property
    def each(self) -> float:
        """Seconds of CPU a forwarded packet."""
        return self.cpu / self.received

    @property
    def cores(self) -> float:
        """Of the load."""
        return self.own / self.seconds


@dataclass
class Crowd:
    """Everybody at one server. Rooms are opened when they are first needed."""

    server: Server
    janus: Janus
    folder: Path
    rooms: list[Room] = field(default_factory=list)

    async def send(self, rooms: int, seconds: float) -> Outcome:
        """In so many of the rooms everybody sends for so long."""
        while len(self.rooms) < rooms:
            self.rooms.append(await six(self.server, self.janus, self.folder))
        some = self.rooms[:rooms]
        plan = await asyncio.to_thread(planned, [each for room in some for each in room.senders], seconds)
        outcome = await asyncio.to_thread(self._send, some, plan)
        await asyncio.sleep(REST)
        for room in self.rooms:
            room.tidy()
        return outcome

    def _send(self, rooms: list[Room], plan: Plan) -> Outcome:
        before = sum(room.received() for room in rooms)
        cpu, own = cpu_seconds(self.server.pid), time.process_time()
        begin = time.monotonic()
        behind = sent(plan)
        own, seconds = time.process_time() - own, time.monotonic() - begin
        time.sleep(LATE)
        return Outcome(
            seconds,
            sum(map(len, plan)),
            sum(room.received() for room in rooms) - before,
            cpu_seconds(self.server.pid) - cpu,
            own,
            behind,
        )


def planned(senders: list[Sender], seconds: float) -> Plan:
    """By tick: what to send, and by whom. People do not speak in step."""
    plan: Plan = [[] for _ in range(round(seconds / TICK))]
    for number, sender in enumerate(senders):
        phase = number / len(senders)
        for order in range(round(seconds / SOUND_EVERY)):
            at = int((order + phase) * SOUND_EVERY / TICK)
            plan[at].append((sender.send, sender.sound()))
        for order in range(round(seconds / PICTURE_EVERY)):
            at = int((order + phase) * PICTURE_EVERY / TICK)
            plan[at].extend((sender.send, packet) for packet in sender.picture())
    return plan


def sent(plan: Plan) -> float:
    """Sends it all. How far behind the load was at worst, in seconds."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, FIRST)  # of this thread alone
    gc.disable()
    try:
        behind, begin = 0.0, time.monotonic()
        for number, tick in enumerate(plan):
            wait = begin + number * TICK - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            else:
                behind = max(behind, -wait)
            for send, packet in tick:
                send(packet)
        return behind
    finally:
        gc.enable()
