"""Peer connections of the load: ICE by hand and DTLS by openssl, as in tests; then a bare socket and keys."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bench.media.servers import address
from lasna.room.tests.peer import Openssl, Peer
from lasna.room.tests.srtp import MATERIAL, SEALS, Direction, both

PATIENCE = 20.0  # seconds for a connection
EXPORT = ("-keymatexport", "EXTRACTOR-dtls_srtp", "-keymatexportlen", str(MATERIAL))


@dataclass(frozen=True)
class Way:
    """A peer connection that is up. Janus 1.1.2 never asks again whether it is wanted: nothing keeps it."""

    socket: socket.socket
    theirs: Direction
    """Of what Janus sends."""
    ours: Direction


async def connected(
    description: str, folder: Path, up: Callable[[], Awaitable[object]], *, controls: bool
) -> Way:
    """To Janus by its ``description``. ``up``: until it says that media flow. ``folder``: of certificate."""
    openssl = await Openssl.started(description, folder, *EXPORT)
    transport, peer = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Peer(description, openssl, controls=controls), local_addr=(address(), 0)
    )
    checking = asyncio.create_task(peer.check())
    try:
        async with asyncio.timeout(PATIENCE):
            seal = SEALS[await openssl.said("SRTP Extension negotiated, profile=")]
            first, second = both(seal, bytes.fromhex(await openssl.said("Keying material: ")))
            ours, theirs = (first, second) if openssl.begins else (second, first)
            await up()
        kept: socket.socket = transport.get_extra_info("socket").dup()
    finally:
        checking.cancel()
        transport.close()
        await openssl.end()
    kept.connect(peer.janus)
    kept.setblocking(False)  # noqa: FBT003 - its only name
    return Way(kept, theirs, ours)
