"""As much TURN (RFC 8656) as it takes to knock at a relay: one socket, one user."""

import hashlib
import hmac
import ipaddress
import socket
import struct
import time
from base64 import b64encode
from enum import IntEnum
from os import urandom
from types import TracebackType
from typing import Self

MAGIC = 0x2112A442
PATIENCE = 5.0  # seconds for an answer
RETRY_AFTER = 0.5
UDP, TCP = 17, 6
V4, V6 = 1, 2
SUCCESS, UNAUTHORIZED = 0, 401


class Method(IntEnum):
    ALLOCATE = 0x003
    CREATE_PERMISSION = 0x008
    CHANNEL_BIND = 0x009


class Attribute(IntEnum):
    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    CHANNEL_NUMBER = 0x000C
    PEER_ADDRESS = 0x0012
    RELAYED_ADDRESS = 0x0016
    REALM = 0x0014
    NONCE = 0x0015
    ADDRESS_FAMILY = 0x0017
    TRANSPORT = 0x0019


Attributes = list[tuple[Attribute, bytes]]


def credentials(secret: str, who: str = "probe") -> tuple[str, str]:
    """Name and password for an hour, as the service makes them."""
    name = f"{int(time.time()) + 3600}:{who}"
    return name, b64encode(hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()).decode()


class Knock:
    """``with Knock(address, credentials(secret)) as knock``: an answer is an error code, or ``SUCCESS``.

    ``stream``: over TCP, the only way by which a relay would give out TCP.
    """

    def __init__(self, address: tuple[str, int], known_by: tuple[str, str], *, stream: bool = False) -> None:
        self.kind = socket.SOCK_STREAM if stream else socket.SOCK_DGRAM
        self.address = address
        self.name, self.password = known_by
        self.realm, self.nonce = b"", b""
        self.channel = 0x4000
        self.relayed = ""
        """Where others find us, once allocated."""

    def __enter__(self) -> Self:
        self.socket = socket.socket(socket.AF_INET, self.kind)
        self.socket.settimeout(RETRY_AFTER)
        self.socket.connect(self.address)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def allocate(self, *, transport: int = UDP, family: int | None = None) -> int:
        attributes: Attributes = [(Attribute.TRANSPORT, bytes([transport, 0, 0, 0]))]
        if family is not None:
            attributes.append((Attribute.ADDRESS_FAMILY, bytes([family, 0, 0, 0])))
        return self._ask(Method.ALLOCATE, attributes)

    def permit(self, peer: str) -> int:
        """May packets pass between us and ``peer``?"""
        return self._ask(Method.CREATE_PERMISSION, [], peer)

    def bind(self, peer: str) -> int:
        """The same by the other way there is."""
        self.channel += 1
        number = (Attribute.CHANNEL_NUMBER, struct.pack("!HH", self.channel, 0))
        return self._ask(Method.CHANNEL_BIND, [number], peer)

    def _ask(self, method: Method, attributes: Attributes, peer: str | None = None) -> int:
        if not self.nonce:
            code = self._exchange(method, attributes, peer)
            if code != UNAUTHORIZED:
                return code
        return self._exchange(method, attributes, peer)

    def _exchange(self, method: Method, attributes: Attributes, peer: str | None) -> int:
        number = urandom(12)
        if peer is not None:
            attributes = [*attributes, (Attribute.PEER_ADDRESS, _address(peer, 9, number))]
        body = b"".join(_packed(*each) for each in attributes)
        if self.nonce:
            mine = [
                (Attribute.USERNAME, self.name.encode()),
                (Attribute.REALM, self.realm),
                (Attribute.NONCE, self.nonce),
            ]
            body += b"".join(_packed(*each) for each in mine)
            known = f"{self.name}:{self.realm.decode()}:{self.password}"
            key = hashlib.md5(known.encode(), usedforsecurity=False).digest()  # so says the RFC
            whole = _head(method, len(body) + 24, number) + body
            body += _packed(Attribute.MESSAGE_INTEGRITY, hmac.new(key, whole, hashlib.sha1).digest())
        return self._answer(_head(method, len(body), number) + body, number)

    def _answer(self, request: bytes, number: bytes) -> int:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                self.socket.send(request)
                answer = self.socket.recv(2048)
            except TimeoutError:
                continue
            except ConnectionRefusedError:  # listens on TCP already, and not yet here
                time.sleep(0.05)
                continue
            if answer[8:20] == number:
                return self._read(answer)
        raise TimeoutError("the relay says nothing")

    def _read(self, answer: bytes) -> int:
        found = dict(_unpacked(answer[20:]))
        if nonce := found.get(Attribute.NONCE):
            self.nonce, self.realm = nonce, found[Attribute.REALM]
        if relayed := found.get(Attribute.RELAYED_ADDRESS):
            self.relayed = _unmasked(relayed)
        code = found.get(Attribute.ERROR_CODE)
        return code[2] * 100 + code[3] if code else SUCCESS


def _head(method: Method, length: int, number: bytes) -> bytes:
    return struct.pack("!HHI", method, length, MAGIC) + number


def _packed(name: Attribute, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)


def _unpacked(body: bytes) -> list[tuple[int, bytes]]:
    found = []
    while len(body) >= 4:
        name, length = struct.unpack("!HH", body[:4])
        found.append((name, body[4 : 4 + length]))
        body = body[4 + length + (-length % 4) :]
    return found


def _address(host: str, port: int, number: bytes) -> bytes:
    """XOR-PEER-ADDRESS: masked, an IPv6 address with the number of the request too."""
    address = ipaddress.ip_address(host)
    mask = struct.pack("!I", MAGIC) + number
    masked = bytes(one ^ other for one, other in zip(address.packed, mask, strict=False))
    return struct.pack("!BBH", 0, V4 if address.version == 4 else V6, port ^ (MAGIC >> 16)) + masked


def _unmasked(value: bytes) -> str:
    """The host of an XOR-RELAYED-ADDRESS: of IPv4, which is all that is asked for."""
    (host,) = struct.unpack("!I", value[4:8])
    return str(ipaddress.IPv4Address(host ^ MAGIC))
