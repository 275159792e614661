"""One Janus and this process's one connection to it, which comes back by itself."""

import asyncio
import contextlib
import logging
import random
from types import TracebackType
from typing import Self

from websockets.exceptions import WebSocketException

from lasna.room.adapters.janus import errors, rooms
from lasna.room.adapters.janus.events import Event, Message
from lasna.room.adapters.janus.sessions import Handle, Session, Told
from lasna.room.adapters.janus.wire import Wire, opened

ANSWER_WITHIN = 5.0  # seconds for every question, waiting for a connection among them
KEPT_ALIVE_EVERY = 15.0  # seconds, of the 60 that Janus gives a session
PAUSES = (0.1, 0.3, 1.0, 2.0, 5.0)  # seconds between tries, each times a random part of itself
STEADY_AFTER = 5.0  # seconds a connection must last for its end to be no surprise
log = logging.getLogger(__name__)


def pause(attempt: int) -> float:
    """Seconds, so drawn that many processes do not come at once."""
    return PAUSES[min(attempt, len(PAUSES) - 1)] * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


class Janus:
    """``async with Janus(url, secret) as janus``. Everything raises ``JanusError`` of one kind or another.

    ``url``: ``unix:/path``, ``ws://host:port``, ``wss://host:port``. While it is away questions wait for it,
    as long as an answer may take; sessions wait too, and are claimed when it is back. A Janus that was
    started anew knows none of them: each hears ``SessionLost``.
    """

    def __init__(self, url: str, secret: str, *, within: float = ANSWER_WITHIN) -> None:
        self.url = url
        self._secret = secret
        self._within = within
        self._sessions: dict[int, Session] = {}
        self._wire: Wire | None = None
        self._up = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._control: Handle | None = None
        self._controlling = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(work()) for work in (self._stay, self._keep_alive)]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the connection and no session: whoever comes next claims them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- sessions ----------------------------------------------------------------------------------------

    async def open(self, told: Told) -> Session:
        answer = await self.ask("create")
        return self._hold(int(answer["data"]["id"]), told)

    async def claim(self, number: int, told: Told) -> Session:
        """The session of a process that died, or of this one, with media that never stopped.

        Events come here from now on; those of the meantime are lost, so ask ``participants`` who is there.
        Raises ``SessionGone``.
        """
        session = self._hold(number, told)
        try:
            await self.ask("claim", session_id=number)
        except errors.JanusError:
            if self._sessions.get(number) is session:
                del self._sessions[number]
            raise
        return session

    def let_go(self, session: Session) -> None:
        """Another process holds it now: do not keep it alive, nor take it back after a broken connection."""
        self._sessions.pop(session.number, None)

    def _hold(self, number: int, told: Told) -> Session:
        session = self._sessions[number] = Session(number, self.ask, told)
        return session

    # ---- rooms -------------------------------------------------------------------------------------------

    def pin_of(self, room: str) -> str:
        return rooms.pin_of(room, secret=self._secret)

    async def create_room(self, room: str) -> None:
        """Names are unguessable text of at most 64 letters and digits. Raises ``RoomExists``."""
        await self._ask_room(rooms.creation(room, secret=self._secret))

    async def end_room(self, room: str) -> None:
        """Everybody in it hears ``RoomEnded``. Raises ``NoSuchRoom``."""
        await self._ask_room(self._owned(room, "destroy"))

    async def has_room(self, room: str) -> bool:
        return bool((await self._ask_room({"request": "exists", "room": room}))["exists"])

    async def participants(self, room: str) -> dict[str, bool]:
        """Who is in the room → whether they send."""
        listed = (await self._ask_room(self._owned(room, "listparticipants")))["participants"]
        return {str(each["id"]): bool(each["publisher"]) for each in listed}

    async def put_out(self, room: str, who: str) -> None:
        """Takes ``who`` out, with what they send; their subscriber is a handle of its own: end that too."""
        await self._ask_room({**self._owned(room, "kick"), "id": who})

    async def silence(self, room: str, who: str, mid: str, *, muted: bool) -> None:
        """Nothing of the track ``mid`` of ``who`` is passed on, whatever their browser does."""
        await self._ask_room({**self._owned(room, "moderate"), "id": who, "mid": mid, "mute": muted})

    def _owned(self, room: str, request: str) -> Message:
        return {"request": request, "room": room, "secret": rooms.secret_of(room, secret=self._secret)}

    async def _ask_room(self, body: Message) -> Message:
        data, _jsep = await (await self._controls()).request(body)
        return data

    async def _controls(self) -> Handle:
        """A handle for rooms as such. Events of it tell nothing that the seats' handles do not."""
        async with self._controlling:
            if self._control is None or self._control.session.lost:
                self._control = await (await self.open(_ignore)).attach()
            return self._control

    # ---- the connection ----------------------------------------------------------------------------------

    async def info(self) -> Message:
        """What Janus says of itself: version, plugins, transports, limits. Needs no secret."""
        return await self.ask("info")

    async def ask(self, kind: str, **more: object) -> Message:
        """Raises ``Unreachable``, ``Away``, ``Late`` or what Janus says."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._within
        try:
            async with asyncio.timeout_at(until):
                await self._up.wait()
        except TimeoutError:
            raise errors.Unreachable("no connection") from None
        assert self._wire is not None  # up means so
        return await self._wire.ask({"janus": kind, **more}, within=max(until - loop.time(), 0.1))

    async def _stay(self) -> None:
        attempt = 0
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._connected()
            except (OSError, WebSocketException, TimeoutError, errors.JanusError) as error:
                log.warning("Janus is away: %s", type(error).__name__)
            attempt = 0 if loop.time() - began > STEADY_AFTER else attempt + 1
            await asyncio.sleep(pause(attempt))

    async def _connected(self) -> None:
        """From the connection to its end."""
        async with opened(self.url) as socket:
            wire = Wire(socket, self._secret, self._heard)
            reading = asyncio.create_task(wire.read())
            try:
                await self._claim_all(wire)
                self._wire = wire
                self._up.set()
                await reading
            finally:
                self._up.clear()
                reading.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await reading

    async def _claim_all(self, wire: Wire) -> None:
        for session in list(self._sessions.values()):
            if session.lost:
                self._lose(session)
                continue
            try:
                await wire.ask({"janus": "claim", "session_id": session.number}, within=self._within)
            except errors.SessionGone:
                self._lose(session)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEPT_ALIVE_EVERY)
            for session in list(self._sessions.values()):
                if session.lost:
                    self._lose(session)
                    continue
                with contextlib.suppress(errors.JanusError):  # the next time, or at the next connection
                    await session.ask("keepalive")

    def _lose(self, session: Session) -> None:
        self._sessions.pop(session.number, None)
        session.lose()

    def _heard(self, message: Message) -> None:
        session = self._sessions.get(int(message.get("session_id", 0)))
        if session is not None:
            session.heard(message)


def _ignore(_event: Event) -> None:
    """Nobody is told."""
