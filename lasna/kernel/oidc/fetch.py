"""Asking an issuer over the network. An administrator of any organisation types its address, so in production
nothing inside our own network is asked, unless the installation allows the host (``LASNA_OIDC_HOSTS``)."""

import json
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

WITHIN = 5.0  # seconds, from the first connection to the last byte
LONGEST_ANSWER = 256 * 1024  # bytes
LONGEST_ADDRESS = 2000
_CARRY_OTHER_ADDRESSES = [
    ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]


class Trouble(Exception):
    """The issuer cannot be used, or what it says cannot be believed. ``code`` is stable; no data in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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
    address: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON object. Redirects are not followed: a secret goes to no other host."""
    parts = checked_address(address)
    connection = _connection(parts)
    # A server that sends a byte now and then would keep each single read within its time.
    watch = Timer(WITHIN, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        status, answer = _said(connection, parts, body, dict(headers or {}))
    except ssl.SSLCertVerificationError as error:
        raise Trouble("answer.certificate") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Trouble("answer.none") from error
    finally:
        watch.cancel()
        connection.close()
    if connection.is_cut:
        raise Trouble("answer.none")
    if 300 <= status < 400:
        raise Trouble("answer.leads_elsewhere")
    return status, _object(answer)


def _said(
    connection: "_Connection", parts: SplitResult, body: bytes | None, headers: dict[str, str]
) -> tuple[int, bytes]:
    connection.connect()
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    kept = {"Accept": "application/json", "Connection": "close", "User-Agent": "lasna"}
    connection.request("POST" if body is not None else "GET", target, body, kept | headers)
    response = connection.getresponse()
    return response.status, response.read(LONGEST_ANSWER + 1)


def _object(answer: bytes) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise Trouble("answer.too_long")
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Trouble("answer.not_json") from error
    if not isinstance(said, dict):
        raise Trouble("answer.not_json")
    return said


def _connection(parts: SplitResult) -> "_Connection":
    """To an address that was looked at: the name is asked once, so it cannot change in between."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Trouble("answer.no_such_host") from error
    anywhere = not settings.LASNA_PRODUCTION or host in settings.LASNA_OIDC_HOSTS
    if not anywhere and not all(is_public(each) for each in found):
        raise Trouble("address.inside")
    return _Connection(host, port, found, secure=parts.scheme == "https")


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

    def __init__(self, host: str, port: int, addresses: list[str], *, secure: bool) -> None:
        super().__init__(host, port, timeout=WITHIN)
        self.addresses = addresses
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
                return socket.create_connection((address, self.port), WITHIN / len(self.addresses))
            except OSError:
                continue
        return socket.create_connection((self.addresses[-1], self.port), WITHIN)

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
