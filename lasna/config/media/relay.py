"""Knocking at the relay: who is let in, and where it leads. Behind ``lasna check``."""

import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from lasna.config.media import turn

FORBIDDEN = (
    "127.0.0.1",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "0.0.0.0",  # noqa: S104 - knocked at
    "224.0.0.1",
    "255.255.255.255",
    "198.51.100.7",
    "8.8.8.8",
)
FORBIDDEN_V6 = ("::1", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "fe80::1", "fd00::1", "2001:db8::1")
"""Where nobody may be led: this machine's inside, networks behind it, the cloud's own, everybody else."""


@dataclass(frozen=True)
class Relay:
    host: str
    port: int
    secret: str

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"


def relays_of(urls: Iterable[str], secret: str) -> list[Relay]:
    """Those of ``urls`` that are asked over UDP without TLS: the only ones that are tried."""
    found = []
    for url in urls:
        scheme, _colon, rest = url.partition(":")
        place, _mark, how = rest.partition("?")
        if scheme == "turn" and how != "transport=tcp":
            host, colon, port = place.rpartition(":")
            found.append(Relay(host, int(port), secret) if colon else Relay(place, 3478, secret))
    return found


def faults(relay: Relay, *, needed: Iterable[str] = ()) -> Iterator[str]:
    """In words. ``needed``: addresses beside its own to which it must lead, as Janus's."""
    try:
        address = socket.getaddrinfo(relay.host, relay.port, socket.AF_INET, socket.SOCK_DGRAM)[0][4]
        yield from _faults((str(address[0]), int(address[1])), relay.secret, tuple(needed))
    except OSError as error:  # a name that is not found, no way there, no answer in time
        yield f"does not answer: {error.strerror or error}"


def _faults(address: tuple[str, int], secret: str, needed: tuple[str, ...]) -> Iterator[str]:
    with turn.Knock(address, turn.credentials("not the secret")) as stranger:
        if stranger.allocate() == turn.SUCCESS:
            yield "lets in who does not know its secret"
    with turn.Knock(address, turn.credentials(secret)) as knock:
        if (code := knock.allocate()) != turn.SUCCESS:
            yield "does not know our secret" if code == turn.UNAUTHORIZED else f"refuses us with {code}"
            return
        may = {knock.relayed, *needed}
        open_to = [peer for peer in (*FORBIDDEN, *FORBIDDEN_V6) if peer not in may and _leads(knock, peer)]
        if open_to:
            yield f"leads callers to {', '.join(open_to)}"
        if closed := [peer for peer in sorted(may) if not _leads(knock, peer)]:
            yield f"does not lead to {', '.join(closed)}, where it must"
    with (
        suppress(ConnectionRefusedError),  # it is asked over UDP alone
        turn.Knock(address, turn.credentials(secret), stream=True) as knock,
    ):
        if knock.allocate(transport=turn.TCP) == turn.SUCCESS:
            yield "relays TCP"


def _leads(knock: turn.Knock, peer: str) -> bool:
    return turn.SUCCESS in (knock.permit(peer), knock.bind(peer))
