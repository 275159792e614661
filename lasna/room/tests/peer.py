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
from os import urandom
from pathlib import Path
from typing import cast

from lasna.room.tests import descriptions
from lasna.tests.stack import free_port, program

MAGIC = 0x2112A442
REQUEST, SUCCESS = 0x0001, 0x0101
USERNAME, INTEGRITY, MAPPED, PRIORITY, USE = 0x0006, 0x0008, 0x0020, 0x0024, 0x0025
FINGERPRINT, CONTROLLED, CONTROLLING = 0x8028, 0x8029, 0x802A
CHECK_EVERY = 0.05  # seconds
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

    def __init__(self, theirs: str, dtls: int, *, controls: bool) -> None:
        self.name, self.key = (_found(rf"a=ice-{what}:(\S+)", theirs)[0] for what in ("ufrag", "pwd"))
        host, port = _found(r"a=candidate:\d+ 1 udp \d+ (\S+) (\d+) typ host", theirs)
        self.janus = host, int(port)
        self.role = _attribute(CONTROLLING if controls else CONTROLLED, urandom(8))
        self.use = _attribute(USE, b"") if controls else b""
        self.dtls = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.dtls.setblocking(False)  # noqa: FBT003 - its only name
        self.dtls.connect(("127.0.0.1", dtls))
        self.unheard: bytes | None = None
        """What openssl was told before it listened. Janus would say it again a second later."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.way = cast(asyncio.DatagramTransport, transport)
        asyncio.get_running_loop().add_reader(self.dtls.fileno(), self._from_openssl)

    def connection_lost(self, _error: Exception | None) -> None:
        asyncio.get_running_loop().remove_reader(self.dtls.fileno())
        self.dtls.close()

    async def check(self) -> None:
        """Knock, as browsers do, for as long as the connection is wanted."""
        while True:
            name = f"{self.name}:{descriptions.NAME}".encode()
            body = _attribute(USERNAME, name) + _attribute(PRIORITY, struct.pack("!I", 1845501695))
            self.way.sendto(_message(REQUEST, urandom(12), body + self.use + self.role, self.key), self.janus)
            if self.unheard:
                self._to_openssl(self.unheard)
            await asyncio.sleep(CHECK_EVERY)

    def datagram_received(self, packet: bytes, address: Address) -> None:
        if 20 <= packet[0] <= 63:
            self._to_openssl(packet)
        elif packet[0] < 2 and struct.unpack("!H", packet[:2])[0] == REQUEST:
            port = struct.pack("!H", address[1] ^ (MAGIC >> 16))
            host = bytes(a ^ b for a, b in zip(socket.inet_aton(address[0]), packet[4:8], strict=True))
            mapped = _attribute(MAPPED, b"\0\1" + port + host)
            self.way.sendto(_message(SUCCESS, packet[8:20], mapped, descriptions.KEY), address)

    def _to_openssl(self, packet: bytes) -> None:
        self.unheard = packet
        with suppress(ConnectionRefusedError):
            self.dtls.send(packet)

    def _from_openssl(self) -> None:
        with suppress(ConnectionRefusedError):
            self.way.sendto(self.dtls.recv(4096), self.janus)
            self.unheard = None


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text}"
    return match.groups()


@asynccontextmanager
async def connected(theirs: str, folder: Path, *, controls: bool) -> AsyncIterator[None]:
    """Keeps the peer connection up. ``folder`` has certificate and key; ``theirs`` is Janus's description."""
    port = free_port(socket.SOCK_DGRAM)
    words = [program("openssl"), "s_server", "-quiet", "-dtls1_2", "-accept", f"127.0.0.1:{port}", "-mtu"]
    words += ["1200", "-cert", f"{folder}/certificate.pem", "-key", f"{folder}/key.pem"]
    server = await asyncio.create_subprocess_exec(
        program("setpriv"),
        "--pdeathsig=KILL",
        "--",
        *words,
        "-use_srtp",
        "SRTP_AES128_CM_SHA1_80",
        stdin=asyncio.subprocess.PIPE,  # its end would be the end
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    way, peer = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Peer(theirs, port, controls=controls), local_addr=("0.0.0.0", 0)
    )
    checking = asyncio.create_task(peer.check())
    try:
        yield
    finally:
        checking.cancel()
        way.close()
        with suppress(ProcessLookupError):  # what went wrong before is the error to show
            server.kill()
        await server.wait()
