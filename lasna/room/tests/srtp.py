"""Media as browsers send them to Janus: RTP packets under SRTP_AES128_CM_SHA1_80 (RFC 3711)."""

import hmac
import struct
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

KEY, SALT = 16, 14  # bytes of a master key and its salt
MATERIAL = 2 * (KEY + SALT)  # bytes that both sides export from DTLS
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


class Direction:
    """What goes one way, under one master key. No packet is sealed twice: Janus passes a second one over."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        session, self._seal, self._salt = (
            _derived(key, salt, label, size) for label, size in enumerate((KEY, 20, SALT))
        )
        self._cipher = AES(session)

    @classmethod
    def both(cls, material: bytes) -> tuple[Self, Self]:
        """The DTLS client's and the server's, of what either exports (RFC 5764)."""
        keys = material[:KEY], material[KEY : 2 * KEY]
        salts = material[2 * KEY : 2 * KEY + SALT], material[2 * KEY + SALT : MATERIAL]
        return cls(keys[0], salts[0]), cls(keys[1], salts[1])

    def sealed(self, rtp: Rtp) -> bytes:
        body = rtp.header + self._masked(rtp.ssrc, rtp.index, rtp.payload)
        return body + self._tag(body, rtp.index)

    def opened(self, packet: bytes, *, turns: int = 0) -> bytes:
        """The payload. ``turns``: how often the numbers began anew. ``ValueError`` for a forged packet."""
        body, tag = packet[:-TAG], packet[-TAG:]
        index = turns << 16 | int.from_bytes(body[2:4], "big")
        if not hmac.compare_digest(tag, self._tag(body, index)):
            raise ValueError("not sealed by this key")
        begin = HEADER
        if body[0] & EXTENSION:
            begin += 4 + 4 * int.from_bytes(body[begin + 2 : begin + 4], "big")
        return self._masked(int.from_bytes(body[8:12], "big"), index, body[begin:])

    def _masked(self, ssrc: int, index: int, payload: bytes) -> bytes:
        begin = int.from_bytes(self._salt, "big") << 16 ^ ssrc << 64 ^ index << 16
        return Cipher(self._cipher, CTR(begin.to_bytes(16, "big"))).encryptor().update(payload)

    def _tag(self, body: bytes, index: int) -> bytes:
        return hmac.digest(self._seal, body + struct.pack("!I", index >> 16), "sha1")[:TAG]


def _derived(key: bytes, salt: bytes, label: int, size: int) -> bytes:
    begin = (int.from_bytes(salt, "big") ^ label << 48) << 16
    return Cipher(AES(key), CTR(begin.to_bytes(16, "big"))).encryptor().update(bytes(size))
