"""Real Janus and coturn for one test session, by the command that everybody uses."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from lasna.tests.service import own_environment
from lasna.tests.stack import program, until_listening

PATIENCE = 30.0  # seconds until one is back, or both have ended


class Media:
    """``with Media(folder) as media``: ``media.settings`` is what the service needs to know.

    ``folder`` None: one of the command's own. ``words``: more for it.
    """

    def __init__(self, folder: Path | None, *words: str) -> None:
        self.folder = folder
        words = ("media", "start", "--json", "--port", "0", *words)
        words += ("--folder", str(folder)) if folder else ()
        # The end of the tests is its end, even when they are killed.
        self.process = subprocess.Popen(
            [program("setpriv"), "--pdeathsig=TERM", "--", sys.executable, "-m", "lasna.config.cli", *words],
            env=own_environment(Path(), {}),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        assert self.process.stdout
        self.settings: dict[str, str] = json.loads(self.process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()

    @property
    def url(self) -> str:
        return self.settings["LASNA_JANUS_URL"]

    @property
    def secret(self) -> str:
        return self.settings["LASNA_JANUS_SECRET"]

    def child(self, name: str) -> int | None:
        """The process id of ``janus`` or ``turnserver`` at this moment."""
        parent = self.process.pid
        for number in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            try:
                words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
            except (FileNotFoundError, ProcessLookupError):  # it has just ended
                continue
            if words[0].rpartition(b"/")[2] == name.encode():
                return int(number)
        return None

    def wait_for_child(self, name: str, *, other_than: int = 0) -> int:
        deadline = time.monotonic() + PATIENCE
        while (found := self.child(name)) in (None, other_than):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{name} did not come")
            time.sleep(0.01)
        assert found is not None
        return found

    def wait_until_ready(self) -> None:
        """Both listen, after one was killed."""
        host, _colon, port = self.settings["LASNA_TURN_URL"].removeprefix("turn:").partition(":")
        until_listening(Path(self.url.removeprefix("unix:")), self.process)
        until_listening(int(port), self.process, host)
