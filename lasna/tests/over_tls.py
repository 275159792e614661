"""A client's and an adviser's first steps over TLS, as a browser that trusts one authority takes them."""

import asyncio
import json
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, HTTPSHandler, build_opener

from websockets.asyncio.client import ClientConnection, connect


def meet(address: str, trusts: ssl.SSLContext, made: Mapping[str, Any]) -> str | None:
    """The door opens, the adviser's link leads to the room, and its socket welcomes the host.
    What the door says of Strict-Transport-Security."""
    jar = CookieJar()
    browser = build_opener(HTTPSHandler(context=trusts), HTTPCookieProcessor(jar))
    door = browser.open(address + urlsplit(made["client_url"]).path, timeout=20)
    assert door.status == 200
    room = browser.open(address + urlsplit(made["adviser_url"]).path, timeout=20)
    assert room.url == f"{address}/meetings/{made['meeting_id']}/room"
    assert all(cookie.secure for cookie in jar)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    where = f"{address}/live/meeting/{made['meeting_id']}".replace("https", "wss")
    asyncio.run(_is_welcomed(where, trusts, {"Origin": address, "Cookie": cookies}))
    strict: str | None = door.headers["Strict-Transport-Security"]
    return strict


async def _is_welcomed(where: str, trusts: ssl.SSLContext, headers: Mapping[str, str]) -> None:
    """On one thread: two that read and write one TLS connection at once can stand still for ever."""
    async with connect(where, ssl=trusts, additional_headers=headers) as line, asyncio.timeout(20):
        await line.send(json.dumps({"type": "hello", "protocol": 1, "screen": "screen-of-test"}))
        assert (await _first_beside_heartbeats(line))["standing"] == "host"


async def _first_beside_heartbeats(line: ClientConnection) -> dict[str, Any]:
    """The welcome. A heartbeat of the process may come before it."""
    while True:
        message: dict[str, Any] = json.loads(await line.recv())
        if message["type"] != "heartbeat":
            assert message["type"] == "welcome"
            return message
