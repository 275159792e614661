"""Behind ``lasna media start``: Janus and coturn as servers have them, on this machine, until Ctrl-C."""

import argparse
import json
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

from lasna.config import supervisor
from lasna.config.media import files
from lasna.config.media.files import Place
from lasna.config.trial.addresses import own_addresses

Say = Callable[[str], None]
PACKAGES = {"janus": "janus", "turnserver": "coturn"}


def run(options: argparse.Namespace, say: Say) -> int:
    """Until SIGINT or SIGTERM. Status 1, with the reason said, when it cannot begin."""
    missing = [package for program, package in PACKAGES.items() if _program(program) is None]
    if missing:
        say(f"Not on this machine: {', '.join(missing)}. apt-get install {' '.join(missing)}")
        return 1
    if not files.DEPLOY.is_dir():
        say("This works in a checkout. On a server: docs/operate.md, the relay and Janus.")
        return 1
    address = options.address or _likeliest()
    if not address or ip_address(address).is_loopback:
        say("Janus carries no media on this machine's inside. Name an address of a network: --address")
        return 1
    try:
        port = _free(address, options.port)
    except OSError as error:
        say(f"Cannot listen on {address} port {options.port}: {error.strerror}. Others: --address, --port")
        return 1
    with _folder(options.folder) as folder:
        place = Place(folder, address, port, secrets.token_hex(32), secrets.token_hex(32))
        files.write(place)
        return supervisor.Supervisor(_children(place), say, ready=lambda: _told(place, options, say)).run()


def _likeliest() -> str:
    """Where a phone of the same network reaches this machine; empty where there is no network."""
    found = own_addresses("0.0.0.0")  # noqa: S104 - asked about, and not listened on
    return str(found[0]) if found else ""


def _children(place: Place) -> list[supervisor.Child]:
    janus = ["-F", str(place.folder), "-C", str(place.folder / files.JANUS_FILES[0])]
    relay = ["-c", str(place.relay_file), f"--userdb={place.folder}/turndb", f"--pidfile={place.folder}/pid"]
    return [
        supervisor.Child(
            "janus",
            janus,
            program=_program("janus"),
            output=place.folder / "janus.log",
            environment=files.environment(),
        ),
        supervisor.Child("relay", relay, program=_program("turnserver"), output=place.folder / "relay.log"),
    ]


def _told(place: Place, options: argparse.Namespace, say: Say) -> bool:
    """Once both listen: what to give to ``lasna run``. False until then."""
    ways: tuple[tuple[socket.AddressFamily, str | tuple[str, int]], ...] = (
        (socket.AF_UNIX, str(place.socket)),
        (socket.AF_INET, (place.address, place.port)),
    )
    for family, where in ways:
        with socket.socket(family, socket.SOCK_STREAM) as knock:
            if knock.connect_ex(where) != 0:
                return False
    if options.json:
        say(json.dumps(place.settings))
        return True
    say(f"Janus and the relay are at {place.address}   (files and logs in {place.folder})")
    say("For lasna run:")
    say("\n".join(f"export {name}={value}" for name, value in place.settings.items()))
    say("Ctrl-C ends it.")
    return True


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def _free(address: str, port: int) -> int:
    """The port itself, once tried; any that is free for 0. For UDP and TCP alike."""
    with socket.socket() as stream, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stream.bind((address, port))
        packets.bind((address, stream.getsockname()[1]))
        return int(stream.getsockname()[1])


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    """``chosen``, which stays; or one of its own, which goes with it."""
    if chosen is not None:
        chosen.mkdir(parents=True, exist_ok=True)
        yield chosen.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="lasna-media-") as folder:
        yield Path(folder)
