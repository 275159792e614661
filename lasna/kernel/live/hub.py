"""The sockets of this process: who hears which room, bounded queues, hints in and out.

Everything in ``Hub`` runs on the event loop. ``hint`` and ``pass_on`` may be called from any thread; where no
hub runs (worker, command line) only the carrier hears of it, or, embedded, the web process's next look.
"""

import asyncio
import itertools
import json
import logging
import secrets
import threading
from collections import defaultdict
from typing import Any

from lasna.kernel.live.carrier import Carrier, carrier_of_settings
from lasna.kernel.live.events import EVENTS
from lasna.kernel.live.protocol import Told, signal_text
from lasna.kernel.live.visits import Visit

QUEUE = 256
"""Messages that may wait for a slow screen. More, and the socket is closed; it comes back for a snapshot."""

_births = itertools.count()
TellRow = tuple[int, str, dict[str, Any]]
log = logging.getLogger(__name__)


class Socket:
    """One open socket: its visit, what waits to be sent, and the last number sent for each room."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.queue: list[str] = []
        self.sent: dict[int, int] = {}
        self.renew = asyncio.Event()
        self.overflowed = False
        self.replaced = False
        """The same screen has come by a newer socket."""
        self.sent_away = False
        self.born = next(_births)
        self.turn = asyncio.Lock()
        """Held while a command is carried out; taken for good by whoever ends the process."""
        self.missed: set[int] = set()
        """Rooms that hinted while the welcome was being made."""
        self._waits: asyncio.Future[None] | None = None

    def put(self, text: str) -> None:
        if len(self.queue) >= QUEUE:
            self.give_up()
            return
        self.queue.append(text)
        self._wake()

    def give_up(self) -> None:
        """Nothing more is sent: the socket is closed, and its screen comes back for a snapshot."""
        self.overflowed = True
        self._wake()

    async def next_text(self) -> str | None:
        """What is to be sent next, once there is something. None: given up. For the one who writes."""
        while not (self.queue or self.overflowed):
            self._waits = asyncio.get_running_loop().create_future()
            await self._waits
        return None if self.overflowed else self.queue.pop(0)

    def _wake(self) -> None:
        if self._waits is not None and not self._waits.done():
            self._waits.set_result(None)


class Telling:
    """Events of one room on their way out: each is put into words once, for however many screens."""

    def __init__(self, room_id: int) -> None:
        self.room_id = room_id
        self._texts: dict[tuple[int, bool], str] = {}

    def text(self, visit: Visit, row: TellRow) -> str:
        """The envelope of one event for this standing."""
        seq, at, body = row
        kind = EVENTS.get(body.get("type", ""))
        heard = kind is not None and visit.standing in kind.heard_by
        text = self._texts.get((seq, heard))
        if text is None:
            told = Told(room=self.room_id, seq=seq, at=at, event=body if heard else None)
            text = self._texts[seq, heard] = told.model_dump_json()
        return text


class Hub:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """To be made on its loop."""
        self.loop = loop
        self.thread = threading.get_ident()
        self.sockets: set[Socket] = set()
        self.hearing: dict[int, set[Socket]] = defaultdict(set)
        self.behind: asyncio.Queue[int] = asyncio.Queue()
        """Rooms in which some screen has missed a number; the endpoint's reader looks them up."""
        self.ending = False
        """This process was asked to end: seats are kept, their screens come back to another one."""

    def join(self, socket: Socket) -> None:
        self.sockets.add(socket)
        for room_id in socket.visit.rooms:
            self.hearing[room_id].add(socket)

    def leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        for room_id in socket.visit.rooms:
            self.hearing[room_id].discard(socket)
            if not self.hearing[room_id]:
                del self.hearing[room_id]

    def of(self, who: str) -> list[Socket]:
        return [socket for socket in self.sockets if socket.visit.who == who]

    def is_here(self, entrance: str, who: str) -> bool:
        """Has ``who`` a screen in this process, by this entrance? May be asked from any thread."""
        return any(
            socket.visit.who == who and socket.visit.entrance == entrance for socket in self.sockets.copy()
        )

    def tell(self, room_id: int, rows: list[TellRow]) -> None:
        """Deliver events that are at hand; a screen that would see a gap is caught up from the database."""
        telling = Telling(room_id)
        for socket in tuple(self.hearing.get(room_id, ())):
            self._tell_one(socket, telling, rows)

    def _tell_one(self, socket: Socket, telling: Telling, rows: list[TellRow]) -> None:
        room_id = telling.room_id
        sent = socket.sent.get(room_id)
        if sent is None:  # its welcome is still being made
            socket.missed.add(room_id)
            return
        for row in rows:
            if row[0] <= sent:
                continue
            if row[0] > sent + 1:
                self.behind.put_nowait(room_id)
                return
            socket.put(telling.text(socket.visit, row))
            socket.sent[room_id] = sent = row[0]
            kind = EVENTS.get(row[2].get("type", ""))
            if kind is not None and kind.changes_standing:
                socket.renew.set()

    def notice(self, room_id: int, seq: int) -> None:
        """Somebody says that the room has come to ``seq``."""
        for socket in self.hearing.get(room_id, ()):
            sent = socket.sent.get(room_id)
            if sent is None:
                socket.missed.add(room_id)
            elif sent < seq:
                self.behind.put_nowait(room_id)
                return

    def pass_here(self, room_id: int, sender: str, to: str, body: dict[str, Any]) -> bool:
        """Deliver a signal to a screen of this process (empty ``to``: all). False: none is here."""
        others = [
            socket
            for socket in self.hearing.get(room_id, ())
            if socket.visit.screen != sender and to in ("", socket.visit.screen)
        ]
        if others:
            text = signal_text(sender, body)
            for socket in others:
                socket.put(text)
        return bool(others)

    def renew_who(self, who: str) -> None:
        """The entrances are asked what ``who`` is now, screen by screen."""
        for socket in self.of(who):
            socket.renew.set()


PROCESS = secrets.token_hex(8)
"""By which a process knows what it said itself: Redis brings it back."""


class _Process:
    """What this process has: a hub where sockets are served, a carrier in each that publishes."""

    hub: Hub | None = None
    carrier: Carrier | None = None


def carrier() -> Carrier:
    if _Process.carrier is None:
        _Process.carrier = carrier_of_settings()
    return _Process.carrier


def start(loop: asyncio.AbstractEventLoop) -> Hub:
    _Process.hub = Hub(loop)
    return _Process.hub


def current() -> Hub:
    if _Process.hub is None:
        raise RuntimeError("no hub runs in this process")
    return _Process.hub


def _here() -> Hub | None:
    """The hub, if its loop still runs."""
    hub = _Process.hub
    return hub if hub is not None and not hub.loop.is_closed() else None


def loop_here() -> asyncio.AbstractEventLoop | None:
    """On which sockets are served in this process. May be asked from any thread."""
    hub = _here()
    return hub.loop if hub is not None else None


def sockets_open() -> int:
    """In this process. May be asked from any thread."""
    hub = _here()
    return len(hub.sockets) if hub is not None else 0


def hint(room_id: int, rows: list[TellRow]) -> None:
    """After commit: to the screens of this process at once, to other processes by the carrier."""
    hub = _here()
    if hub is not None:
        hub.loop.call_soon_threadsafe(hub.tell, room_id, rows)
    carrier().send(json.dumps({"r": room_id, "s": rows[-1][0]}))


def pass_on(room_id: int, *, sender: str, to: str, body: dict[str, Any]) -> None:
    """A signal: to this process's screen, else by the carrier to wherever it is. To all: here and there."""
    hub = _here()

    def deliver() -> None:
        here = hub is not None and hub.pass_here(room_id, sender, to, body)
        if not (here and to):
            carrier().send(json.dumps({"r": room_id, "f": sender, "t": to, "b": body, "p": PROCESS}))

    if hub is None or hub.thread == threading.get_ident():
        deliver()
    else:
        hub.loop.call_soon_threadsafe(deliver)


def renew(who: str) -> None:
    """The screens of ``who``: in this process at once, in others by the carrier."""
    hub = _here()
    if hub is not None:
        hub.loop.call_soon_threadsafe(hub.renew_who, who)
    carrier().send(json.dumps({"w": who}))


def heard(text: str) -> None:
    """A hint from another process, on the loop."""
    message = json.loads(text)
    hub = _here()
    if hub is None:
        return
    if "w" in message:
        hub.renew_who(message["w"])
    elif "s" in message:
        hub.notice(message["r"], message["s"])
    elif message.get("p") != PROCESS:
        hub.pass_here(message["r"], message["f"], message["t"], message["b"])
