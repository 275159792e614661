"""Peer connections of the load: ICE by hand and DTLS by openssl, as in tests; then a bare socket and keys."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from bench.media.servers import address
from lasna.room.tests.peer import Peer
from lasna.room.tests.srtp import MATERIAL, Direction
from lasna.tests.stack import program

PATIENCE = 20.0  # seconds for a connection


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
    openssl = await _openssl(folder)
    said = cast(asyncio.StreamReader, openssl.stdout)
    port = int(await _said(said, "ACCEPT 127.0.0.1:"))
    transport, peer = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Peer(description, port, controls=controls), local_addr=(address(), 0)
    )
    checking = asyncio.create_task(peer.check())
    try:
        async with asyncio.timeout(PATIENCE):
            # Janus is the DTLS client: its keys come first.
            theirs, ours = Direction.both(bytes.fromhex(await _said(said, "Keying material: ")))
            await up()
        kept: socket.socket = transport.get_extra_info("socket").dup()
    finally:
        checking.cancel()
        transport.close()
        openssl.kill()  # without a word to Janus
        await openssl.wait()
    kept.connect(peer.janus)
    kept.setblocking(False)  # noqa: FBT003 - its only name
    return Way(kept, theirs, ours)


async def _openssl(folder: Path) -> asyncio.subprocess.Process:
    words = [program("openssl"), "s_server", "-dtls1_2", "-accept", "127.0.0.1:0", "-mtu", "1200"]
    words += ["-cert", f"{folder}/certificate.pem", "-key", f"{folder}/key.pem"]
    words += ["-use_srtp", "SRTP_AES128_CM_SHA1_80"]
    words += ["-keymatexport", "EXTRACTOR-dtls_srtp", "-keymatexportlen", str(MATERIAL)]
    return await asyncio.create_subprocess_exec(
        program("setpriv"),
        "--pdeathsig=KILL",
        "--",
        *words,
        stdin=asyncio.subprocess.PIPE,  # its end would be the end
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def _said(openssl: asyncio.StreamReader, begin: str) -> str:
    """The rest of the line that begins so."""
    async for line in openssl:
        words = line.decode(errors="replace").strip()
        if words.startswith(begin):
            return words.removeprefix(begin)
    raise RuntimeError("openssl ended before it was connected")
