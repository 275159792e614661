"""A deploy while people meet: web and worker are restarted again and again. # N44"""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lasna.tests.fleet import Fleet
from lasna.tests.load import Load, meetings_under_way
from lasna.tests.service import Service
from lasna.tests.stack import Stack

pytestmark = [pytest.mark.process, pytest.mark.slow]
MEETINGS = 50
EVERY = 2.0  # seconds between what one meeting does
Start = Callable[..., Service]


@pytest.fixture
def fleet(tmp_path: Path, stack: Stack | None) -> Iterator[Fleet | None]:
    """Two web processes and a worker; none on SQLite, which has one web process."""
    if stack is None:
        yield None
        return
    made = Fleet(
        tmp_path / "fleet",
        stack.environment()
        | {"LASNA_DATABASE_URL": stack.create_database(f"fleet{os.getpid()}{tmp_path.name}")},
    )
    try:
        made.start()
        yield made
    finally:
        made.stop()


def roll(fleet: Fleet) -> None:
    """One web process after the other, and the worker beside them."""
    for port in fleet.ports:
        fleet.restart_web(port)
    fleet.restart_worker()


async def survive(load: Load, rounds: int, restart: Callable[[], None]) -> None:
    over = asyncio.Event()
    going = [asyncio.create_task(meeting.go_on(every=EVERY, over=over)) for meeting in load.meetings]
    for _ in range(rounds):
        await asyncio.to_thread(restart)
        await load.until_everybody_is_here()
    over.set()
    await asyncio.gather(*going)
    await load.until_quiet()
    assert await load.faults() == []
    assert all(meeting.said and meeting.switched for meeting in load.meetings)
    away = [screen.path for screen in load.screens if screen.heard("participant.away")]
    assert away == [], "a restart is nobody's going away"


async def test_restarts_under_fifty_meetings_lose_and_double_nothing(
    start_service: Start, fleet: Fleet | None, loops: Callable[[int], int]
) -> None:  # N44
    running = fleet or start_service()
    addresses = fleet.addresses if fleet else [running.base_url]
    load = await meetings_under_way(running, addresses, MEETINGS)
    try:
        await survive(load, loops(100), (lambda: roll(fleet)) if fleet else running.restart)
    finally:
        await load.close()
