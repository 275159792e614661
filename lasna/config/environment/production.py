"""Settings that must not meet real people: refused at start, each with its mend."""

import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lasna.config.environment import table
from lasna.config.environment.reading import Environment

SHORTEST_KEY = 32
SHORTEST_SECRET = 16
KEYS = ("secret", "link", "field")


@dataclass(frozen=True)
class Refusal:
    what: str
    mend: str

    def text(self) -> str:
        return f"REFUSED {self.what}\n        Mend: {self.mend}"


@dataclass(frozen=True)
class Installation:
    """The settings, and the three keys wherever they come from."""

    environment: Environment
    keys: dict[str, str]

    @property
    def key_folder(self) -> Path:
        return self.environment.of(table.DATA) / "keys"


Look = Callable[[Installation], Iterator[Refusal]]


def refusals(installation: Installation) -> list[Refusal]:
    """Why this installation may not serve real people.."""
    return [refusal for look in LOOKS for refusal in look(installation)]


def is_near(address: str) -> bool:
    """Is the host of ``address`` this machine? Then nothing crosses a network."""
    host = urlsplit(address).hostname or ""
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(installation: Installation) -> Iterator[Refusal]:
    url = installation.environment.of(table.URL)
    if not url.startswith("https://"):
        yield Refusal(
            f"{url} is not https: codes and passwords would cross the network in the clear.",
            "Put a proxy with a certificate in front (deploy/) and set LASNA_URL=https://…",
        )
    if any(host.startswith("*") for host in installation.environment.of(table.HOSTS)):
        yield Refusal(
            "LASNA_HOSTS answers to every name: links could be made to lead elsewhere.",
            "Name the hosts, or leave it empty: the host of LASNA_URL is always answered.",
        )
    if "*" in installation.environment.of(table.PROXIES):
        yield Refusal(
            "FORWARDED_ALLOW_IPS believes everybody: guesses at passwords could not be counted.",
            "Name the proxy's address or network, such as 192.0.2.10.",
        )


def _clock(installation: Installation) -> Iterator[Refusal]:
    if installation.environment.of(table.CLOCK):
        yield Refusal("LASNA_CLOCK moves the clock: it is for trying and tests.", "Unset LASNA_CLOCK.")


def _database(installation: Installation) -> Iterator[Refusal]:
    database, redis = (installation.environment.of(row) for row in (table.DATABASE_URL, table.REDIS_URL))
    if redis and not database:
        yield Refusal(
            "Redis with SQLite: several web processes would share one file.",
            "Set LASNA_DATABASE_URL, or unset LASNA_REDIS_URL and run one web process.",
        )
    for row, address in ((table.DATABASE_URL, database), (table.REDIS_URL, redis)):
        if address and not is_near(address) and not urlsplit(address).password:
            yield Refusal(
                f"{row.name} has no password, and its server is another machine.",
                "Give the server a password and put it into the address.",
            )


def _keys(installation: Installation) -> Iterator[Refusal]:
    for name, key in installation.keys.items():
        if len(key) < SHORTEST_KEY:
            yield Refusal(
                f"The key LASNA_{name.upper()}_KEY is "
                + ("shorter than 32 characters." if key else "missing."),
                "Leave it empty: lasna migrate makes one in keys/ of the data folder.",
            )
    whole = [key for key in installation.keys.values() if key]
    if len(set(whole)) < len(whole):
        yield Refusal(
            "Two of the keys (secret, link, field) are equal: losing one would be losing both.",
            "Give each its own.",
        )
    for path in sorted(installation.key_folder.glob("*")):
        if path.stat().st_mode & 0o077:
            yield Refusal(f"Others on this machine may read the key {path.name}.", f"chmod 600 {path}")


def _mail(installation: Installation) -> Iterator[Refusal]:
    url = installation.environment.of(table.SMTP_URL)
    if not url:
        yield Refusal(
            "No mail server: invitations would reach nobody.",
            "Set LASNA_SMTP_URL=smtp+starttls://user:password@host:587",
        )
    elif url.startswith("smtp:") and not is_near(url):
        yield Refusal(
            "LASNA_SMTP_URL has no TLS, and its server is another machine: links would cross in the clear.",
            "smtp+starttls:// or smtps://",
        )


def _text_messages(installation: Installation) -> Iterator[Refusal]:
    url = installation.environment.of(table.SMS_URL)
    if url.startswith("http:") and not is_near(url):
        yield Refusal(
            "LASNA_SMS_URL has no TLS, and its gateway is another machine: codes would cross in the clear.",
            "https://",
        )


def _relay(installation: Installation) -> Iterator[Refusal]:
    secret = installation.environment.of(table.TURN_SECRET)
    if installation.environment.of(table.TURN_URL) and len(secret) < SHORTEST_SECRET:
        yield Refusal(
            "LASNA_TURN_SECRET is "
            + ("shorter than 16 characters." if secret else "missing, and a relay is set."),
            "Set it to coturn's static-auth-secret: openssl rand -hex 32 makes one.",
        )


def _janus(installation: Installation) -> Iterator[Refusal]:
    urls = installation.environment.of(table.JANUS_URL)
    if urls and not installation.environment.of(table.JANUS_SECRET):
        yield Refusal(
            "LASNA_JANUS_SECRET is missing, and a Janus is set.",
            "Set it to Janus's api_secret: openssl rand -hex 32 makes one.",
        )
    if any(url.startswith("ws:") and not is_near(url) for url in urls):
        yield Refusal(
            "LASNA_JANUS_URL has no TLS, and a Janus is another machine: the secret would cross openly.",
            "wss://, or a socket of this machine",
        )


LOOKS: tuple[Look, ...] = (_address, _clock, _database, _keys, _mail, _text_messages, _relay, _janus)
