"""The disk runs full: calls go on, what must be written is refused in words, nothing is broken. # N44"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lasna.room.tests.visitors import Browser
from lasna.tests import full_disk
from lasna.tests.fleet import Fleet
from lasna.tests.load import meetings_under_way
from lasna.tests.prepared import Prepared
from lasna.tests.service import Service
from lasna.tests.small_disk import SmallDisk
from lasna.tests.stack import Stack

pytestmark = [pytest.mark.process, pytest.mark.slow]
MEETINGS = 3


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with SmallDisk(megabytes=24) as made:
        yield made


@pytest.fixture
def embedded(disk: SmallDisk, prepared: Prepared) -> Iterator[Service]:
    """Database, log and temporary files, all on the disk that runs full."""
    settings = {"TMPDIR": str(disk.inside), "LASNA_HEALTH_TOKEN": "demo-health-token"}
    prepared.copy_to(disk.outside)
    service = Service(disk.inside, settings, log=disk.outside / "service.log", before=disk.enter)
    try:
        service.wait_until_ready()
        yield service
    finally:
        disk.free()
        service.stop()


@pytest.mark.embedded
async def test_on_a_full_disk_calls_go_on_and_everything_comes_back_by_itself(
    disk: SmallDisk, embedded: Service, loops: Callable[[int], int]
) -> None:  # N44
    load = await meetings_under_way(embedded, [embedded.base_url], MEETINGS)
    people = await asyncio.to_thread(full_disk.staff, embedded)
    children = [embedded.wait_for_child(name) for name in ("web", "worker")]
    try:
        for number in range(loops(10)):
            await full_disk.fills(disk, load)
            await asyncio.to_thread(_refused_politely, embedded, people)
            await full_disk.calls_go_on(load, full_disk.SHORT if number else full_disk.LONG)
            await full_disk.is_emptied(disk, load, people)
        assert [embedded.child(name) for name in ("web", "worker")] == children, "they waited, none died"
        await full_disk.fills(disk, load)
        os.kill(children[0], signal.SIGKILL)
        embedded.wait_for_child("web", other_than=children[0])
        await asyncio.to_thread(embedded.wait_until_ready)
        await full_disk.is_emptied(disk, load, people)
    finally:
        await load.close()
    full_disk.require_sound(embedded, people)


def _refused_politely(service: Service, people: full_disk.Staff) -> None:
    """Each refusal beside what goes on."""
    stranger = Browser(service.base_url)
    page = full_disk.answer(people.administrator, "/administration/appearance")
    assert page[0] == 200
    going = ["/sign-in", "/health/live", "/health/ready"]
    assert [full_disk.answer(stranger, path)[0] for path in going] == [200, 200, 200]
    assert full_disk.answer(people.administrator, "/administration")[0] == 200
    assert full_disk.is_busy(people.look_until_refused()), "what is shown is written down"
    assert full_disk.is_busy(full_disk.uploaded(people.administrator, page[1]))
    assert full_disk.is_busy(full_disk.uploaded(people.administrator, page[1], more=5_000_000))
    file = service.data / "backup.tar"
    done = service.tried("backup", str(file))
    assert done.returncode == 1 and "No space left" in done.stdout and "Traceback" not in done.stderr


@pytest.fixture
def big_enough() -> Iterator[SmallDisk]:
    with SmallDisk(megabytes=160) as made:
        yield made


@pytest.mark.servers
async def test_postgres_on_a_full_disk_ends_no_call_and_comes_back_by_itself(
    big_enough: SmallDisk, tmp_path: Path, loops: Callable[[int], int]
) -> None:  # N44
    stack = Stack(disk=big_enough)
    fleet = Fleet(tmp_path / "data", stack.environment())
    try:
        kept = full_disk.Kept(stack, stack.start_postgres())
        stack.start_redis()
        stack.create_database("lasna")
        await asyncio.to_thread(fleet.start)
        keeping = asyncio.create_task(kept.keep())
        load = await meetings_under_way(fleet, fleet.addresses, MEETINGS)
        people = await asyncio.to_thread(full_disk.staff, fleet)
        try:
            for _ in range(loops(10)):
                await full_disk.fills(big_enough, load)
                assert full_disk.is_busy(await asyncio.to_thread(people.look_until_refused))
                await full_disk.calls_go_on(load, full_disk.SHORT)
                await full_disk.is_emptied(big_enough, load, people)
        finally:
            keeping.cancel()
            await load.close()
        full_disk.require_sound(fleet, people)
    finally:
        big_enough.free()
        fleet.stop()
        stack.stop()
