"""What a setting may look like. A parser answers the value, or raises ``ValueError`` with what it must be."""

import ipaddress
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

from cryptography.fernet import Fernet

T = TypeVar("T")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """``name`` is what the table of docs/operate.md says."""

    name: str
    parse: Callable[[str], T]


def _text(value: str) -> str:
    return value


def _token(value: str) -> str:
    if not re.fullmatch(r"[!-~]{16,}", value):
        raise ValueError("16 or more letters, digits and marks, without spaces: openssl rand -hex 32")
    return value


def _link_token(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,200}", value):
        raise ValueError("16 or more letters and digits: openssl rand -hex 32")
    return value


def _folder(value: str) -> Path:
    return Path(value).resolve()


def _switch(value: str) -> bool:
    if value in {"1", "0"}:
        return value == "1"
    raise ValueError("1 or 0")


def _parts(value: str, schemes: Collection[str], looks_like: str) -> SplitResult:
    """``value`` taken apart, or what it must look like. Never the value itself: it may hold a password."""
    try:
        parts = urlsplit(value)
        sound = parts.scheme in schemes and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or any(mark.isspace() for mark in value):
        raise ValueError(looks_like)
    return parts


def _web_address(value: str) -> str:
    looks_like = "https://host or http://host:port, without a path"
    parts = _parts(value, {"http", "https"}, looks_like)
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError(looks_like)
    return value.rstrip("/")


def address_of(*schemes: str, looks_like: str) -> Kind[str]:
    """An address of one of ``schemes``, with a host."""

    def parse(value: str) -> str:
        _parts(value, schemes, looks_like)
        return value

    return Kind("address", parse)


def _database(value: str) -> str:
    looks_like = "postgresql://user:password@host:port/name, or postgresql:///name on this machine"
    if re.fullmatch(r"postgres(ql)?:///\w[\w-]*", value):
        return value  # by socket, as the user of the process: no password to keep
    parts = _parts(value, {"postgresql", "postgres"}, looks_like)
    if not parts.path.strip("/") or not parts.username:
        raise ValueError(looks_like)
    return value


def relays(*schemes: str, looks_like: str) -> Kind[tuple[str, ...]]:
    """``turn:host:port``, several with commas."""
    sound = re.compile(
        rf"(?:{'|'.join(schemes)}):(?:[\w.-]+|\[[0-9a-fA-F:]+\])(?::\d+)?(?:\?transport=(?:udp|tcp))?"
    )

    def parse(value: str) -> tuple[str, ...]:
        found = _list(value)
        if not all(sound.fullmatch(each) for each in found):
            raise ValueError(looks_like)
        return found

    return Kind("addresses", parse)


def _januses(value: str) -> tuple[str, ...]:
    looks_like = "unix:/path/of/its/socket or wss://host:port, several with commas"
    found = _list(value)
    for each in found:
        if not re.fullmatch(r"unix:/[\w./-]{1,100}", each):  # a socket's path is no longer anywhere
            parts = _parts(each, {"ws", "wss"}, looks_like)
            if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
                raise ValueError(looks_like)
    return found


def one_of(*choices: str) -> Kind[str]:
    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(" or ".join(choices))
        return value

    return Kind("choice", parse)


def _list(value: str) -> tuple[str, ...]:
    return tuple(part for each in value.split(",") if (part := each.strip()))


def _hosts(value: str) -> tuple[str, ...]:
    found = _list(value)
    if any("/" in host or " " in host for host in found):
        raise ValueError("host names with commas between, without https:// and without a port")
    return found


def _proxies(value: str) -> tuple[str, ...]:
    found = _list(value)
    for each in found:
        if each != "*" and not each.startswith("/"):
            try:
                ipaddress.ip_network(each, strict=False)
            except ValueError:
                raise ValueError("IP addresses or networks (192.0.2.0/24) with commas between") from None
    return found


def _clock(value: str) -> str:
    try:
        float(value)
    except ValueError:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("a number of seconds, or a time such as 2027-03-01T08:00:00+02:00") from None
    return value


def _field_keys(value: str) -> str:
    try:
        for each in value.split(","):
            Fernet(each)
    except ValueError:
        raise ValueError("32 bytes in URL-safe Base64 (44 characters); several with commas") from None
    return value


TEXT = Kind("text", _text)
TOKEN = Kind("16 characters or more", _token)
LINK_TOKEN = Kind("16 characters or more", _link_token)
FOLDER = Kind("folder", _folder)
SWITCH = Kind("1 or 0", _switch)
WEB_ADDRESS = Kind("address", _web_address)
DATABASE = Kind("address", _database)
HOSTS = Kind("host names", _hosts)
PROXIES = Kind("IP addresses", _proxies)
JANUSES = Kind("addresses", _januses)
CLOCK = Kind("seconds or time", _clock)
FIELD_KEYS = Kind("key", _field_keys)
