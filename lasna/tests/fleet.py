"""Several web processes and a worker on one database, each started and ended by itself, as in a deploy."""

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from lasna.tests.service import own_environment
from lasna.tests.stack import free_port, until_answered

PATIENCE = 60.0  # seconds until one that was asked to end has ended


class Fleet:
    """``lasna web`` twice and ``lasna worker`` once, with PostgreSQL and Redis as ``environment`` says."""

    def __init__(self, data: Path, environment: Mapping[str, str], *, webs: int = 2) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.log = data / "service.log"
        self.ports = [free_port() for _ in range(webs)]
        self.free = free_port()
        """Where the next one is started."""
        self.base_url = f"http://localhost:{self.ports[0]}"
        self.port = self.ports[0]
        self.environment = own_environment(data, {"LASNA_URL": self.base_url, **environment})
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def addresses(self) -> list[str]:
        return [f"http://localhost:{port}" for port in self.ports]

    @property
    def proxied(self) -> list[str]:
        """What a proxy knows: one more than run."""
        return [*self.addresses, f"http://localhost:{self.free}"]

    def start(self) -> None:
        """The database brought up to date first, by itself."""
        self.command("migrate")
        for port in self.ports:
            self.start_web(port)
        self.start_worker()
        for port in self.ports:
            self.wait_until_ready(port)

    def start_web(self, port: int) -> None:
        self._start(f"web {port}", "web", "--port", str(port))

    def start_worker(self) -> None:
        self._start("worker", "worker")

    def restart_web(self, port: int) -> float:
        """SIGTERM, its end, a new one, its first answer. Seconds that the old one took to end."""
        took = self.end(f"web {port}")
        self.start_web(port)
        self.wait_until_ready(port)
        return took

    def replace_web(self, port: int) -> None:
        """As ``deploy/roll``: the next one is ready before this one ends."""
        self.start_web(self.free)
        self.wait_until_ready(self.free)
        self.ports[self.ports.index(port)] = self.free
        self.end(f"web {port}")
        self.free = port

    def restart_worker(self) -> float:
        took = self.end("worker")
        self.start_worker()
        return took

    def end(self, name: str) -> float:
        """In order; a process that does not end, or ends badly, fails."""
        began = time.monotonic()
        process = self.running.pop(name)
        process.terminate()
        status = process.wait(timeout=PATIENCE)
        if status not in (0, -15):
            raise RuntimeError(f"{name} ended with status {status}\n{self.said()}")
        return time.monotonic() - began

    def wait_until_ready(self, port: int) -> None:
        until_answered(f"http://localhost:{port}/health/live", self.running[f"web {port}"], self.said)

    def command(self, *arguments: str) -> str:
        """What ``lasna …`` says beside the running processes."""
        done = subprocess.run(
            [sys.executable, "-m", "lasna.config.cli", *arguments],
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(timeout=PATIENCE)

    def _start(self, name: str, *words: str) -> None:
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                # setpriv: it ends with the tests, even when they are killed.
                ["setpriv", "--pdeathsig=KILL", "--", sys.executable, "-m", "lasna.config.cli", *words],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
