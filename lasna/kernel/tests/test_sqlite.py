"""Writers on SQLite come one after another; none is refused because others were quicker."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TypeVar

import pytest
from django.db import OperationalError, connection, transaction

from lasna.kernel.clock import now
from lasna.kernel.guessing.models import Tally

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]
T = TypeVar("T")
WRITERS, WRITES = 60, 20


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WRITERS) as pool:
        yield pool


def alone(work: Callable[[], T]) -> Callable[[], T]:
    """In a thread: with its own connection, which is closed after it."""

    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    return run


def write(name: str) -> None:
    Tally.objects.create(name_hash=name, kind="test", until=now())


def impatient() -> None:
    """This thread's connection waits a tenth of a second."""
    connection.settings_dict = connection.settings_dict | {
        "OPTIONS": connection.settings_dict["OPTIONS"] | {"timeout": 0.1}
    }


def test_many_writers_at_one_moment_are_all_served(threads: ThreadPoolExecutor) -> None:
    together = Barrier(WRITERS)

    def writer(number: int) -> None:
        together.wait()
        for turn in range(WRITES):
            if turn % 2:
                write(f"{number} {turn}")
            else:
                Tally.objects.filter(pk=f"{number} {turn - 1}").update(times=7)  # a statement by itself

    for done in [threads.submit(alone(lambda number=number: writer(number))) for number in range(WRITERS)]:  # type: ignore[misc]
        done.result()
    assert Tally.objects.count() == WRITERS * WRITES // 2
    assert Tally.objects.filter(times=7).count() == WRITERS * (WRITES // 2 - 1)


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_a_turn_ends_with_its_transaction(threads: ThreadPoolExecutor, ending: str) -> None:
    def first() -> None:
        try:
            with transaction.atomic():
                write("first")
                if ending == "rollback":
                    raise LookupError
                if ending == "close":
                    connection.close()
        except LookupError:
            pass

    threads.submit(alone(first)).result()
    threads.submit(alone(lambda: write("second"))).result()
    assert Tally.objects.filter(pk="first").exists() == (ending == "commit")
    assert Tally.objects.filter(pk="second").exists()


@pytest.mark.parametrize("whole", [False, True], ids=["one statement", "a transaction"])
def test_who_waits_too_long_is_told_and_others_go_on(threads: ThreadPoolExecutor, whole: bool) -> None:
    writing, enough = Event(), Event()

    def long() -> None:
        with transaction.atomic():
            write("long")
            writing.set()
            enough.wait()

    def waits() -> None:
        impatient()
        if whole:
            with transaction.atomic():
                write("late")
        else:
            Tally.objects.filter(pk="late").update(times=1)

    held = threads.submit(alone(long))
    writing.wait()
    with pytest.raises(OperationalError, match="database is locked"):
        threads.submit(alone(waits)).result()
    assert threads.submit(alone(Tally.objects.count)).result() == 0  # reading never waits
    enough.set()
    held.result()
    threads.submit(alone(waits)).result()
    assert Tally.objects.filter(pk="late").exists() == whole
