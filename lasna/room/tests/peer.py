"""As much of a browser as Janus needs to call somebody connected: ICE by hand, DTLS by openssl. No media."""

import asyncio
import hashlib
import hmac
import re
import socket
import ssl
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from os import urandom
from pathlib import Path
from typing import Self, cast

from lasna.room.tests import descriptions
from lasna.tests.stack import program

MAGIC = 0x2112A442
REQUEST, SUCCESS = 0x0001, 0x0101
USERNAME, INTEGRITY, MAPPED, PRIORITY, USE = 0x0006, 0x0008, 0x0020, 0x0024, 0x0025
FINGERPRINT, CONTROLLED, CONTROLLING = 0x8028, 0x8029, 0x802A
CHECK_EVERY = 0.05  # seconds
SEALS = "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM"
"""As Chromium prefers them. Who does not begin DTLS chooses."""
Address = tuple[str, int]


def fingerprint_of(certificate: Path) -> str:
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.read_text())).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, 64, 2))


def _attribute(name: int, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)


def _message(kind: int, number: bytes, body: bytes, key: str) -> bytes:
    """With MESSAGE-INTEGRITY by ``key``, and FINGERPRINT."""

    def head(length: int) -> bytes:
        return struct.pack("!HHI", kind, length, MAGIC) + number

    seal = hmac.new(key.encode(), head(len(body) + 24) + body, hashlib.sha1).digest()
    body += _attribute(INTEGRITY, seal)
    checked = zlib.crc32(head(len(body) + 8) + body) ^ 0x5354554E
    return head(len(body) + 8) + body + _attribute(FINGERPRINT, struct.pack("!I", checked))


class Peer(asyncio.DatagramProtocol):
    """One peer connection, from Janus's description on. ``controls``: it made the offer."""

    def __init__(self, theirs: str, openssl: "Openssl", *, controls: bool) -> None:
        self.name, self.key = (_found(rf"a=ice-{what}:(\S+)", theirs)[0] for what in ("ufrag", "pwd"))
        host, port = _found(r"a=candidate:\d+ 1 udp \d+ (\S+) (\d+) typ host", theirs)
        self.janus = host, int(port)
        self.role = _attribute(CONTROLLING if controls else CONTROLLED, urandom(8))
        self.use = _attribute(USE, b"") if controls else b""
        self.openssl = openssl
        self.first: bytes | None = None
        """Of who begins DTLS: said until it is answered. Whoever missed it would be told a second later."""
        self.answered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.way = cast(asyncio.DatagramTransport, transport)
        asyncio.get_running_loop().add_reader(self.openssl.way.fileno(), self._from_openssl)

    def connection_lost(self, _error: Exception | None) -> None:
        asyncio.get_running_loop().remove_reader(self.openssl.way.fileno())
        self.openssl.way.close()

    async def check(self) -> None:
        """Knock, as browsers do, for as long as the connection is wanted."""
        while True:
            name = f"{self.name}:{descriptions.NAME}".encode()
            body = _attribute(USERNAME, name) + _attribute(PRIORITY, struct.pack("!I", 1845501695))
            self.way.sendto(_message(REQUEST, urandom(12), body + self.use + self.role, self.key), self.janus)
            if self.first and not self.answered:
                (self._to_janus if self.openssl.begins else self._to_openssl)(self.first)
            await asyncio.sleep(CHECK_EVERY)

    def datagram_received(self, packet: bytes, address: Address) -> None:
        if 20 <= packet[0] <= 63:
            self._keep(packet, begins=not self.openssl.begins)
            self._to_openssl(packet)
        elif packet[0] < 2 and struct.unpack("!H", packet[:2])[0] == REQUEST:
            port = struct.pack("!H", address[1] ^ (MAGIC >> 16))
            host = bytes(a ^ b for a, b in zip(socket.inet_aton(address[0]), packet[4:8], strict=True))
            mapped = _attribute(MAPPED, b"\0\1" + port + host)
            self.way.sendto(_message(SUCCESS, packet[8:20], mapped, descriptions.KEY), address)

    def _from_openssl(self) -> None:
        with suppress(ConnectionRefusedError):
            packet, sender = self.openssl.way.recvfrom(4096)
            if self.first is None:
                self.openssl.way.connect(sender)
            self._keep(packet, begins=self.openssl.begins)
            self._to_janus(packet)

    def _keep(self, packet: bytes, *, begins: bool) -> None:
        self.first = self.first or packet
        self.answered = self.answered or not begins

    def _to_openssl(self, packet: bytes) -> None:
        with suppress(ConnectionRefusedError):
            self.openssl.way.send(packet)

    def _to_janus(self, packet: bytes) -> None:
        self.way.sendto(packet, self.janus)


@dataclass(frozen=True)
class Openssl:
    """One side of DTLS. ``begins``: as browsers do where Janus leaves it open, or waits."""

    process: asyncio.subprocess.Process
    way: socket.socket
    begins: bool

    @classmethod
    async def started(cls, theirs: str, folder: Path, *more: str) -> Self:
        """By Janus's description. ``folder``: of certificate and key. ``more``: words for openssl."""
        begins = "a=setup:active" not in theirs
        way = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        way.setblocking(False)  # noqa: FBT003 - its only name
        way.bind(("127.0.0.1", 0))
        role = ["s_client", "-connect"] if begins else ["s_server", "-accept"]
        place = f"127.0.0.1:{way.getsockname()[1] if begins else 0}"
        process = await asyncio.create_subprocess_exec(
            *[program("setpriv"), "--pdeathsig=KILL", "--", program("openssl")],
            *[*role, place, "-dtls1_2", "-mtu", "1200", "-use_srtp", SEALS],
            *["-cert", f"{folder}/certificate.pem", "-key", f"{folder}/key.pem", *more],
            stdin=asyncio.subprocess.PIPE,  # its end would be the end
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        openssl = cls(process, way, begins)
        if not begins:
            way.connect(("127.0.0.1", int(await openssl.said("ACCEPT 127.0.0.1:"))))
        return openssl

    async def said(self, begin: str) -> str:
        """The rest of the line that begins so."""
        async for line in cast(asyncio.StreamReader, self.process.stdout):
            words = line.decode(errors="replace").strip()
            if words.startswith(begin):
                return words.removeprefix(begin)
        raise RuntimeError("openssl ended before it was connected")

    async def end(self) -> None:
        """Without a word to Janus."""
        with suppress(ProcessLookupError):  # what went wrong before is the error to show
            self.process.kill()
        await self.process.wait()


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text}"
    return match.groups()


@asynccontextmanager
async def connected(theirs: str, folder: Path, *, controls: bool) -> AsyncIterator[None]:
    """Keeps the peer connection up. ``folder`` has certificate and key; ``theirs`` is Janus's description."""
    openssl = await Openssl.started(theirs, folder)
    way, peer = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Peer(theirs, openssl, controls=controls), local_addr=("0.0.0.0", 0)
    )
    checking = asyncio.create_task(peer.check())
    try:
        yield
    finally:
        checking.cancel()
        way.close()
        await openssl.end()
