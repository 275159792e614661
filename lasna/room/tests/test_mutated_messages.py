"""Tens of thousands of messages that no screen sends: answered in words, and others' meetings go on. # N44"""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from lasna.kernel.live.commands import COMMANDS
from lasna.room.tests.mutants import ends_the_meeting, mutant
from lasna.room.tests.test_socket import REQUESTS, SDP
from lasna.tests.load import Load, Meeting, Screen, meetings_under_way
from lasna.tests.service import Service

pytestmark = [pytest.mark.process, pytest.mark.slow]
PACE = 1 / 18  # seconds: what comes faster is refused unread, which has a test of its own
QUIET, MEETINGS = 4, 12  # meetings that go on, and meetings in which everybody says what nobody says
SCREENS = 2  # more of each person in these
HELLO = {"type": "hello", "protocol": 1, "screen": "fuzzed-screen-1"}
ALLOWED = {"welcome", "event", "signal", "heartbeat", "done", "refused", "farewell"}
WORSE = ("ERROR", "CRITICAL", "Traceback", "Exception in ASGI")
"""In the log they mean that something was not foreseen."""


def well_formed(meeting: Meeting, others: Meeting) -> list[Mapping[str, Any]]:
    """Every command as a screen of this meeting says it, some about another meeting, and the hello."""
    offer = {"kind": "description", "description": {"type": "offer", "sdp": SDP}, "attempt": 1}
    candidates = {"kind": "candidates", "candidates": [{"candidate": "x typ relay", "sdpMid": "0"}]}
    known: dict[str, dict[str, Any]] = REQUESTS | {"meeting.end": {"agreed": "Sovittu"}}
    messages: list[Mapping[str, Any]] = [
        HELLO,
        {"id": 1, "type": "live.catch_up", "room": 1, "after": 0},
        {"id": 2, "type": "signal.send", "to": name_of(meeting.guest, 0), "signal": offer},
        {"id": 3, "type": "signal.send", "to": others.host.name, "signal": candidates},
        {"id": 4, "type": "meeting.admit", "participant": meeting.participant, "offer": offer},
    ]
    messages *= 8  # what is read deepest is sent more often
    for number, kind in enumerate(sorted(COMMANDS), start=5):
        for participant in (meeting.participant, others.participant, meeting.participant + 1):
            fields = known.get(kind, {})
            if "participant" in fields:
                fields = fields | {"participant": participant}
            messages.append({"id": number, "type": kind, **fields})
    return messages


@dataclass
class Attacker:
    """One socket after the other, through a door that is rightly open to it."""

    address: str
    path: str
    cookies: Mapping[str, str]
    screen: str
    chance: random.Random
    messages: list[Mapping[str, Any]]
    said: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)

    async def attack(self, count: int) -> None:
        while self.said < count:
            try:
                async with await self._opened() as web:
                    hearing = asyncio.create_task(self._hear(web))
                    try:
                        await self._say(web, count)
                    finally:
                        hearing.cancel()
                        await self._heard(hearing)
            except (WebSocketException, OSError):
                self.answers["closed"] += 1  # as the protocol says: too long, no UTF-8, or no hello
            await asyncio.sleep(PACE)

    async def _heard(self, hearing: "asyncio.Task[None]") -> None:
        """What was heard must have been a message, each time."""
        with suppress(asyncio.CancelledError, WebSocketException):
            await hearing

    async def _opened(self) -> ClientConnection:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return await connect(
            self.address.replace("http", "ws", 1) + self.path,
            origin=Origin(self.address),
            additional_headers={"Cookie": cookie},
            max_size=2**22,
            ping_interval=None,
            close_timeout=1,
        )

    async def _say(self, web: ClientConnection, count: int) -> None:
        hello: str | bytes = json.dumps(HELLO | {"screen": self.screen})
        if self.chance.random() < 0.2:
            hello = mutant(self.chance, [HELLO])
            self.said += 1
        await web.send(hello)
        until = self.said + 300  # then by a new socket
        while self.said < min(count, until):
            text = mutant(self.chance, self.messages)
            if ends_the_meeting(text):
                continue
            await web.send(text)
            self.said += 1
            await asyncio.sleep(PACE)

    async def _hear(self, web: ClientConnection) -> None:
        async for text in web:
            message = json.loads(text)
            if message["type"] not in ALLOWED or (message["type"] == "refused" and not message["message"]):
                self.strange.append(str(text))
            self.answers[message.get("code", message["type"])] += 1


def attackers(load: Load, chance: random.Random) -> Iterator[Attacker]:
    """Several screens of everybody in the noisy meetings, and the adviser's desk."""
    quiet = load.meetings[0]
    for meeting in load.meetings[QUIET:]:
        messages = well_formed(meeting, quiet)
        address, host = meeting.host.addresses[0], meeting.host.cookies
        yield Attacker(address, desk_of(address, host), host, f"desk-{meeting.id:06d}", chance, messages)
        for screen in (meeting.host, meeting.guest):
            for number in range(SCREENS):
                name = name_of(screen, number)
                yield Attacker(address, screen.path, screen.cookies, name, chance, messages)


def name_of(screen: Screen, number: int) -> str:
    return f"fuzzed-{number}-{screen.name}"


def desk_of(address: str, cookies: Mapping[str, str]) -> str:
    """The path of the desk of whoever is signed in with these cookies."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with urlopen(Request(f"{address}/", headers={"Cookie": cookie}), timeout=30) as answer:
        found = re.search(r'data-desk="(/live/desk/\d+)"', answer.read().decode())
    assert found is not None, "an adviser has a desk"
    return found[1]


async def _heard_by_others(meetings: list[Meeting], over: asyncio.Event) -> list[float]:
    """Signals from host to guest of the quiet meetings: how long each takes, while all this happens."""
    took: list[float] = []

    async def between(host: Screen, guest: Screen) -> None:
        number = 10_000_000
        while not over.is_set():
            number += 1
            began = time.monotonic()
            await host.ask("signal.send", to=guest.name, signal={"kind": "restart", "attempt": number})
            await guest.until(lambda number=number: number in guest.signals)
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.2)

    await asyncio.gather(*(between(meeting.host, meeting.guest) for meeting in meetings))
    return took


async def test_mutated_messages_harm_nobody(service: Service, loops: Callable[[int], int]) -> None:  # N44
    chance = random.Random(45)
    processes = [service.wait_for_child(name) for name in ("web", "worker")]
    load = await meetings_under_way(service, [service.base_url], QUIET + MEETINGS)
    begins = len(service.said())
    over = asyncio.Event()
    quiet = load.meetings[:QUIET]
    noisy = load.meetings[QUIET:]
    for meeting in noisy:  # their places are taken by screens that say what nobody says
        await asyncio.gather(meeting.host.close(), meeting.guest.close())
    going = [asyncio.create_task(meeting.go_on(every=0.5, over=over)) for meeting in quiet]
    hearing = asyncio.create_task(_heard_by_others(quiet, over))
    crowd = await asyncio.to_thread(lambda: list(attackers(load, chance)))
    each = -(-loops(50_000) // len(crowd))
    await asyncio.gather(*(attacker.attack(each) for attacker in crowd))
    over.set()
    await asyncio.gather(*going)
    took = await hearing
    answers = sum((attacker.answers for attacker in crowd), Counter[str]())
    assert sum(attacker.said for attacker in crowd) >= loops(50_000)
    assert [attacker.strange for attacker in crowd if attacker.strange] == []
    # They were read: some refused at each depth, some taken.
    for code in ("not_understood", "unknown_command", "not_here", "signal.refused", "done"):
        assert answers[code] > 20, answers
    assert answers["later"] == 0, answers
    # Nobody else was disturbed: nothing lost or doubled, every signal heard, no socket broken.
    assert all(screen.returns == [] for meeting in quiet for screen in (meeting.host, meeting.guest))
    assert len(took) > 10 and max(took) < 10
    left = Load(service, quiet)
    await left.until_quiet()
    assert await left.faults() == []
    await left.close()
    assert [service.child(name) for name in ("web", "worker")] == processes
    log = service.said()[begins:]
    assert not any(word in log for word in WORSE), log[-4000:]
