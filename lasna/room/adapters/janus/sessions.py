"""A session is what is claimed by whoever takes over; a handle in it is one peer connection."""

from collections.abc import Callable
from typing import Protocol

from lasna.room.adapters.janus import errors
from lasna.room.adapters.janus.events import Event, Message, SessionLost, event_of

PLUGIN = "janus.plugin.videoroom"
Told = Callable[[Event], None]


class Asks(Protocol):
    """Asks Janus ``kind`` with ``more`` beside it. The answer, or a ``JanusError``."""

    async def __call__(self, kind: str, **more: object) -> Message: ...


class Session:
    """Made by ``Janus.open`` or ``Janus.claim``. Kept alive, and claimed anew after a broken connection.

    One for a seat: publisher and subscriber are its two handles, and whichever process has the seat's socket
    holds the session. ``told`` is called in the loop with every event, in order, and must not wait.
    """

    def __init__(self, number: int, asks: Asks, told: Told) -> None:
        self.number = number
        """To be kept: with it another process claims the session."""
        self.lost = False
        self._asks = asks
        self._told = told

    async def attach(self) -> "Handle":
        answer = await self.ask("attach", plugin=PLUGIN)
        return Handle(int(answer["data"]["id"]), self)

    def handle(self, number: int) -> "Handle":
        """One that was attached before the session was claimed."""
        return Handle(number, self)

    async def end(self) -> None:
        """Ends all its handles. No event comes of it; one that is gone already is well."""
        self.lost = True
        try:
            await self._asks("destroy", session_id=self.number)
        except errors.SessionGone:
            return

    async def ask(self, kind: str, **more: object) -> Message:
        if self.lost:
            raise errors.SessionGone("it was lost, or ended here")
        try:
            return await self._asks(kind, session_id=self.number, **more)
        except errors.SessionGone:
            self.lose()
            raise

    def lose(self) -> None:
        """Say once that it is gone."""
        if not self.lost:
            self.lost = True
            self._told(SessionLost(self.number))

    def heard(self, message: Message) -> None:
        event = event_of(message)
        if isinstance(event, SessionLost):
            self.lose()
        elif event is not None and not self.lost:
            self._told(event)


class Handle:
    """``number`` is to be kept with the session's."""

    def __init__(self, number: int, session: Session) -> None:
        self.number = number
        self.session = session

    async def request(self, body: Message, jsep: Message | None = None) -> tuple[Message, Message | None]:
        """The VideoRoom's data, and a session description where one came. Raises the room's error."""
        more = {"jsep": jsep} if jsep else {}
        answer = await self.session.ask("message", handle_id=self.number, body=body, **more)
        data: Message = answer.get("plugindata", {}).get("data", {})
        if "error_code" in data:
            raise errors.of_room(data)
        return data, answer.get("jsep")

    async def end(self) -> None:
        try:
            await self.session.ask("detach", handle_id=self.number)
        except (errors.HandleGone, errors.SessionGone):
            return
