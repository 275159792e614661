"""A plain WebSocket of the test's own, speaking to the real service."""

import json
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

Message = dict[str, Any]


class Screen:
    """One screen: says hello, sends commands, keeps all it heard. ``way``: how ``connect`` gets there."""

    def __init__(self, base_url: str, path: str, cookies: dict[str, str], screen: str, **way: Any) -> None:
        self.base_url = base_url
        self.path = path
        self.cookies = cookies
        self.name = screen
        self.heard: list[Message] = []
        self.number = 0
        self.way = way
        self.socket: ClientConnection

    async def __aenter__(self) -> Self:
        address = self.base_url.replace("http", "ws", 1) + self.path
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.socket = await connect(
            address,
            origin=Origin(self.base_url),
            additional_headers={"Cookie": cookie},
            max_size=2**22,
            **self.way,
        )
        with suppress(ConnectionClosed):  # a stranger is told so and shut out before they can say hello
            await self.socket.send(json.dumps({"type": "hello", "screen": self.name}))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def hear(self, kind: str, **fields: Any) -> Message:
        """The next message of this kind with these fields. What passes meanwhile is kept in ``heard``."""
        while True:
            message: Message = json.loads(await self.socket.recv())
            self.heard.append(message)
            if message["type"] == kind and fields.items() <= message.items():
                return message

    async def hear_event(self, kind: str) -> Message:
        while True:
            event = (await self.hear("event"))["event"]
            if event is not None and event["type"] == kind:
                return dict(event)

    async def ask(self, kind: str, **fields: Any) -> Message:
        """Send a command; its answer, done or refused."""
        self.number += 1
        await self.socket.send(json.dumps({"id": self.number, "type": kind, **fields}))
        return await self.answer(self.number)

    async def answer(self, number: int | None) -> Message:
        while True:
            message: Message = json.loads(await self.socket.recv())
            self.heard.append(message)
            if message["type"] in ("done", "refused") and message["id"] == number:
                return message

    async def say(self, text: str | bytes) -> None:
        await self.socket.send(text)
