"""A deploy while people meet: web and worker are restarted again and again. # N44"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from lasna.tests.deploys import restart_each, survive
from lasna.tests.fleet import Fleet
from lasna.tests.load import meetings_under_way
from lasna.tests.prepared import Prepared, Start
from lasna.tests.stack import Stack

pytestmark = [pytest.mark.process, pytest.mark.slow]
MEETINGS = 50
EVERY = 2.0  # seconds between what one meeting does


@pytest.fixture
def fleet(tmp_path: Path, stack: Stack | None, prepared: Prepared) -> Iterator[Fleet | None]:
    """Two web processes and a worker; none on SQLite, which has one web process."""
    if stack is None:
        yield None
        return
    data = tmp_path / f"fleet{os.getpid()}{tmp_path.name}"
    made = Fleet(data, stack.environment() | prepared.copy_to(data))
    try:
        made.start()
        yield made
    finally:
        made.stop()


async def test_restarts_under_fifty_meetings_lose_and_double_nothing(
    start_service: Start, fleet: Fleet | None, loops: Callable[[int], int]
) -> None:  # N44
    if fleet is None:
        service = start_service()
        load = await meetings_under_way(service, [service.base_url], MEETINGS)
        restart: Callable[[], None] = service.restart
    else:
        load = await meetings_under_way(fleet, fleet.addresses, MEETINGS)
        restart = partial(restart_each, fleet)
    try:
        await survive(load, restart, rounds=loops(100), every=EVERY)
    finally:
        await load.close()
