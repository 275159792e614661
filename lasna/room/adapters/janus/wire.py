"""One WebSocket to Janus: questions with their answers, and what comes unasked."""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect, unix_connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from lasna.room.adapters.janus import errors
from lasna.room.adapters.janus.events import Message

CONNECT_WITHIN = 3.0  # seconds
PING_EVERY, PONG_WITHIN = 5.0, 5.0  # seconds: a Janus that hangs, or a path that is gone
LARGEST = 1024 * 1024  # bytes of a message
ACKNOWLEDGED = frozenset({"keepalive"})
"""To these ``ack`` is the whole answer; to others it says that the answer comes later."""
log = logging.getLogger(__name__)


def opened(url: str) -> connect:
    """``unix:/path``, ``ws://host:port`` or ``wss://host:port``: an ``async with`` of the socket."""
    how: dict[str, Any] = {
        "subprotocols": [Subprotocol("janus-protocol")],
        "compression": None,
        "open_timeout": CONNECT_WITHIN,
        "close_timeout": 1.0,
        "ping_interval": PING_EVERY,
        "ping_timeout": PONG_WITHIN,
        "max_size": LARGEST,
        "user_agent_header": None,
    }
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return unix_connect(parts.path, uri="ws://janus/", **how)
    return connect(url, proxy=None, **how)


class Wire:
    """``read`` must run for as long as anybody asks. ``secret`` goes with every question."""

    def __init__(self, socket: ClientConnection, secret: str, told: Callable[[Message], None]) -> None:
        self.socket = socket
        self.secret = secret
        self.told = told
        self._waiting: dict[str, tuple[asyncio.Future[Message], bool]] = {}

    async def ask(self, question: Message, *, within: float) -> Message:
        """The answer; an error of the core is raised. ``within`` in seconds."""
        transaction = secrets.token_hex(8)
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = answer, question["janus"] in ACKNOWLEDGED
        whole = {**question, "transaction": transaction, "apisecret": self.secret}
        try:
            async with asyncio.timeout(within):
                await self.socket.send(json.dumps(whole))
                found = await answer
        except ConnectionClosed as error:
            raise errors.Away("the connection broke") from error
        except TimeoutError:
            raise errors.Late(str(question["janus"])) from None
        finally:
            del self._waiting[transaction]
        if found["janus"] == "error":
            raise errors.of_core(found.get("error", {}))
        return found

    async def read(self) -> None:
        """Until the connection ends; then nobody waits any longer."""
        try:
            async for text in self.socket:
                self._heard(json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            for answer, _acknowledged in self._waiting.values():
                if not answer.done():
                    answer.set_exception(errors.Away("the connection broke"))

    def _heard(self, message: Message) -> None:
        transaction = message.get("transaction")
        if transaction is None:
            self.told(message)
            return
        answer, acknowledged = self._waiting.get(transaction, (None, False))
        if answer is None or answer.done():
            log.debug("an answer that nobody waits for")
        elif message["janus"] != "ack" or acknowledged:
            answer.set_result(message)
