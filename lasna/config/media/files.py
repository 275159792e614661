"""What an operator starts from, ``deploy/``, with the address, the ports and the secrets of this machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEPLOY = Path(__file__).resolve().parent.parent.parent.parent / "deploy"
OPERATORS = "203.0.113.10"
JANUS_FILES = ("janus.jcfg", "janus.plugin.videoroom.jcfg", "janus.transport.websockets.jcfg")
NEEDED = {"plugins": "libjanus_videoroom.so", "transports": "libjanus_websockets.so"}
WHERE_DEBIAN_HAS_THEM = "/usr/lib"
ALLOCATOR = "libtcmalloc_minimal.so.4"
"""As the unit of ``deploy/systemd`` names it."""


@dataclass(frozen=True)
class Place:
    """Where media go: everything in ``folder``, at ``address`` (IPv4), the relay at ``port``."""

    folder: Path
    address: str
    port: int
    janus_secret: str
    turn_secret: str

    @property
    def socket(self) -> Path:
        return self.folder / "janus.sock"

    @property
    def relay_file(self) -> Path:
        return self.folder / "turnserver.conf"

    @property
    def settings(self) -> dict[str, str]:
        """What ``lasna run`` needs to know."""
        return {
            "LASNA_JANUS_URL": f"unix:{self.socket}",
            "LASNA_JANUS_SECRET": self.janus_secret,
            "LASNA_TURN_URL": f"turn:{self.address}:{self.port}",
            "LASNA_TURN_SECRET": self.turn_secret,
        }


def environment() -> dict[str, str]:
    """Of Janus, as its unit has it; where the allocator is not installed it runs without."""
    there = any(Path(WHERE_DEBIAN_HAS_THEM).glob(f"*/{ALLOCATOR}"))
    return {"LD_PRELOAD": ALLOCATOR} if there else {}


def write(place: Place) -> None:
    """Raises ``FileNotFoundError`` where Janus is not installed, or this is no checkout."""
    place.folder.chmod(0o700)
    _write_janus(place)
    here = {
        OPERATORS: place.address,
        "listening-port=3478\n": f"listening-port={place.port}\n",
        "#static-auth-secret=\n": f"static-auth-secret={place.turn_secret}\n",
    }
    place.relay_file.write_text(replaced(DEPLOY / "turnserver.conf", here))


def _write_janus(place: Place) -> None:
    for kind, name in NEEDED.items():
        (place.folder / kind).mkdir(exist_ok=True)
        link = place.folder / kind / name
        link.unlink(missing_ok=True)
        link.symlink_to(_installed(kind, name))
    (place.folder / "none").mkdir(exist_ok=True)
    secret = {"= SECRET\n": f'= "{place.janus_secret}"\n'}
    here: tuple[Mapping[str, str], ...] = (
        secret
        | {
            "/etc/lasna/janus/": f"{place.folder}/",
            "event_loops = 2\n": f"event_loops = {os.cpu_count() or 2}\n",
            OPERATORS: place.address,
        },
        secret,
        {"/run/lasna-janus/janus.sock": str(place.socket)},
    )
    for name, words in zip(JANUS_FILES, here, strict=True):
        (place.folder / name).write_text(replaced(DEPLOY / "janus" / name, words))


def replaced(path: Path, words: Mapping[str, str]) -> str:
    """The file with each of ``words`` replaced. A word that is not there would leave something unsaid."""
    text = path.read_text()
    for written, here in words.items():
        if written not in text:
            raise ValueError(f"{path} has no {written!r}")
        text = text.replace(written, here)
    return text


def _installed(kind: str, name: str) -> Path:
    found = next(iter(Path(WHERE_DEBIAN_HAS_THEM).glob(f"*/janus/{kind}/{name}")), None)
    if found is None:
        raise FileNotFoundError(name)
    return found
