"""Sockets of the load: as little as a WebSocket needs, so that one core drives a server to its limit.

A library's client takes longer for a message than the servers measured here; then these would wait for it,
and their figures would say more about idling than about rooms.
"""

import asyncio
import base64
import os
import struct
from collections.abc import Callable, Mapping

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
Heard = Callable[[bytes], None]


def framed(payload: bytes, opcode: int = TEXT) -> bytes:
    """One frame as browsers send it. The mask is all zeros: allowed, and nothing to compute."""
    size = len(payload)
    if size < 126:
        return struct.pack("!BB4x", 0x80 | opcode, 0x80 | size) + payload
    return struct.pack("!BBH4x", 0x80 | opcode, 0x80 | 126, size) + payload


class Wire(asyncio.Protocol):
    """One open socket. ``heard`` is called with the bytes of every text."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost = False
        self._kept = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a stream's, as connect() was asked for

    def connection_lost(self, _error: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed before it was opened"))

    def say(self, frame: bytes) -> None:
        self.transport.write(frame)

    def data_received(self, data: bytes) -> None:
        data = self._kept + data if self._kept else data
        self._kept = b""
        if not self.opened.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._kept = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(ConnectionError(head.decode(errors="replace")))
                return
            self.opened.set_result(None)
        self._frames(data)

    def _frames(self, data: bytes) -> None:
        at = 0
        while len(data) - at >= 2:
            size, start = data[at + 1], at + 2
            if size > 125:
                width = 2 if size == 126 else 8
                size = int.from_bytes(data[start : start + width], "big")
                start += width
            if len(data) < start + size:
                break
            self._frame(data[at] & 15, data[start : start + size])
            at = start + size
        self._kept = data[at:]

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self.heard(payload)
        elif opcode == PING:
            self.say(framed(payload, PONG))


async def opened(port: int, path: str, cookies: Mapping[str, str], heard: Heard) -> Wire:
    """A socket to ``path`` on this machine."""
    _transport, wire = await asyncio.get_running_loop().create_connection(
        lambda: Wire(heard), "127.0.0.1", port
    )
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: localhost:{port}",
        f"Origin: http://localhost:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    wire.say(("\r\n".join(lines) + "\r\n\r\n").encode())
    await wire.opened
    return wire
