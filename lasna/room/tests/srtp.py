"""Media as browsers send them to Janus: RTP under SRTP, sealed by SHA-1 (RFC 3711) or GCM (RFC 7714)."""

import hmac
import struct
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

TAG = 10
HEADER = 12
EXTENSION = 0x10  # of a packet's first byte


@dataclass(frozen=True)
class Rtp:
    """``index``: of 48 bits, its last 16 the sequence number. ``extension``: of one-byte elements, padded."""

    payload_type: int
    index: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False
    extension: bytes = b""

    @property
    def header(self) -> bytes:
        first = 0x80 | (EXTENSION if self.extension else 0)
        second = self.payload_type | (0x80 if self.marker else 0)
        head = struct.pack("!BBHII", first, second, self.index & 0xFFFF, self.timestamp, self.ssrc)
        if not self.extension:
            return head
        return head + struct.pack("!HH", 0xBEDE, len(self.extension) // 4) + self.extension


class Direction(ABC):
    """What goes one way, under one master key. No packet is sealed twice: Janus passes a second one over."""

    @classmethod
    @abstractmethod
    def derived(cls, key: bytes, salt: bytes) -> Self:
        """``key``, ``salt``: the master's."""

    @abstractmethod
    def sealed(self, rtp: Rtp) -> bytes: ...

    @abstractmethod
    def opened(self, packet: bytes, *, turns: int = 0) -> bytes:
        """The payload. ``turns``: how often the numbers began anew. ``ValueError`` for a forged packet."""


@dataclass(frozen=True)
class Seal:
    """``key``, ``salt``: bytes of a master key and its salt."""

    key: int
    salt: int
    direction: type[Direction]


class ByDigest(Direction):
    """AES in counter mode, and a tag by SHA-1."""

    def __init__(self, key: bytes, salt: bytes, seal: bytes) -> None:
        self._cipher, self._salt, self._seal = AES(key), salt, seal

    @classmethod
    def derived(cls, key: bytes, salt: bytes) -> Self:
        key, seal, salt = (_derived(key, salt, label, size) for label, size in enumerate((16, 20, 14)))
        return cls(key, salt, seal)

    def sealed(self, rtp: Rtp) -> bytes:
        body = rtp.header + self._masked(rtp.ssrc, rtp.index, rtp.payload)
        return body + self._tag(body, rtp.index)

    def opened(self, packet: bytes, *, turns: int = 0) -> bytes:
        body, tag = packet[:-TAG], packet[-TAG:]
        ssrc, index, begin = _read(body, turns)
        if not hmac.compare_digest(tag, self._tag(body, index)):
            raise ValueError("not sealed by this key")
        return self._masked(ssrc, index, body[begin:])

    def _masked(self, ssrc: int, index: int, payload: bytes) -> bytes:
        begin = int.from_bytes(self._salt, "big") << 16 ^ ssrc << 64 ^ index << 16
        return Cipher(self._cipher, CTR(begin.to_bytes(16, "big"))).encryptor().update(payload)

    def _tag(self, body: bytes, index: int) -> bytes:
        return hmac.digest(self._seal, body + struct.pack("!I", index >> 16), "sha1")[:TAG]


class ByGcm(Direction):
    """AES in Galois/counter mode."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self._cipher, self._salt = AESGCM(key), int.from_bytes(salt, "big")

    @classmethod
    def derived(cls, key: bytes, salt: bytes) -> Self:
        salt += bytes(2)
        return cls(_derived(key, salt, 0, len(key)), _derived(key, salt, 2, 12))

    def sealed(self, rtp: Rtp) -> bytes:
        return rtp.header + self._cipher.encrypt(self._nonce(rtp.ssrc, rtp.index), rtp.payload, rtp.header)

    def opened(self, packet: bytes, *, turns: int = 0) -> bytes:
        ssrc, index, begin = _read(packet, turns)
        try:
            return self._cipher.decrypt(self._nonce(ssrc, index), packet[begin:], packet[:begin])
        except InvalidTag:
            raise ValueError("not sealed by this key") from None

    def _nonce(self, ssrc: int, index: int) -> bytes:
        return (self._salt ^ ssrc << 48 ^ index).to_bytes(12, "big")


SEALS = {
    "SRTP_AES128_CM_SHA1_80": Seal(16, 14, ByDigest),
    "SRTP_AEAD_AES_128_GCM": Seal(16, 12, ByGcm),
    "SRTP_AEAD_AES_256_GCM": Seal(32, 12, ByGcm),
}
"""By the names that openssl has for them."""
MATERIAL = max(2 * (seal.key + seal.salt) for seal in SEALS.values())
"""Bytes that both sides export from DTLS; a seal that needs fewer takes the first."""


def both(seal: Seal, material: bytes) -> tuple[Direction, Direction]:
    """The directions of who began DTLS and of the other one, of what either exports (RFC 5764)."""
    keys, salts = material[: 2 * seal.key], material[2 * seal.key : 2 * (seal.key + seal.salt)]
    derived = seal.direction.derived
    return derived(keys[: seal.key], salts[: seal.salt]), derived(keys[seal.key :], salts[seal.salt :])


def _read(packet: bytes, turns: int) -> tuple[int, int, int]:
    """The source, the index, and where the payload begins."""
    begin = HEADER
    if packet[0] & EXTENSION:
        begin += 4 + 4 * int.from_bytes(packet[begin + 2 : begin + 4], "big")
    return int.from_bytes(packet[8:12], "big"), turns << 16 | int.from_bytes(packet[2:4], "big"), begin


def _derived(key: bytes, salt: bytes, label: int, size: int) -> bytes:
    begin = (int.from_bytes(salt, "big") ^ label << 48) << 16
    return Cipher(AES(key), CTR(begin.to_bytes(16, "big"))).encryptor().update(bytes(size))
