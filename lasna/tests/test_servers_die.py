"""PostgreSQL and Redis are killed under two web processes, a worker and meetings that go on. # N44"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lasna.tests import faults
from lasna.tests.fleet import Fleet
from lasna.tests.load import meetings_under_way
from lasna.tests.stack import Stack

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.servers]
MEETINGS = 6
LONG = 14.0  # seconds: longer than the silence after which a screen takes its socket for dead
SHORT = 1.0


@dataclass
class Whole:
    stack: Stack
    fleet: Fleet
    postgres: faults.Server
    redis: faults.Server


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Whole]:
    """Servers that no other test uses, and the service on them."""
    stack = Stack()
    fleet = Fleet(tmp_path / "data", stack.environment())
    try:
        postgres, redis = stack.start_postgres(), stack.start_redis()
        stack.create_database("lasna")
        fleet.start()
        yield Whole(stack, fleet, postgres, redis)
    finally:
        fleet.stop()
        stack.stop()


async def test_a_killed_postgres_ends_no_call_and_loses_nothing_that_was_acknowledged(
    whole: Whole, loops: Callable[[int], int]
) -> None:  # N44
    load = await meetings_under_way(whole.fleet, whole.fleet.addresses, MEETINGS)
    worker = whole.fleet.running["worker"].pid
    try:
        for number in range(loops(10)):
            away = SHORT if number else LONG
            whole.postgres, _seconds = await faults.postgres_dies(
                whole.fleet, whole.stack, whole.postgres, load, away=away
            )
    finally:
        await load.close()
    assert whole.fleet.running["worker"].poll() is None and whole.fleet.running["worker"].pid == worker
    found = await asyncio.to_thread(faults.messages_all_sent, whole.fleet)
    assert found["sent"] == found["mailbox"], "none lost, none doubled"
    assert await asyncio.to_thread(whole.fleet.command, "audit", "verify") == "Every chain is whole.\n"


async def test_a_killed_and_emptied_redis_delays_events_and_loses_none(
    whole: Whole, loops: Callable[[int], int]
) -> None:  # N44
    load = await meetings_under_way(whole.fleet, whole.fleet.addresses, MEETINGS)
    try:
        for _ in range(loops(20)):
            whole.redis, _seconds = await faults.redis_dies(whole.stack, whole.redis, load, away=SHORT)
    finally:
        await load.close()
