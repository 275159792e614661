"""Asking a server that somebody named: an issuer, a calendar. Whoever types its address may mean harm, so
nothing inside our own network is asked unless it is allowed, nothing takes for ever nor fills the memory.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST_ADDRESS = 2000
_CARRY_OTHER_ADDRESSES = [
    ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]


class Trouble(Exception):
    """What was asked cannot be used, or cannot be believed. ``code`` is stable; no data in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """``within``: seconds from the first connection to the last byte. ``longest``: bytes of the answer.
    ``inside``: hosts that may be in our own network; None: every one."""

    within: float
    longest: int
    inside: tuple[str, ...] | None


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    location: str = ""


def checked_address(address: str) -> SplitResult:
    """``address`` taken apart. Raises ``Trouble``: not an address, not https where real people are served."""
    try:
        parts = urlsplit(address)
        sound = parts.hostname and parts.hostname.isascii() and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    unseen = any(mark.isspace() or not mark.isprintable() for mark in address)
    if not sound or unseen or len(address) > LONGEST_ADDRESS or parts.username is not None or parts.fragment:
        raise Trouble("address.not_one")
    if parts.scheme not in {"http", "https"}:
        raise Trouble("address.not_one")
    if parts.scheme == "http" and settings.LASNA_PRODUCTION:
        raise Trouble("address.not_https")
    return parts


def ask(
    address: str, limits: Limits, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """What the server says. A redirect is told, not followed."""
    parts = checked_address(address)
    connection = _connection(parts, limits)
    # A server that sends a byte now and then would keep each single read within its time.
    watch = Timer(limits.within, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        answer = _said(connection, parts, limits, (body, dict(headers or {})))
    except ssl.SSLCertVerificationError as error:
        raise Trouble("answer.certificate") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Trouble("answer.none") from error
    finally:
        watch.cancel()
        connection.close()
    if connection.is_cut:
        raise Trouble("answer.none")
    return answer


def _said(
    connection: "_Connection",
    parts: SplitResult,
    limits: Limits,
    sent: tuple[bytes | None, dict[str, str]],
) -> Answer:
    body, headers = sent
    connection.connect()
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    kept = {"Connection": "close", "User-Agent": "lasna"}
    connection.request("POST" if body is not None else "GET", target, body, kept | headers)
    response = connection.getresponse()
    # One byte more tells that there is too much; whoever asks says so in their words.
    return Answer(response.status, response.read(limits.longest + 1), response.headers.get("Location", ""))


def _connection(parts: SplitResult, limits: Limits) -> "_Connection":
    """To an address that was looked at: the name is asked once, so it cannot change in between."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Trouble("answer.no_such_host") from error
    anywhere = limits.inside is None or host in limits.inside
    if not anywhere and not all(is_public(each) for each in found):
        raise Trouble("address.inside")
    return _Connection(host, port, found, limits.within, secure=parts.scheme == "https")


def is_public(address: str) -> bool:
    """Does ``address`` belong to the world outside? Addresses that carry another one inside do not."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in _CARRY_OTHER_ADDRESSES):
            return False
    return ip.is_global and not ip.is_multicast


class _Connection(HTTPConnection):
    """Connects to one of ``addresses`` and speaks to ``host``, whose certificate is asked for."""

    def __init__(self, host: str, port: int, addresses: list[str], within: float, *, secure: bool) -> None:
        super().__init__(host, port, timeout=within)
        self.addresses = addresses
        self.within = within
        self.secure = secure
        self.is_cut = False
        self.default_port = 443 if secure else 80  # as the Host header leaves it out

    def connect(self) -> None:
        line = self._line()
        self.sock = line
        if self.secure:
            secured = ssl.create_default_context().wrap_socket(
                line, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = secured
            secured.do_handshake()

    def _line(self) -> socket.socket:
        for address in self.addresses[:-1]:
            try:
                return socket.create_connection((address, self.port), self.within / len(self.addresses))
            except OSError:
                continue
        return socket.create_connection((self.addresses[-1], self.port), self.within)

    def cut(self) -> None:
        """The time is over: whoever reads is told so."""
        self.is_cut = True
        line: socket.socket | None = self.sock
        if line is None:
            return
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # closed just now
