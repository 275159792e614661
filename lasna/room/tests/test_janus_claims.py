"""Sessions outlive connections and processes; what cannot is told. # N16 N20"""

import asyncio
import os
import signal
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from lasna.room.adapters.janus import Event, Janus, Publisher, Subscriber, Wanted, errors
from lasna.room.adapters.janus.events import MediaDown, Published, SessionLost, Unpublished
from lasna.room.adapters.janus.server import PAUSES, pause
from lasna.room.tests.seats import PATIENCE, Seat, at, room_at, sit, sitting_and_sending
from lasna.tests.certificate import certificate_for
from lasna.tests.media import Media
from lasna.tests.stack import program

pytestmark = [pytest.mark.process, pytest.mark.once]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certificate")
    certificate_for("browser", made)
    return made


async def test_a_session_outlives_its_connection(media: Media, folder: Path) -> None:
    async with at(media) as janus, room_at(janus) as room, AsyncExitStack() as stack:
        other = await sit(janus, room, "other")
        [one] = await sitting_and_sending(stack, janus, room, folder, "one")
        assert janus._wire
        janus._wire.socket.transport.abort()  # as a lost network does: without a word
        await janus._wire.socket.wait_closed()
        assert await janus.participants(room) == {"one": True, "other": False}  # asked when it is back
        await one.publisher.unpublish()
        assert (await other.hears(Unpublished)).who == "one"


OWNER = """
import asyncio, sys
from lasna.room.tests.seats import sit
from lasna.room.adapters.janus import Janus

async def main(url, secret, room):
    async with Janus(url, secret) as janus:
        for who in ("one", "other"):
            seat = await sit(janus, room, who)
            print(seat.session.number, seat.publisher.handle.number, seat.private, flush=True)
        await asyncio.Event().wait()

asyncio.run(main(*sys.argv[1:]))
"""


async def test_the_sessions_of_a_process_that_was_killed_are_claimed(media: Media, folder: Path) -> None:
    async with at(media) as janus, room_at(janus) as room:
        owner = await asyncio.create_subprocess_exec(
            program("setpriv"),
            "--pdeathsig=KILL",
            "--",
            *(sys.executable, "-c", OWNER, media.url, media.secret, room),
            stdout=asyncio.subprocess.PIPE,
        )
        assert owner.stdout
        kept = [[int(word) for word in (await owner.stdout.readline()).split()] for _seat in range(2)]
        owner.kill()
        await owner.wait()
        assert await janus.participants(room) == {"one": False, "other": False}
        one, other = [await _taken(janus, *numbers) for numbers in kept]
        async with one.sends(folder):
            [feed] = (await other.hears(Published)).feeds
            assert feed.who == "one"
            subscriber = Subscriber(await other.session.attach())
            pin = janus.pin_of(room)
            assert await subscriber.join(room, [Wanted("one")], private=other.private, pin=pin)


async def _taken(janus: Janus, session: int, handle: int, private: int) -> Seat:
    told: list[Event] = []
    claimed = await janus.claim(session, told.append)
    return Seat(claimed, Publisher(claimed.handle(handle)), private, told)


async def test_media_go_on_while_a_session_changes_hands(media: Media, folder: Path) -> None:
    async with at(media) as first, at(media) as second, room_at(first) as room:
        one = await sit(first, room, "one")
        async with one.sends(folder):
            first.let_go(one.session)
            taken = await _taken(second, one.session.number, one.publisher.handle.number, one.private)
            assert await second.participants(room) == {"one": True}
            assert [event for event in one.told if isinstance(event, MediaDown | SessionLost)] == []
            await taken.publisher.unpublish()
            await taken.hears(MediaDown)
            assert [event for event in one.told if isinstance(event, MediaDown)] == []


async def test_a_session_that_never_was_is_not_claimed(media: Media) -> None:
    async with at(media) as janus:
        with pytest.raises(errors.SessionGone):
            await janus.claim(1234, lambda _event: None)


async def test_sessions_of_a_janus_that_was_killed_are_told_lost(media: Media) -> None:
    async with at(media, within=PATIENCE) as janus, room_at(janus) as room:
        one = await sit(janus, room, "one")
        before = media.wait_for_child("janus")
        os.kill(before, signal.SIGKILL)
        media.wait_for_child("janus", other_than=before)
        assert await one.hears(SessionLost) == SessionLost(one.session.number)
        with pytest.raises(errors.SessionGone):
            await one.publisher.unpublish()
        assert not await janus.has_room(room)
        await janus.create_room(room)
        await sit(janus, room, "one")
        assert await janus.participants(room) == {"one": False}


async def test_a_question_to_nobody_ends_in_time(tmp_path: Path) -> None:
    async with Janus(f"unix:{tmp_path}/janus.sock", "0" * 64, within=0.3) as janus:
        with pytest.raises(errors.Away):
            await janus.info()


def hang(number: int) -> None:
    """Until the last thread stands still: a signal to a process takes its time to reach them all."""
    os.kill(number, signal.SIGSTOP)
    while any(_goes_on(task) for task in Path(f"/proc/{number}/task").glob("*/stat")):
        time.sleep(0.01)


def _goes_on(task: Path) -> bool:
    return task.read_text().rpartition(") ")[2][0] != "T"


async def test_a_janus_that_hangs_is_late_and_then_goes_on(media: Media) -> None:
    async with at(media, within=1.0) as janus:
        await janus.info()
        number = media.wait_for_child("janus")
        try:
            hang(number)
            with pytest.raises(errors.Late):
                await janus.info()
        finally:
            os.kill(number, signal.SIGCONT)
        assert (await janus.info())["version_string"]


def test_tries_come_ever_later_and_not_at_once() -> None:
    for attempt, most in enumerate((*PAUSES, PAUSES[-1])):
        drawn = [pause(attempt) for _time in range(200)]
        assert most / 2 <= min(drawn) < max(drawn) <= most
        assert len(set(drawn)) > 100
