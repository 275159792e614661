"""A client's and an adviser's first steps over TLS, as a browser that trusts one authority takes them."""

import json
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, HTTPSHandler, build_opener

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin


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
    with connect(where, ssl=trusts, origin=Origin(address), additional_headers={"Cookie": cookies}) as line:
        line.send(json.dumps({"type": "hello", "protocol": 1, "screen": "screen-of-test"}))
        assert _first_beside_heartbeats(line)["standing"] == "host"
    strict: str | None = door.headers["Strict-Transport-Security"]
    return strict


def _first_beside_heartbeats(line: ClientConnection) -> dict[str, Any]:
    """The welcome. A heartbeat of the process may come before it."""
    while True:
        message: dict[str, Any] = json.loads(line.recv(timeout=20))
        if message["type"] != "heartbeat":
            assert message["type"] == "welcome"
            return message
