"""Is this the address of a public web page? Decided from its letters alone: nothing is asked of the network.

Browsers forgive much and mean something else than people read: what is forgiven differently is refused here,
and what is accepted is written anew, so that every browser goes where the host that is shown says.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, unquote

LONGEST = 2000
LETTERS = frozenset("åäöæøéüáčđŋšŧž")
"""Of Finland's languages and its neighbours. What else is not plain may look like something it is not."""

_WITHOUT_SCHEME = re.compile(r"[^/?#:]*\.[^/?#:]*(:\d*)?([/?#].*)?")
_WHOLE = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)")
_PLACE = re.compile(r"//(?P<authority>[^/?#]+)(?P<tail>.*)")
_PLAIN_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{2,59}")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNSEEN_ENCODED = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
_OUR_TOKEN = re.compile(r"/m/[\w-]{43}(?![\w-])", re.ASCII)
_OUR_PUBLIC_PAGE = re.compile(r"/o/[a-z0-9-]+/[a-z-]+/?", re.ASCII)
_SAFE = "%/?#[]@!$&'()*+,;=:~-._"
_DEFAULT_PORTS = {"http": "80", "https": "443"}

_PRIVATE = (
    *("localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "home", "corp"),
    *("arpa", "test", "example", "invalid", "onion", "alt"),
    # Names that answer with whatever address they are asked for, and with this very computer's.
    *("nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "lacolhost.com"),
)


class NotPublic(Exception):
    """The code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class PublicAddress:
    """``address``: plain ASCII, as every browser takes it. ``host``: as people read it."""

    address: str
    host: str


def public_address(typed: str, *, ours: Collection[str] = ()) -> PublicAddress:
    """What was typed, if it leads to a public page; ``ours``: this service's own hosts."""
    scheme, authority, tail = _parts(_line(typed))
    labels = _labels(_host_of(authority, scheme))
    plain = ".".join(_as_ascii(label) for label in labels)
    _require_public(labels, plain)
    tail = _tail(tail)
    _require_nobodys_link(plain, tail, ours)
    host = ".".join(_as_read(label) for label in labels)
    return PublicAddress(f"{scheme}://{plain}{tail or '/'}", host)


def plain_host(address: str) -> str:
    """Of an accepted address: as browsers write it, ``xn--`` and all."""
    return address.split("/")[2]


def _line(typed: str) -> str:
    text = typed.strip(" \t\r\n")
    if not text:
        raise NotPublic("link.empty")
    if len(text) > LONGEST:
        raise NotPublic("link.long")
    for letter in text:
        if letter.isspace() or letter == "\\" or unicodedata.category(letter)[0] == "C":
            raise NotPublic("link.characters")
    return text


def _parts(text: str) -> tuple[str, str, str]:
    """Scheme, authority, and the rest with its slash. ``www.kela.fi`` is what people type."""
    whole = None if _WITHOUT_SCHEME.fullmatch(text) else _WHOLE.fullmatch(text)
    scheme, rest = (whole["scheme"].lower(), whole["rest"]) if whole else ("https", f"//{text}")
    if scheme not in _DEFAULT_PORTS:
        raise NotPublic("link.scheme")
    place = _PLACE.fullmatch(rest)
    if place is None:  # https:kela.fi and https:///kela.fi, which browsers mend each in their way
        raise NotPublic("link.name")
    tail = place["tail"]
    return scheme, place["authority"], tail if tail.startswith("/") or not tail else f"/{tail}"


def _host_of(authority: str, scheme: str) -> str:
    if "@" in unicodedata.normalize("NFKC", unquote(authority)):
        raise NotPublic("link.user")
    if authority.startswith("["):
        raise NotPublic("link.number")
    host, _colon, port = authority.partition(":")
    if port not in ("", _DEFAULT_PORTS[scheme]):
        raise NotPublic("link.port")
    return host


def _labels(host: str) -> list[str]:
    """Full-width letters and the dots of other scripts as browsers read them."""
    read = unicodedata.normalize("NFKC", host).lower().replace("\u3002", ".")
    labels = read.removesuffix(".").split(".")
    if _NUMBER.fullmatch(labels[-1]):
        raise NotPublic("link.number")
    return labels


def _as_ascii(label: str) -> str:
    """``ääkkönen`` → ``xn--…``. Only letters that are what they look like."""
    if not label.isascii():
        if not all(letter in LETTERS or _is_plain(letter) for letter in label):
            raise NotPublic("link.letters")
        label = f"xn--{label.encode('punycode').decode()}"
    elif label.startswith("xn--"):
        _as_read(label)
    if not _PLAIN_LABEL.fullmatch(label) or (label[2:4] == "--" and not label.startswith("xn--")):
        raise NotPublic("link.name")
    return label


def _as_read(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        read = label.removeprefix("xn--").encode().decode("punycode")
    except UnicodeError as error:
        raise NotPublic("link.letters") from error
    if read.isascii() or f"xn--{read.encode('punycode').decode()}" != label:
        raise NotPublic("link.letters")
    if not all(letter in LETTERS or _is_plain(letter) for letter in read):
        raise NotPublic("link.letters")
    return read


def _is_plain(letter: str) -> bool:
    return "a" <= letter <= "z" or "0" <= letter <= "9" or letter == "-"


def _require_public(labels: list[str], host: str) -> None:
    if len(labels) == 1 or any(host == name or host.endswith(f".{name}") for name in _PRIVATE):
        raise NotPublic("link.private")
    if len(host) > 253 or not _TOP.fullmatch(host.rpartition(".")[2]):
        raise NotPublic("link.name")


def _tail(tail: str) -> str:
    if _UNSEEN_ENCODED.search(tail):
        raise NotPublic("link.characters")
    return quote(_STRAY_PERCENT.sub("%25", tail), safe=_SAFE)


def _require_nobodys_link(host: str, tail: str, ours: Collection[str]) -> None:
    """Of our own pages those for everybody alone; and no link of ours wrapped into another's address."""
    path = re.split(r"[?#]", tail)[0]
    if _is_ours(host, ours) and not _OUR_PUBLIC_PAGE.fullmatch(path):
        raise NotPublic("link.own")
    inside = _unwrapped(tail)
    if _OUR_TOKEN.search(inside) or any(f"//{_name(name)}" in inside.lower() for name in ours if _name(name)):
        raise NotPublic("link.own")


def _unwrapped(tail: str) -> str:
    """However often it was encoded on the way through other services."""
    for _round in range(5):
        again = unquote(tail)
        if again == tail:
            break
        tail = again
    return tail


def _name(allowed: str) -> str:
    """``.example.fi`` and ``*`` may stand among a service's hosts."""
    return allowed.lower().lstrip("*.")


def _is_ours(host: str, ours: Collection[str]) -> bool:
    names = [_name(name) for name in ours if _name(name)]
    return any(host == name or host.endswith(f".{name}") for name in names)
