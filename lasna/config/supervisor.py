"""Keeps processes running as children of one in the foreground. Starts anew what dies."""

import ctypes
import os
import resource
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0)  # seconds before a start anew: at once first, then slower
HEALTHY_AFTER = 5.0  # seconds a child must live for its deaths to be forgotten
GRACE = 8.0  # seconds between asking a child to end and killing it
ASK_EVERY = 0.05  # seconds, until all is ready
_PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """In the child: the kernel kills it when the supervisor is gone, even by ``kill -9``.

    SIGKILL because whatever we run must survive it anyway, and a stuck child would keep the port. And no
    core is dumped: memory holds what people said and the keys to it.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


@dataclass
class Child:
    """One process that must be there. ``arguments`` are those of the ``lasna`` command, or of ``program``.

    ``output``: the file that gets what it says. ``environment``: what it has beside ours.
    """

    name: str
    arguments: Sequence[str]
    keep_open: tuple[int, ...] = ()
    program: str | None = None
    output: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = field(default=0.0)

    def start(self) -> None:
        self.started = time.monotonic()
        if self.output is None:
            self._open(None)
            return
        with self.output.open("ab") as output:
            self._open(output)

    def _open(self, output: IO[bytes] | None) -> None:
        words = [self.program] if self.program else [sys.executable, "-m", "lasna.config.cli"]
        # A process group of its own: Ctrl-C reaches the supervisor alone, which ends the children in order.
        self.process = subprocess.Popen(  # noqa: S603 - our own words, no shell
            [*words, *self.arguments],
            pass_fds=self.keep_open,
            stdout=output,
            stderr=output,
            env=os.environ | dict(self.environment),
            process_group=0,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )

    def note_death(self) -> float:
        """Plan the next start. Seconds until then."""
        self.deaths = 1 if time.monotonic() - self.started > HEALTHY_AFTER else self.deaths + 1
        pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
        self.due = time.monotonic() + pause
        self.process = None
        return pause


class Supervisor:
    """starting → running → ending. A dead child is started anew only while running.

    ``ready`` is asked again and again until it says so.
    """

    def __init__(
        self,
        children: Sequence[Child],
        say: Callable[[str], None],
        *,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self.children = children
        self.say = say
        self._ready = ready
        self._is_ready = False
        self.ending = False
        self._wake_read, self._wake_write = os.pipe()

    def run(self) -> int:
        """Until SIGINT or SIGTERM. The exit status for the shell."""
        os.set_blocking(self._wake_write, False)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only to wake us
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_read, selectors.EVENT_READ)
            while not self.ending:
                self._start_due()
                self._is_ready = self._is_ready or self._ready()
                selector.select(self._next_due())
                self._drain()
                self._reap()
        self._end_children()
        return 0

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True

    def _drain(self) -> None:
        os.set_blocking(self._wake_read, False)
        try:
            os.read(self._wake_read, 4096)
        except BlockingIOError:
            return

    def _start_due(self) -> None:
        for child in self.children:
            if child.process is None and child.due <= time.monotonic():
                child.start()

    def _next_due(self) -> float | None:
        waits = [child.due - time.monotonic() for child in self.children if child.process is None]
        waits += [] if self._is_ready else [ASK_EVERY]
        return max(min(waits), 0.0) if waits else None

    def _reap(self) -> None:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            status = child.process.returncode
            pause = child.note_death()
            when = f"in {pause:g} s" if pause else "at once"
            self.say(f"{child.name} ended (status {status}); starting it anew {when}")

    def _end_children(self) -> None:
        alive = [child.process for child in self.children if child.process is not None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in alive:
            try:
                process.wait(max(deadline - time.monotonic(), 0.0))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def listen(host: str, port: int) -> socket.socket:
    """Held by the supervisor, so that browsers wait while web restarts instead of being refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(1024)
    listener.set_inheritable(True)
    return listener
