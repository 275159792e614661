"""Meetings that go on while things break: screens return by themselves, as the app's, and keep a ledger."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.typing import Origin

from lasna.room.tests.visitors import Browser

PAUSES = (0.2, 0.3, 0.5, 0.7, 0.8, 0.8, 0.8, 1.5, 3.0)
"""Seconds before each try, as in ``frontend/room/socket.ts``: half to one and a half of it is waited."""
SILENCE = 12.0
ONCE = frozenset({"meeting.say"})
"""Not sent again after a break, as in ``frontend/room/socket.ts``."""
Message = dict[str, Any]
MAKE = """
import json
from django.conf import settings
from django.contrib.auth.hashers import get_hashers
from lasna.config import demo
demo.load()
# Nobody else signs in by password, and a good hash costs 300 ms.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
get_hashers.cache_clear()
print(json.dumps([demo.meeting(origin="http://localhost:{port}") for _ in range({count})]))
"""
STORED = """
import json
from lasna.kernel.live.models import StoredEvent
rows = StoredEvent.objects.filter(room_id__in={rooms}).order_by("room_id", "seq")
print(json.dumps([[row.room_id, row.seq, row.body] for row in rows]))
"""


class Running(Protocol):
    """A service or a fleet."""

    base_url: str
    port: int

    def command(self, *arguments: str) -> str: ...


class Screen:
    """One screen: comes back by itself, asks for what it missed, sends again what waited."""

    def __init__(self, addresses: Sequence[str], path: str, cookies: dict[str, str], name: str) -> None:
        self.addresses = list(addresses)
        self.path = path
        self.cookies = cookies
        self.name = name
        self.ledger: dict[int, dict[int, Message | None]] = {}
        """Room → number → event, each as it was first told."""
        self.told_otherwise: list[tuple[int, int]] = []
        self.signals: list[int] = []
        self.returns: list[float] = []
        """Seconds from each break to the next welcome."""
        self.farewell = ""
        self.standing = ""
        self.snapshot: Message = {}
        self.welcomed = asyncio.Event()
        self.changed = asyncio.Condition()
        self.refusals: list[str] = []
        self._last: dict[int, int] = {}
        self._numbers = itertools.count(1)
        self._asked: dict[int, tuple[str, str, bool, asyncio.Future[str]]] = {}
        self._web: ClientConnection | None = None
        self._lost: float | None = None
        self._task = asyncio.create_task(self._live())

    async def close(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def until_farewell(self) -> None:
        """Until the service has shut this screen out for good."""
        await asyncio.shield(self._task)

    async def ask(self, kind: str, **fields: Any) -> str:
        """``done``, or the refusal's code; ``no_connection``: nobody knows whether it was done."""
        number = next(self._numbers)
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        text = json.dumps({"id": number, "type": kind, **fields})
        self._asked[number] = (kind, text, False, future)
        if self.welcomed.is_set():
            await self._say(number)
        return await future

    async def until(self, true: Any) -> None:
        async with self.changed:
            await self.changed.wait_for(true)

    def heard(self, kind: str) -> list[Message]:
        """Events of this kind, room by room in their order."""
        told = [rows[seq] for rows in self.ledger.values() for seq in sorted(rows)]
        return [event for event in told if event is not None and event["type"] == kind]

    def seat_of_mine(self) -> bool:
        return any(seat["screen"] == self.name for seat in self.snapshot.get("room", {}).get("seats", ()))

    async def _say(self, number: int) -> None:
        kind, text, _sent, future = self._asked[number]
        self._asked[number] = (kind, text, True, future)
        if self._web is not None:
            with suppress(WebSocketException, OSError):
                await self._web.send(text)

    async def _live(self) -> None:
        attempt = 0
        # A cancellation that meets the end of a connection may be swallowed with it.
        while not self.farewell and not self._task.cancelling():
            with suppress(WebSocketException, OSError, TimeoutError):
                await self._one_socket()
            if self.welcomed.is_set():
                attempt = 0
            self._break()
            await asyncio.sleep(min(3.0, PAUSES[min(attempt, len(PAUSES) - 1)] * (0.5 + random.random())))
            attempt += 1

    def _break(self) -> None:
        self._web = None
        if self.welcomed.is_set():
            self._lost = time.monotonic()
        self.welcomed.clear()
        for number, (kind, text, sent, future) in list(self._asked.items()):
            if kind == "live.catch_up" or (sent and kind in ONCE):
                self._answer(number, "no_connection")
            else:
                self._asked[number] = (kind, text, False, future)

    async def _one_socket(self) -> None:
        async with await self._connected() as web:
            self._web = web
            await web.send(json.dumps({"type": "hello", "screen": self.name}))
            while not self._task.cancelling():  # where the cancellation was swallowed
                message: Message = json.loads(await asyncio.wait_for(web.recv(), SILENCE))
                if message["type"] == "farewell":
                    self.farewell = "" if message["again"] else message["code"]
                    return
                await self._take(message)
                async with self.changed:
                    self.changed.notify_all()

    async def _connected(self) -> ClientConnection:
        """By whichever address answers, as a proxy would choose."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        choices = random.sample(self.addresses, len(self.addresses))
        for number, address in enumerate(choices, start=1):
            try:
                return await connect(
                    address.replace("http", "ws", 1) + self.path,
                    origin=Origin(address),
                    additional_headers={"Cookie": cookie},
                    max_size=2**22,
                    open_timeout=10,
                    close_timeout=1,
                )
            except (OSError, InvalidStatus):
                if number == len(choices):
                    raise
        raise OSError("no address")

    async def _take(self, message: Message) -> None:
        match message["type"]:
            case "welcome":
                await self._welcome(message)
            case "event":
                self._event(message["room"], message["seq"], message["event"])
            case "heartbeat":
                self._compare(message["rooms"])
            case "signal":
                self.signals.append(message["signal"]["attempt"])
            case "done":
                self._answer(message["id"], "done")
            case "refused":
                self._answer(message["id"], message["code"])

    async def _welcome(self, message: Message) -> None:
        self.standing, self.snapshot = message["standing"], message["snapshot"]
        if self._lost is not None:
            self.returns.append(time.monotonic() - self._lost)
            self._lost = None
        fresh = not self.welcomed.is_set()
        self.welcomed.set()
        if fresh:
            for number in list(self._asked):
                await self._say(number)
        # The app takes the snapshot; the ledger wants each event, from the first on.
        for room in message["rooms"]:
            self._last.setdefault(int(room), 0)
        self._compare(message["rooms"])

    def _compare(self, rooms: dict[str, int]) -> None:
        for room, seq in rooms.items():
            if int(room) in self._last and seq > self._last[int(room)]:
                self._catch_up(int(room))

    def _catch_up(self, room: int) -> None:
        if any(
            f'"room": {room},' in text for kind, text, *_ in self._asked.values() if kind == "live.catch_up"
        ):
            return
        asking = asyncio.create_task(self.ask("live.catch_up", room=room, after=self._last[room]))
        asking.add_done_callback(lambda _task: None)

    def _event(self, room: int, seq: int, event: Message | None) -> None:
        kept = self.ledger.setdefault(room, {})
        if seq in kept and kept[seq] != event:
            self.told_otherwise.append((room, seq))
        if seq > self._last.get(room, 0) + 1:
            self._catch_up(room)
        elif seq not in kept:
            kept[seq] = event
            self._last[room] = seq

    def _answer(self, number: int | None, result: str) -> None:
        asked = self._asked.pop(number or 0, None)
        if asked is None:
            return
        if result != "done":
            self.refusals.append(f"{asked[0]}: {result}")
        if not asked[3].done():
            asked[3].set_result(result)


@dataclass
class Meeting:
    """Host and guest, both on the stage, and what each was told was done."""

    id: int
    host: Screen
    guest: Screen
    participant: int
    said: list[str] = field(default_factory=list)
    perhaps_said: list[str] = field(default_factory=list)
    """Asked when the connection broke: done or not, once at most."""
    switched: int = 0
    signalled: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    """Of what is done in this meeting: each is said once."""

    async def begin(self) -> None:
        """From the waiting room to the stage."""
        await asyncio.gather(self.host.welcomed.wait(), self.guest.welcomed.wait())
        await self.guest.ask("door.step", step="ready", camera="on", microphone="on")
        await self.host.until(lambda: self.host.heard("participant.waiting"))
        await self.host.ask("meeting.admit", participant=self.participant)
        await self.guest.until(lambda: self.guest.standing == "guest")
        await self.guest.ask("seat.devices", camera=False, microphone=True)
        await self.host.until(lambda: len(self.host.heard("seat.devices_told")) == 1)

    async def go_on(self, *, every: float, over: asyncio.Event) -> None:
        """Words, switches and signals until it is over."""
        while not over.is_set():
            await asyncio.sleep(every * random.uniform(0.5, 1.5))
            number = next(self.numbers)
            signal = {"kind": "restart", "attempt": number}
            await self.host.ask("signal.send", to=self.guest.name, signal=signal)
            self.signalled += 1
            await self._say(f"demo {self.id} {number}")
            camera = bool(number % 2)
            while await self.guest.ask("seat.devices", camera=camera, microphone=True) != "done":  # noqa: ASYNC110
                await asyncio.sleep(0.5)  # refused for now: it is pressed again
            self.switched += 1

    async def _say(self, words: str) -> None:
        result = await self.host.ask("meeting.say", participant=self.participant, words=words, minutes_late=0)
        if result == "done":
            self.said.append(words)
        elif result == "no_connection":
            self.perhaps_said.append(words)


@dataclass
class Load:
    """``count`` meetings under way, each with both its screens."""

    running: Running
    meetings: list[Meeting]

    @property
    def screens(self) -> list[Screen]:
        return [screen for meeting in self.meetings for screen in (meeting.host, meeting.guest)]

    async def until_everybody_is_here(self) -> None:
        for screen in self.screens:
            await screen.welcomed.wait()

    async def until_quiet(self) -> None:
        """Everybody has heard everything that is stored."""
        for meeting in self.meetings:
            for screen in (meeting.host, meeting.guest):
                await screen.welcomed.wait()
        stored = await self.stored()
        wanted = {room: max(rows) for room, rows in stored.items()}
        for screen in self.screens:
            await screen.until(
                lambda screen=screen: all(
                    max(rows, default=0) == wanted.get(room, 0) for room, rows in screen.ledger.items()
                )
            )

    async def stored(self) -> dict[int, dict[int, Message]]:
        """What the database holds of these meetings: room → number → event."""
        rooms = sorted({room for screen in self.screens for room in screen.ledger})
        told = await asyncio.to_thread(
            self.running.command, "manage", "shell", "-v0", "-c", STORED.format(rooms=rooms)
        )
        found: dict[int, dict[int, Message]] = {}
        for room, seq, body in json.loads(told):
            found.setdefault(room, {})[seq] = body
        return found

    async def faults(self) -> list[str]:
        """What was lost, doubled or told differently, in words. Empty: the ledgers are whole."""
        stored = await self.stored()
        return [fault for meeting in self.meetings for fault in _faults_of(meeting, stored)]

    async def close(self) -> None:
        await asyncio.gather(*(screen.close() for screen in self.screens))


def _faults_of(meeting: Meeting, stored: dict[int, dict[int, Message]]) -> Iterator[str]:
    for screen in (meeting.host, meeting.guest):
        yield from _ledger_faults(screen, stored)
        told = [each["participant"] for each in screen.heard("seat.devices_told")]
        if told.count(meeting.participant) != meeting.switched + 1:
            yield f"{screen.path}: {told.count(meeting.participant)} switches of {meeting.switched + 1}"
    words = [event["words"] for event in meeting.guest.heard("door.said")]
    if len(words) != len(set(words)):
        yield f"meeting {meeting.id}: words doubled"
    if missing := set(meeting.said) - set(words):
        yield f"meeting {meeting.id}: acknowledged and lost: {sorted(missing)}"
    if strange := set(words) - set(meeting.said) - set(meeting.perhaps_said):
        yield f"meeting {meeting.id}: said by nobody: {sorted(strange)}"
    if len(meeting.guest.signals) != len(set(meeting.guest.signals)):
        yield f"meeting {meeting.id}: signals doubled"


def _ledger_faults(screen: Screen, stored: dict[int, dict[int, Message]]) -> Iterator[str]:
    """Every number once, and each event as it is stored."""
    if screen.farewell or screen.told_otherwise:
        yield f"{screen.path}: {screen.farewell} {screen.told_otherwise}"
    for room, rows in screen.ledger.items():
        truth = stored.get(room, {})
        if sorted(rows) != sorted(truth):
            yield f"{screen.path} room {room}: {len(rows)} of {len(truth)} events"
        for seq, event in rows.items():
            if event is not None and event != truth.get(seq):
                yield f"{screen.path} room {room}: {seq} differs"


async def meetings_under_way(running: Running, addresses: Sequence[str], count: int) -> Load:
    """``count`` demo meetings; everybody has passed the door by the pages, and is on the stage."""
    made = json.loads(
        await asyncio.to_thread(
            running.command, "manage", "shell", "-v0", "-c", MAKE.format(port=running.port, count=count)
        )
    )
    with ThreadPoolExecutor(6) as pool:
        loop = asyncio.get_running_loop()
        cookies = await asyncio.gather(
            *(loop.run_in_executor(pool, _cookies_of, running, one) for one in made)
        )
    meetings = []
    for one, (host, guest) in zip(made, cookies, strict=True):
        number = one["meeting_id"]
        participant = int(next(name for name in guest if name.startswith("lasna_seat_")).rsplit("_", 1)[1])
        meetings.append(
            Meeting(
                number,
                Screen(addresses, f"/live/meeting/{number}", host, f"host-screen-{number}"),
                Screen(addresses, f"/live/seat/{participant}", guest, f"guest-screen-{number}"),
                participant,
            )
        )
    await asyncio.gather(*(meeting.begin() for meeting in meetings))
    return Load(running, meetings)


def _cookies_of(running: Running, made: Message) -> tuple[dict[str, str], dict[str, str]]:
    adviser, client = Browser(running.base_url), Browser(running.base_url)
    adviser.get(made["adviser_url"])
    door = client.get(made["client_url"])
    client.post(f"{made['client_url']}/enter", door, code=made["code"])
    return adviser.cookies, client.cookies
