"""The real service as its own processes, for tests that kill them."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from lasna.tests.stack import free_port, until_answered

PATIENCE = 60.0  # seconds until a child is there


def own_environment(data: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Without settings from outside: a test means what it says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LASNA_", "DJANGO_"))}
    return kept | {"LASNA_DATA": str(data), **environment}


class Service:
    """``lasna run --demo`` on a free port with its own data folder.

    ``before``: a command that starts it, to put it where the test wants it. ``log``: outside the data folder.
    ``words``: more of ``lasna run``.
    """

    def __init__(
        self,
        data: Path,
        environment: Mapping[str, str],
        *,
        port: int | None = None,
        log: Path | None = None,
        before: Sequence[str] = (),
        words: Sequence[str] = (),
    ) -> None:
        self.data = data
        self.port = port or free_port()
        scheme = "https" if "--https" in words else "http"
        self.base_url = f"{scheme}://localhost:{self.port}"
        self.log = log or data / "service.log"
        self.environment = own_environment(data, environment)
        data.mkdir(parents=True, exist_ok=True)
        self.before = before
        self.process = self._started(words)

    def _started(self, words: Sequence[str] = ()) -> "subprocess.Popen[bytes]":
        run = ["-m", "lasna.config.cli", "run", "--demo", "--port", str(self.port), *words]
        with self.log.open("ab") as opened:
            return subprocess.Popen(
                # setpriv: the service ends with the tests, even when they are killed.
                ["setpriv", "--pdeathsig=TERM", "--", *self.before, sys.executable, *run],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=opened,
                stderr=opened,
                start_new_session=True,
            )

    @property
    def supervisor(self) -> int:
        return self.process.pid

    def child(self, name: str) -> int | None:
        """The process id of ``web`` or ``worker`` at this moment."""
        children = Path(f"/proc/{self.supervisor}/task/{self.supervisor}/children")
        for number in children.read_text().split() if children.exists() else []:
            try:
                words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
            except FileNotFoundError:
                continue
            if words[3:4] == [name.encode()]:
                return int(number)
        return None

    def wait_for_child(self, name: str, *, other_than: int | None = None) -> int:
        """The process id, once there is one (that is not ``other_than``)."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            number = self.child(name)
            if number is not None and number != other_than:
                return number
            time.sleep(0.01)
        raise TimeoutError(f"no {name}\n{self.said()}")

    def wait_until_ready(self) -> None:
        until_answered(f"{self.base_url}/sign-in", self.process, self.said)

    def command(self, *arguments: str) -> str:
        """What ``lasna …`` says beside the running service."""
        return self.tried(*arguments, check=True).stdout

    def tried(self, *arguments: str, check: bool = False) -> "subprocess.CompletedProcess[str]":
        """The same, whatever comes of it."""
        return subprocess.run(
            [*self.before, sys.executable, "-m", "lasna.config.cli", *arguments],
            env=self.environment,
            check=check,
            capture_output=True,
            text=True,
        )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def restart(self) -> None:
        """As a new version is put in: ended in order, started on the same data and port."""
        self.stop()
        self.process = self._started()
        self.wait_until_ready()

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=20)
