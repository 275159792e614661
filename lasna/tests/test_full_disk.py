"""The disk runs full: calls go on, what must be written is refused in words, nothing is broken. # N44"""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lasna.room.tests.visitors import Browser
from lasna.tests import full_disk
from lasna.tests.load import meetings_under_way
from lasna.tests.service import Service
from lasna.tests.small_disk import SmallDisk

pytestmark = [pytest.mark.process, pytest.mark.slow]
MEETINGS = 3


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with SmallDisk(tmp_path / "disk", megabytes=24) as made:
        yield made


@pytest.fixture
def embedded(disk: SmallDisk) -> Iterator[Service]:
    """Database, log and temporary files, all on the disk that runs full."""
    settings = {"TMPDIR": str(disk.inside), "LASNA_HEALTH_TOKEN": "demo-health-token"}
    service = Service(disk.inside, settings, log=disk.outside / "service.log", before=disk.enter)
    try:
        service.wait_until_ready()
        yield service
    finally:
        disk.free()
        service.stop()


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
            await full_disk.calls_go_on(load, 1 if number else full_disk.HELD)
            await full_disk.is_emptied(disk, load, people)
        assert [embedded.child(name) for name in ("web", "worker")] == children, "they waited, none died"
        await full_disk.fills(disk, load)
        os.kill(children[0], signal.SIGKILL)
        embedded.wait_for_child("web", other_than=children[0])
        await asyncio.to_thread(embedded.wait_until_ready)
        await full_disk.is_emptied(disk, load, people)
    finally:
        await load.close()
    assert embedded.command("manage", "shell", "-v0", "-c", full_disk.CHECK) == "[('ok',)] None\n"
    assert embedded.command("audit", "verify") == "Every chain is whole.\n"


def _refused_politely(service: Service, people: full_disk.Staff) -> None:
    """Each refusal beside what goes on."""
    stranger = Browser(service.base_url)
    page = full_disk.answer(people.administrator, "/administration/appearance")
    assert page[0] == 200
    going = ["/sign-in", "/health/live", "/health/ready"]
    assert [full_disk.answer(stranger, path)[0] for path in going] == [200, 200, 200]
    assert full_disk.answer(people.administrator, "/administration")[0] == 200
    assert full_disk.is_busy(full_disk.answer(people.adviser, "/clients/1")), "what is shown is written down"
    assert full_disk.is_busy(full_disk.uploaded(people.administrator, page[1]))
    assert full_disk.is_busy(full_disk.uploaded(people.administrator, page[1], more=5_000_000))
    file = service.data / "backup.tar"
    done = service.tried("backup", str(file))
    assert done.returncode == 1 and "No space left" in done.stdout and "Traceback" not in done.stderr
