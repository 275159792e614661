"""kill -9 at every step of the outbox: none lost, none doubled; what nobody can know is unknown."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
from django.db import connection

from lasna.correspondence.models import Message
from lasna.correspondence.tests.killed_worker import POINTS, Ledger, Orders, Worker, until
from lasna.correspondence.tests.scene import now_is, organisation, queued
from lasna.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]
State = Message.State
AFTER_LEASE = 61.0


def settled() -> bool:
    return not Message.objects.filter(state__in=[State.PENDING, State.SENDING]).exists()


@pytest.fixture
def orders(tmp_path: Path) -> Callable[..., Orders]:
    """Orders for workers of this test's database, all with the same gateway."""

    def make(**more: object) -> Orders:
        wanted: dict[str, object] = {"repeatable": False} | more
        name = str(connection.settings_dict["NAME"])
        return Orders(name, tmp_path / "ledger", **wanted)  # type: ignore[arg-type]  # checked where it is read

    return make


EXPECTED = {
    # where it died: (state afterwards, how often the gateway took it), plain gateway; then a repeatable one
    "claimed": [(State.SENT, 1), (State.SENT, 1)],
    "handing_over": [(State.UNKNOWN, 0), (State.SENT, 1)],
    "taken": [(State.UNKNOWN, 1), (State.SENT, 1)],
    "settled": [(State.SENT, 1), (State.SENT, 1)],
}


@pytest.mark.parametrize("repeatable", [False, True], ids=["plain", "repeatable"])
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_any_step_neither_loses_nor_doubles(
    point: str, repeatable: bool, orders: Callable[..., Orders], loops: Callable[[int], int], tmp_path: Path
) -> None:  # N9
    sender = organisation()
    for _loop in range(loops(20)):
        message = queued(sender)
        with Worker(orders(stop_at=point, repeatable=repeatable)) as first:
            first.until_stopped()
        with Worker(orders(clock=AFTER_LEASE, repeatable=repeatable)):
            until(settled)
        took = Ledger(tmp_path / "ledger").taken().count(message.pk)
        assert (now_is(message).state, took) == EXPECTED[point][repeatable]


def test_workers_killed_at_random_neither_lose_nor_double(
    orders: Callable[..., Orders], loops: Callable[[int], int], tmp_path: Path
) -> None:  # N9
    sender, chance = organisation(), random.Random(7)
    always = clock.now() + timedelta(days=30)
    for loop in range(loops(200)):
        queued(sender, drop_after=always)
        queued(sender, drop_after=always, channel="sms", address="040 123 4567")
        with Worker(orders(clock=AFTER_LEASE * loop)), Worker(orders(clock=AFTER_LEASE * loop)):
            sleep(chance.uniform(0, 0.3))  # the moment of death
    with Worker(orders(clock=AFTER_LEASE * loops(200))):
        until(settled)
    took = Counter(Ledger(tmp_path / "ledger").taken())
    assert {pk: times for pk, times in took.items() if times > 1} == {}, "doubled"
    # Five deaths before handing over are a failure that staff see.
    ends = {True: {State.SENT, State.UNKNOWN}, False: {State.UNKNOWN, State.FAILED}}
    strange = [message for message in Message.objects.all() if message.state not in ends[message.pk in took]]
    assert [(message.pk, message.state, message.reason) for message in strange] == [], "lost"


def test_several_workers_share_the_messages(orders: Callable[..., Orders], tmp_path: Path) -> None:  # N44
    sender = organisation()
    messages = [queued(sender) for _number in range(40)]
    with Worker(orders()), Worker(orders()), Worker(orders()):
        until(settled)
    assert Counter(Ledger(tmp_path / "ledger").taken()) == Counter(message.pk for message in messages)
    assert {now_is(message).state for message in messages} == {State.SENT}


def test_a_worker_that_is_asked_to_end_finishes_its_message(orders: Callable[..., Orders]) -> None:
    message = queued(organisation())
    with Worker(orders(stop_at="taken")) as worker:
        worker.until_stopped()
        worker.asked_to_end()
        worker.go_on()
        assert worker.status() == 0
    assert now_is(message).state == State.SENT
