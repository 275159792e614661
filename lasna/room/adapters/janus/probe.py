"""Knocking at a Janus as a stranger would, and as we do: behind ``lasna check``."""

import asyncio
import re
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit
from uuid import uuid4

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from lasna.room.adapters.janus import errors, rooms
from lasna.room.adapters.janus.events import Message
from lasna.room.adapters.janus.seats import Publisher
from lasna.room.adapters.janus.server import Janus
from lasna.room.adapters.janus.sessions import PLUGIN, Handle
from lasna.room.adapters.janus.wire import opened

WITHIN = 3.0  # seconds for each answer
OLDEST = 1000  # one connection that receives from all came with 1.0
TRANSPORT = "janus.transport.websockets"
ADMIN_PORT, DEBIANS_PORT = 7188, 8188
OFFER = """v=0
o=- 1 1 IN IP4 0.0.0.0
s=-
t=0 0
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=ice-ufrag:probe
a=ice-pwd:probeprobeprobeprobeprobe
a=fingerprint:sha-256 {fingerprint}
a=setup:actpass
a=mid:0
a=rtcp-mux
a=sendonly
a=rtpmap:111 opus/48000/2
""".replace("\n", "\r\n").format(fingerprint=":".join(["00"] * 32))
"""Of a connection that never comes: asked to learn where Janus would receive."""


class Fault(Enum):
    AWAY = "does not answer"
    UNKNOWN = "does not know our secret"
    OPEN = "takes orders without a secret"
    OLD = "is older than 1.0"
    PLUGINS = "has more plugins than the VideoRoom"
    TRANSPORTS = "has more ways in than ours"
    FORGETFUL = "ends sessions with the process that had them"
    ROOMS = "lets rooms be made without the key"
    FORWARDS = "forwards media elsewhere without the key"
    ADMIN = "has its admin API open"
    DEBIANS = "has another beside it, as Debian starts it: open"
    NOWHERE = "has no address for media"


@dataclass(frozen=True)
class Probed:
    """``addresses``: where browsers, or the relay for them, send media. Empty with a fault."""

    fault: Fault | None
    addresses: tuple[str, ...] = ()


def probed(url: str, secret: str) -> Probed:
    """Makes a room and ends it; nobody else notices. The first fault, the worst ones first."""
    return asyncio.run(_probed(url, secret))


async def _probed(url: str, secret: str) -> Probed:
    try:
        if await _takes_orders(url, ""):
            return Probed(Fault.OPEN)
        async with Janus(url, secret, within=WITHIN) as janus:
            fault = _of_info(await janus.info()) or await _of_host(url)
            return Probed(fault) if fault else await _of_room(janus, secret)
    except errors.WrongSecret:
        return Probed(Fault.UNKNOWN)
    except (OSError, TimeoutError, WebSocketException, errors.JanusError):
        return Probed(Fault.AWAY)


def _of_info(info: Message) -> Fault | None:
    if int(info.get("version", 0)) < OLDEST:
        return Fault.OLD
    if set(info.get("plugins", ())) != {PLUGIN}:
        return Fault.PLUGINS
    if set(info.get("transports", ())) != {TRANSPORT}:
        return Fault.TRANSPORTS
    return None if info.get("reclaim-session-timeout", 0) else Fault.FORGETFUL


async def _of_host(url: str) -> Fault | None:
    """What else listens where it runs, at the ports that Janus comes with."""
    parts = urlsplit(url)
    host = parts.hostname or "127.0.0.1"
    if await _speaks(f"ws://{host}:{ADMIN_PORT}", "janus-admin-protocol"):
        return Fault.ADMIN
    if parts.port != DEBIANS_PORT and await _takes_orders(f"ws://{host}:{DEBIANS_PORT}", ""):
        return Fault.DEBIANS
    return None


async def _speaks(url: str, protocol: str) -> bool:
    try:
        async with connect(url, subprotocols=[Subprotocol(protocol)], open_timeout=WITHIN, proxy=None) as way:
            return way.subprotocol == protocol
    except (OSError, TimeoutError, WebSocketException):
        return False


async def _takes_orders(url: str, secret: str) -> bool:
    if url.startswith("ws://") and not await _speaks(url, "janus-protocol"):
        return False
    async with opened(url):  # raises, where the next would wait
        pass
    async with Janus(url, secret, within=WITHIN) as janus:
        try:
            await (await janus.open(lambda _event: None)).end()
        except errors.WrongSecret:
            return False
        return True


async def _of_room(janus: Janus, secret: str) -> Probed:
    session = await janus.open(lambda _event: None)
    room = uuid4().hex
    try:
        handle = await session.attach()
        made = {name: value for name, value in rooms.creation(room, secret=secret).items()}
        if not await _refused(handle, {**made, "admin_key": "0" * 64}):
            await janus.end_room(room)
            return Probed(Fault.ROOMS)
        await janus.create_room(room)
        try:
            return await _of_seat(janus, Publisher(handle), room, secret)
        finally:
            await janus.end_room(room)
    finally:
        await session.end()


async def _of_seat(janus: Janus, publisher: Publisher, room: str, secret: str) -> Probed:
    await publisher.join(room, who="probe", pin=janus.pin_of(room))
    own = rooms.secret_of(room, secret=secret)
    body = {"request": "rtp_forward", "room": room, "secret": own, "publisher_id": "probe"}
    away = {"host": "127.0.0.1", "streams": [{"mid": "0", "port": 9}], "admin_key": "0" * 64}
    if not await _refused(publisher.handle, {**body, **away}):
        return Probed(Fault.FORWARDS)
    answer = await publisher.publish(OFFER)
    addresses = re.findall(r"^a=candidate:\S+ 1 udp \d+ (\S+) \d+ typ ", answer, re.MULTILINE)
    return Probed(None if addresses else Fault.NOWHERE, tuple(dict.fromkeys(addresses)))


async def _refused(handle: Handle, body: Message) -> bool:
    """For want of the key, and for nothing else."""
    try:
        await handle.request(body)
    except errors.NotAllowed:
        return True
    except errors.Refused:
        return False
    return False
