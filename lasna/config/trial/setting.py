"""What ``lasna run`` sets by itself for trying: names answered to, address, certificate. No Django here."""

import json
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lasna.config import environment
from lasna.config.environment import table
from lasna.config.supervisor import listen
from lasna.config.trial import addresses, certificates
from lasna.config.trial.certificates import Pair, Speaks

FOLDER = "tls"
SERVED = "served.json"


class Untryable(Exception):
    """Why it is not tried like this, in words."""


@dataclass(frozen=True)
class Trial:
    """``url``: where people open the service. ``listener``: where a phone fetches ``ca``, in the clear."""

    folder: Path
    url: str
    listener: socket.socket
    ca: Pair
    is_new: bool
    reached_by_others: bool

    @property
    def trust_url(self) -> str:
        host = addresses.in_url(urlsplit(self.url).hostname or "localhost")
        return f"http://{host}:{self.listener.getsockname()[1]}/"


def answer_own_names(host: str) -> list[str]:
    """Set ``LASNA_HOSTS``, where nobody did, to this machine's names and the private addresses it listens at.

    Returns those. A host of this machine alone needs nothing; production says itself what it answers to.
    """
    if environment.read(os.environ).of(table.PRODUCTION) or addresses.is_here_alone(host):
        return []
    found = [addresses.in_url(str(address)) for address in addresses.own_addresses(host)]
    if not os.environ.get(table.HOSTS.name):
        named = [*table.HOSTS.default, *addresses.own_names(), *found]
        os.environ[table.HOSTS.name] = ",".join(dict.fromkeys(named))
    return found


def prepare(host: str, port: int, data: Path) -> Trial:
    """Certificate and address ready, ``LASNA_URL`` set unless it was given. Raises ``Untryable``."""
    if environment.read(os.environ).of(table.PRODUCTION):
        raise Untryable(
            "A production service has no trial certificate. Leave out --https (HTTPS=1): "
            "a proxy with a real one belongs in front (deploy/)."
        )
    speaks = Speaks(addresses.own_names(), addresses.own_addresses(host))
    if not speaks.addresses and not (addresses.is_any(host) or addresses.is_here_alone(host)):
        raise Untryable(
            f"{host} is no address of a private network, and the trial certificate speaks for such alone. "
            "Choose another --host, or put a proxy with a real certificate in front (deploy/)."
        )
    main = addresses.in_url(str(speaks.addresses[0])) if speaks.addresses else "localhost"
    url = os.environ.get(table.URL.name, "").strip().rstrip("/") or f"https://{main}:{port}"
    _require_speakable(url, speaks)
    os.environ[table.URL.name] = url
    folder = data / FOLDER
    ca, is_new = certificates.authority(folder, speaks)
    certificates.leaf(folder, ca, speaks)
    return Trial(folder, url, _beside(host, port), ca, is_new, bool(speaks.addresses))


def _require_speakable(url: str, speaks: Speaks) -> None:
    parts = urlsplit(url)
    spoken = {*speaks.names, *certificates.HERE, *(str(address) for address in speaks.addresses)}
    if parts.scheme != "https" or parts.hostname not in spoken:
        raise Untryable(
            f"LASNA_URL is {url}, but the trial certificate speaks for these alone, by https: "
            f"{', '.join(sorted(spoken))}. "
            "Unset LASNA_URL, or leave out --https (HTTPS=1) and put a proxy in front."
        )


def _beside(host: str, port: int) -> socket.socket:
    """The next port, or any that is free."""
    try:
        return listen(host, port + 1)
    except (OSError, OverflowError):
        return listen(host, 0)


def note_served(trial: Trial, port: int) -> None:
    """For ``lasna check`` and ``lasna demo meeting``, which run beside the service."""
    said = {"url": trial.url, "port": port, "pid": os.getpid()}
    (trial.folder / SERVED).write_text(json.dumps(said))


def forget_served(trial: Trial) -> None:
    (trial.folder / SERVED).unlink(missing_ok=True)


def served_at(data: Path, port: int | None = None) -> str:
    """The address of the trial that runs on this data folder (at ``port``) now; empty: none does."""
    with suppress(ValueError, KeyError, OSError):
        said = json.loads((data / FOLDER / SERVED).read_text())
        os.kill(said["pid"], 0)
        if port in (None, said["port"]):
            return str(said["url"])
    return ""
