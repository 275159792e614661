"""The socket endpoint: raw ASGI under uvicorn. One reads, one writes, one asks for rights."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie
from django.utils import translation
from django.utils.translation import gettext as _
from pydantic_core import from_json

from lasna.kernel import clock, logs, metrics
from lasna.kernel.audit.looks import recorded
from lasna.kernel.guessing.limits import Limit, missed, place_of
from lasna.kernel.live import hub as hubs
from lasna.kernel.live import pulse
from lasna.kernel.live.dispatch import answer, number_of
from lasna.kernel.live.hub import Hub, Socket
from lasna.kernel.live.protocol import Farewell, Hello, Refused, Welcome
from lasna.kernel.live.publish import last_numbers
from lasna.kernel.live.threads import ARRIVALS, COMMANDS, in_thread
from lasna.kernel.live.visits import ENTRANCES, Entrance, Visit, snapshot_for
from lasna.kernel.numbers import number_in
from lasna.policy import rights_of

SIZE = 64 * 1024
RATE, BURST = 20.0, 40.0
SOCKETS_PER_WHO = 5
HELLO_WITHIN = 10.0
log = logging.getLogger(__name__)
MISSES_OF_PLACE, MISSES_OF_ALL = 300, 5000
"""Sockets without a valid cookie in a quarter of an hour; beyond, they cost no write."""

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Gone(Exception):
    """The other end has closed, or has to go."""


async def lifespan(receive: Receive, send: Send) -> None:
    """Start the hub with the process, stop it with the process."""
    tasks: list[asyncio.Task[None]] = []
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub = hubs.start(asyncio.get_running_loop())
            tasks = pulse.start(hub)
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            for task in tasks:
                task.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


def same_origin(headers: dict[str, str]) -> bool:
    """Browsers always send Origin on a WebSocket; it must be this service."""
    origin = urlparse(headers.get("origin", ""))
    if not origin.scheme:
        return False
    return origin.netloc == headers.get("host", "") or headers["origin"] == settings.LASNA_URL


def _headers(scope: dict[str, Any]) -> dict[str, str]:
    return {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}


def _door(path: str) -> tuple[Entrance, int] | None:
    parts = path.strip("/").split("/")
    if len(parts) != 3 or parts[0] != "live":
        return None
    entrance, number = ENTRANCES.get(parts[1]), number_in(parts[2])
    return (entrance, number) if entrance and number is not None else None


async def serve(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The whole life of one socket."""
    logs.begin_request()
    if (await receive())["type"] != "websocket.connect":
        return
    headers = _headers(scope)
    door = _door(scope["path"])
    if door is None or not same_origin(headers):
        await send({"type": "websocket.close", "code": 4403})
        return
    entrance, key = door
    await send({"type": "websocket.accept"})
    cookies = parse_cookie(headers.get("cookie", ""))
    with contextlib.suppress(Gone):
        try:
            visit = await in_thread(_opened, entrance, cookies, key, (scope.get("client") or ("",))[0])
            if visit is None:
                await _farewell(send, "not_here")
                return
            hello = await _hello(receive, send)
            await _Session(entrance, visit, hello.screen, receive, send).run()
        except DatabaseError as error:
            metrics.DATABASE_ERRORS.inc()
            log.warning("the database is away: %s", type(error).__name__)
            await _farewell(send, "later", again=True)


async def _say(send: Send, message: dict[str, Any]) -> None:
    try:
        await send(message)
    except RuntimeError as error:
        # uvicorn has closed by itself meanwhile: what came was too long, or no UTF-8.
        raise Gone from error


def _opened(entrance: Entrance, cookies: Mapping[str, str], key: int, address: str) -> Visit | None:
    """Who comes. Who holds nothing valid is counted and told nothing more; who does is never hindered."""
    visit = entrance.open(cookies, key)
    if visit is None:
        missed(
            Limit("socket", place_of(address), MISSES_OF_PLACE), Limit("sockets of all", "", MISSES_OF_ALL)
        )
    return visit


async def _farewell(send: Send, code: str, *, again: bool = False) -> None:
    text = Farewell(code=code, again=again).model_dump_json()
    await _say(send, {"type": "websocket.send", "text": text})
    await _say(send, {"type": "websocket.close", "code": 4409 if again else 4404})


async def _text(receive: Receive) -> str | None:
    """The next text message; None for what is no text or too long. Raises ``Gone``."""
    message = await receive()
    if message["type"] == "websocket.disconnect":
        raise Gone
    text: str | None = message.get("text")
    # A character is four bytes at most: what is short is not measured.
    return text if text is not None and (len(text) * 4 <= SIZE or len(text.encode()) <= SIZE) else None


async def _hello(receive: Receive, send: Send) -> Hello:
    try:
        text = await asyncio.wait_for(_text(receive), HELLO_WITHIN)
        return Hello.model_validate(from_json(text or "", allow_inf_nan=False))
    except (ValueError, TimeoutError) as error:
        await _farewell(send, "no_hello")
        raise Gone from error


ANEW_EVERY = 45 * 60
"""Seconds after which a screen is welcomed anew: the relay's credentials that come with it live an hour."""


class _Session:
    """A socket after its hello."""

    def __init__(self, entrance: Entrance, visit: Visit, screen: str, receive: Receive, send: Send) -> None:
        self.entrance = entrance
        self.socket = Socket(_with_screen(visit, screen))
        self.hub: Hub = hubs.current()
        self.receive = receive
        self.send = send
        self.tokens, self.filled = BURST, asyncio.get_running_loop().time()
        self.turned_away = 0
        self.welcomed = asyncio.Event()

    async def run(self) -> None:
        self._make_room()
        self.hub.join(self.socket)
        tasks = [asyncio.create_task(work()) for work in (self._stay, self._read, self._write)]
        try:
            done, _pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with contextlib.suppress(Gone):
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            self.hub.leave(self.socket)
            # Else the seat is this screen's still: on its newer socket, or soon, at another process.
            if not self.socket.replaced and not self.hub.ending:
                await asyncio.shield(in_thread(self._went))

    def _went(self) -> None:
        visit = self.socket.visit
        self.entrance.went(visit, last=not self.hub.is_here(visit.entrance, visit.who))

    def _make_room(self) -> None:
        """The same screen again replaces its older socket; beyond five the oldest gives way."""
        mine = []
        for other in self.hub.of(self.socket.visit.who):
            if (other.visit.entrance, other.visit.screen) == (
                self.socket.visit.entrance,
                self.socket.visit.screen,
            ):
                other.replaced = True
                other.give_up()
            elif not other.sent_away:
                mine.append(other)
        if len(mine) >= SOCKETS_PER_WHO:
            # Desks first: another tab of staff pages must not end a meeting.
            oldest = min(mine, key=lambda other: (other.visit.entrance != "desk", other.born))
            oldest.sent_away = True
            oldest.put(Farewell(code="too_many_screens", again=False).model_dump_json())

    async def _stay(self) -> None:
        """Come and be welcomed; anew whenever an event or the heartbeat says that rights changed."""
        here = await self._welcome(_come)
        while here:
            self.welcomed.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.socket.renew.wait(), ANEW_EVERY)
            self.socket.renew.clear()
            here = await self._welcome(_renewed)
        # It may come again: the entrance decides by its cookies.
        self.socket.put(Farewell(code="not_here", again=True).model_dump_json())
        await asyncio.Event().wait()  # the writer ends it, once this is said

    async def _stand(self, ask: "Asking") -> "_Told | None":
        """What this screen is told, with a standing that is not older than it; None: no longer here."""
        socket = self.socket
        while True:
            socket.sent = {}
            asked = socket.visit
            # Whoever is here already, and is let in or put to wait, waits behind nobody who comes.
            pool = COMMANDS if self.welcomed.is_set() else ARRIVALS
            told = await in_thread(ask, self.entrance, asked, language=asked.language, pool=pool)
            if not isinstance(told, Visit):
                return told
            self.hub.leave(socket)
            socket.visit = told
            self.hub.join(socket)
            ask = _come

    async def _welcome(self, ask: "Asking") -> bool:
        told = await self._stand(ask)
        if told is None:
            return False
        socket = self.socket
        visit = socket.visit
        welcome = Welcome(
            now=clock.now().isoformat(),
            standing=visit.standing,
            rights=rights_of(visit.standing),
            rooms=told.numbers,
            snapshot=told.snapshot,
        )
        socket.put(welcome.model_dump_json())
        socket.sent = told.numbers
        for room_id in socket.missed:
            self.hub.behind.put_nowait(room_id)
        socket.missed.clear()
        return True

    async def _write(self) -> None:
        """Send what waits. A screen too slow to keep up is closed: it returns for a fresh snapshot."""
        while (text := await self.socket.next_text()) is not None:
            await _say(self.send, {"type": "websocket.send", "text": text})
            if text.startswith('{"type":"farewell"'):
                await _say(self.send, {"type": "websocket.close", "code": 4409})
                return
        await _say(self.send, {"type": "websocket.close", "code": 4408})

    async def _read(self) -> None:
        await self.welcomed.wait()
        while True:
            text = await _text(self.receive)
            if not self._within_rate():
                await self._turn_away(text)
                continue
            async with self.socket.turn:
                self.socket.put(await answer(self.hub, self.socket, text))

    def _within_rate(self) -> bool:
        now = asyncio.get_running_loop().time()
        self.tokens = min(BURST, self.tokens + (now - self.filled) * RATE)
        self.filled = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    async def _turn_away(self, text: str | None) -> None:
        """Slow down whoever floods, then close."""
        self.turned_away += 1
        if self.turned_away > 200:
            raise Gone
        with translation.override(self.socket.visit.language):
            words = _("That was too fast. Wait a moment and try again.")
        self.socket.put(Refused(id=number_of(text), code="too_fast", message=words).model_dump_json())
        # What waits to be read is read without a pause: let the writer say it.
        await asyncio.sleep(0)


def _snapshot(visit: Visit) -> dict[str, Any]:
    """What the screen may see; what it read of clients is written down before it leaves."""
    with recorded(who=visit.who, chain=visit.organisation_id):
        return snapshot_for(visit)


@dataclass(frozen=True)
class _Told:
    """Room → last number, and the snapshot."""

    numbers: dict[int, int]
    snapshot: dict[str, Any]


Asking = Callable[[Entrance, Visit], "_Told | Visit | None"]


def _come(entrance: Entrance, visit: Visit) -> _Told | Visit | None:
    """It comes, and is told."""
    entrance.came(visit)
    return _renewed(entrance, visit)


def _renewed(entrance: Entrance, visit: Visit) -> _Told | Visit | None:
    """What to tell this screen; or who it is by now, for it hears other rooms then; or None: no longer here.

    Numbers first: what changes the standing later is told, and makes this screen ask again; a snapshot that
    holds more than they say is harmless, an event may be seen twice.
    """
    numbers = last_numbers(visit.rooms)
    again = entrance.renew(visit)
    if again is None:
        return None
    again = _with_screen(again, visit.screen)
    return _Told(numbers, _snapshot(visit)) if again == visit else again


def _with_screen(visit: Visit, screen: str) -> Visit:
    return replace(visit, screen=screen)
