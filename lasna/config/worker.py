"""The worker: runs every registered sweep until it is told to end. Any number of workers may run at once."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence

from django.db import InterfaceError, OperationalError, connection
from django.utils.module_loading import autodiscover_modules

from lasna.kernel import logs
from lasna.kernel.leases import SWEEPS, Sweep

PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds between tries while the database is away
GRACE = 7.0  # seconds for the message under way, within those of the supervisor
LOOK_EVERY = 0.5  # seconds until a crashed sweep is noticed
FAREWELLS = {signal.SIGTERM, signal.SIGINT}
log = logging.getLogger("lasna.worker")


class Worker:
    """running → ending. Each sweep has its own thread, and a database connection while it works."""

    def __init__(self, sweeps: Sequence[Sweep]) -> None:
        self.sweeps = sweeps
        self.ending = threading.Event()
        self.crashed = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for sweep in self.sweeps:
            thread = threading.Thread(target=self._keep_running, args=[sweep], name=sweep.name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def finish(self) -> None:
        """End what is under way, begin nothing new."""
        self.ending.set()
        deadline = time.monotonic() + GRACE
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))

    def _keep_running(self, sweep: Sweep) -> None:
        whole = False
        try:
            self._repeat(sweep.run, sweep.every_seconds)
            whole = True
        finally:
            connection.close()
            if not whole:  # the thread ends with its traceback; the supervisor starts a fresh worker
                self.crashed = True
                self.ending.set()

    def _repeat(self, run: Callable[[], bool], pause: float) -> None:
        misses = 0
        while not self.ending.is_set():
            try:
                more = run()
            except (OperationalError, InterfaceError) as error:
                log.warning("the database is away: %s", error)
                connection.close()
                self.ending.wait(PAUSES[min(misses, len(PAUSES) - 1)])
                misses += 1
            else:
                misses = 0
                if not more:
                    # Back to its pool, which may be smaller than the sweeps are many; a file stays open.
                    connection.close_if_unusable_or_obsolete()
                    self.ending.wait(pause)


def run() -> int:
    """What ``lasna worker`` does: SIGTERM and SIGINT end it in order. The exit status for the supervisor."""
    threading.excepthook = logs.log_crashed_thread
    autodiscover_modules("tasks", "receivers")
    # Waited for, not handled: a handler could come while this thread holds the lock of ``ending``.
    signal.pthread_sigmask(signal.SIG_BLOCK, FAREWELLS)
    worker = Worker(list(SWEEPS.values()))
    worker.start()
    while not worker.ending.is_set() and signal.sigtimedwait(FAREWELLS, LOOK_EVERY) is None:
        continue
    worker.finish()
    return int(worker.crashed)
