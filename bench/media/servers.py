"""The two that are measured: Janus with our files, and Janus as Debian configures it."""

import os
import re
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lasna.config.media import files
from lasna.config.trial.addresses import own_addresses
from lasna.tests.stack import program

DEBIANS = Path("/etc/janus")
PATIENCE = 20.0  # seconds until one listens


@dataclass(frozen=True)
class Server:
    name: str
    url: str
    secret: str
    pid: int
    as_it_comes: bool
    """Whether what a browser offers reaches Janus as browsers write it: then Janus begins DTLS."""


def address() -> str:
    """This machine's own: Janus carries no media on the loopback. What is sent there never leaves."""
    found = own_addresses("0.0.0.0")  # noqa: S104 - asked about, and not listened on
    if not found:
        raise RuntimeError("this machine has no address in a network")
    return str(found[0])


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """The files of ``deploy/janus``, with what ``lasna media start`` puts in their place."""
    secret = secrets.token_hex(32)
    place = files.Place(folder, address(), 0, secret, "")
    files.write(place)
    with _started("ours", folder, place.socket, secret, as_it_comes=False, **files.environment()) as server:
        yield server


@contextmanager
def debians(folder: Path) -> Iterator[Server]:
    """Debian's own files. All that is changed:

    - the folder of the other files, so that it reads these,
    - plugins and transports that are not needed are not loaded: some of them listen on every address, and
      one plays a file for ever,
    - WebSockets come by a socket in the folder, and not on port 8188 of every address,
    - rooms have names, as ours have, and not numbers,
    - the two certificates of the WebSockets' TLS, which is off, are not named: they need not be there.
    """
    for path in DEBIANS.glob("*.jcfg"):
        (folder / path.name).write_text(path.read_text())
    socket = folder / "janus.sock"
    _change(
        folder / "janus.jcfg",
        {
            f'configs_folder = "{DEBIANS}"': f'configs_folder = "{folder}"',
            "\nplugins: {": f'\nplugins: {{\n\tdisable = "{_all_but("plugins")}"',
            "\ntransports: {": f'\ntransports: {{\n\tdisable = "{_all_but("transports")}"',
        },
    )
    _change(
        folder / "janus.transport.websockets.jcfg",
        {"\tws_port = 8188": f'\tws_unix = "{socket}"', "\tcert_": "\t#cert_"},
    )
    _change(folder / "janus.plugin.videoroom.jcfg", {"\ngeneral: {": "\ngeneral: {\n\tstring_ids = true"})
    with _started("debians", folder, socket, "", as_it_comes=True) as server:
        yield server


def _change(path: Path, words: dict[str, str]) -> None:
    path.write_text(files.replaced(path, words))


def _all_but(kind: str) -> str:
    [folder] = Path(files.WHERE_DEBIAN_HAS_THEM).glob(f"*/janus/{kind}")
    return ",".join(sorted(path.name for path in folder.glob("*.so") if path.name != files.NEEDED[kind]))


@contextmanager
def _started(
    name: str, folder: Path, socket: Path, secret: str, *, as_it_comes: bool, **environment: str
) -> Iterator[Server]:
    words = [program("setpriv"), "--pdeathsig=KILL", "--", program("janus")]
    words += ["-F", str(folder), "-C", str(folder / "janus.jcfg")]
    # A session of its own: the kernel shares a busy machine between sessions, then between threads.
    with (folder / "janus.log").open("wb") as log:
        process = subprocess.Popen(
            words, stdout=log, stderr=log, start_new_session=True, env=os.environ | environment
        )
    try:
        until = time.monotonic() + PATIENCE
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(_last_of(folder / "janus.log"))
            time.sleep(0.05)
        yield Server(name, f"unix:{socket}", secret, process.pid, as_it_comes)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _last_of(log: Path) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(log.read_text(errors="replace").splitlines()[-5:]))
