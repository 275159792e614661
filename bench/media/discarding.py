"""A receiver that costs nothing: the kernel throws media away at its socket, and counts them.

Read into a program, packets would take from Janus the cores that it is measured on, and what the load is too
slow for would look like Janus's loss.
"""

import contextlib
import ctypes
import socket
import struct

ATTACH_FILTER, MEMINFO = 26, 55  # of Linux's socket options
NUMBERS, DROPS = 9, 8  # how many MEMINFO tells, and which of them
LOAD, MASK, IF_EQUAL_OR_MORE, RETURN = 0x30, 0x54, 0x35, 0x06  # of classic BPF
UDP = 8  # bytes of a header, before which the filter begins
ROOM = 1 << 20  # bytes for what is kept: it must never be the socket that overflows, and counts that

# RTP begins with 128 to 191, and its second byte without the marker is no number of RTCP's (RFC 5761).
MEDIA = (
    (LOAD, 0, 0, UDP),
    (IF_EQUAL_OR_MORE, 0, 5, 128),
    (IF_EQUAL_OR_MORE, 4, 0, 192),
    (LOAD, 0, 0, UDP + 1),
    (MASK, 0, 0, 0x7F),
    (IF_EQUAL_OR_MORE, 2, 0, 96),
    (IF_EQUAL_OR_MORE, 0, 1, 64),
    (RETURN, 0, 0, 0xFFFF),  # kept
    (RETURN, 0, 0, 0),
)
"""(what, steps onwards if so, steps onwards if not, with what)."""


class Discarded:
    """From now on ``count`` is how many packets of sound and picture came to ``receiver``."""

    def __init__(self, receiver: socket.socket) -> None:
        self._socket = receiver
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
        program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *each) for each in MEDIA))
        attached = struct.pack("@HP", len(MEDIA), ctypes.addressof(program))
        receiver.setsockopt(socket.SOL_SOCKET, ATTACH_FILTER, attached)
        self._before = self._drops()

    @property
    def count(self) -> int:
        return self._drops() - self._before & 0xFFFFFFFF

    def _drops(self) -> int:
        told = self._socket.getsockopt(socket.SOL_SOCKET, MEMINFO, NUMBERS * 4)
        return int(struct.unpack(f"={NUMBERS}I", told)[DROPS])


def emptied(receiver: socket.socket) -> None:
    """What was kept is read and forgotten: reports, and questions for key frames and lost packets."""
    with contextlib.suppress(BlockingIOError):
        while True:
            receiver.recv(2048)
