"""The worker's loop: what it survives and how it ends."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from lasna.config import worker
from lasna.config.worker import Worker
from lasna.kernel.leases import Sweep

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30.0


def working(run: Callable[[], bool], *, every_seconds: float = 0.001) -> Worker:
    made = Worker([Sweep("tried", every_seconds, run)])
    made.start()
    return made


def test_a_sweep_runs_until_the_worker_ends() -> None:
    runs, enough = [], threading.Event()

    def run() -> bool:
        runs.append(threading.current_thread().name)
        if len(runs) == 3:
            enough.set()
        return False

    tried = working(run)
    assert enough.wait(PATIENCE)
    tried.finish()
    before = len(runs)
    assert set(runs) == {"tried"}
    assert [thread.name for thread in threading.enumerate() if thread.name == "tried"] == []
    assert (len(runs), tried.crashed) == (before, False)


def test_what_is_under_way_is_finished_first() -> None:
    began, go_on, done = threading.Event(), threading.Event(), []

    def run() -> bool:
        began.set()
        go_on.wait(PATIENCE)
        done.append(True)
        return False

    tried = working(run)
    assert began.wait(PATIENCE)
    tried.ending.set()
    go_on.set()
    tried.finish()
    assert done == [True]


def test_more_sweeps_than_the_pool_has_connections_all_come_to_their_turn() -> None:
    """Each looks at the database and pauses for long: a connection kept through that would be another's."""
    turns = threading.Semaphore(0)

    def run() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        turns.release()
        return False

    tried = Worker([Sweep(f"tried {number}", 3600, run) for number in range(60)])
    tried.start()
    came = all(turns.acquire(timeout=PATIENCE) for _sweep in tried.sweeps)
    tried.finish()
    assert came


def test_a_database_that_goes_away_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:  # N44
    monkeypatch.setattr(worker, "PAUSES", (0.001,))
    answers, back = [OperationalError("gone"), OperationalError("still gone")], threading.Event()

    def run() -> bool:
        if answers:
            raise answers.pop()
        back.set()
        return False

    tried = working(run)
    assert back.wait(PATIENCE)
    tried.finish()
    assert not tried.crashed
    assert [record.message for record in caplog.records] == [
        "the database is away: still gone",
        "the database is away: gone",
    ]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_crash_ends_the_worker_so_that_a_fresh_one_is_started() -> None:
    def run() -> bool:
        raise ZeroDivisionError

    tried = working(run)
    assert tried.ending.wait(PATIENCE)
    tried.finish()
    assert tried.crashed


def test_a_slow_sweep_holds_up_no_other() -> None:  # N44
    stuck, ran = threading.Event(), threading.Event()

    def slow() -> bool:
        return not stuck.wait(PATIENCE)

    def quick() -> bool:
        ran.set()
        return False

    tried = Worker([Sweep("slow", 1, slow), Sweep("quick", 1, quick)])
    tried.start()
    assert ran.wait(PATIENCE)
    stuck.set()
    tried.finish()
