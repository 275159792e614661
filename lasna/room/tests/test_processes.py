"""More than one process: what another writes is heard, a killed one loses and doubles nothing."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from lasna.room.tests.socket_client import Screen
from lasna.room.tests.visitors import Encounter, encounter, let_in
from lasna.tests.service import Service
from lasna.tests.stack import Stack

WRITE = """
import os, sys, time, django
django.setup()
from django.db import transaction
from lasna.kernel.live.publish import publish
from lasna.meetings.events import CallTried
from lasna.meetings.models import Meeting
room = Meeting.objects.values_list("room_id", flat=True).get(pk=int(sys.argv[1]))
for number in range(int(sys.argv[2])):
    with transaction.atomic():
        publish(room, CallTried(answered=False, attempts=number + 1))
    # Faster than any meeting, and slower than what closes a screen that cannot follow (256 in a second).
    time.sleep(0.01)
"""

pytestmark = pytest.mark.process


def writer(service: Service, meeting_id: int, count: int) -> "subprocess.Popen[bytes]":
    """Another process that publishes to the meeting's room."""
    environment = service.environment | {"DJANGO_SETTINGS_MODULE": "lasna.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", WRITE, str(meeting_id), str(count)],
        env=environment,
    )


async def test_what_another_process_writes_reaches_the_screen_in_order(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host:
        welcome = await host.hear("welcome")
        first = next(iter(welcome["rooms"].values()))
        process = writer(service, met.meeting_id, 20)
        numbers = [(await host.hear("event"))["seq"] for _ in range(20)]
        assert numbers == list(range(first + 1, first + 21))
        assert await asyncio.to_thread(process.wait) == 0


async def test_two_web_processes_share_a_meeting(
    start_service: Callable[..., Service], stack: Stack | None
) -> None:
    """With Redis each side sits at another process; embedded there is one, and both sit there."""
    one = start_service()
    other = one
    if stack is not None:
        keys = {
            f"LASNA_{name.upper()}_KEY": (one.data / "keys" / name).read_text()
            for name in ("secret", "link", "field")
        }
        other = start_service(LASNA_DATABASE_URL=one.environment["LASNA_DATABASE_URL"], **keys)
    met = encounter(one)
    elsewhere = Encounter(other, met.meeting_id, met.participant_id, met.host_cookies, met.guest_cookies)
    async with met.host() as host, elsewhere.guest() as guest:
        await let_in(host, guest, met)
        await host.hear_event("seat.taken")
        for number in range(5):
            await guest.ask("signal.send", to="host-screen", signal={"kind": "restart", "attempt": number})
            assert (await host.hear("signal"))["signal"]["attempt"] == number
        async with elsewhere.host("another-screen") as near:
            await near.hear("welcome")
            for number in range(3):  # to all: beside the sender and at the other process, and once each
                await guest.ask("signal.send", to="", signal={"kind": "text", "text": f"{number}"})
                for screen in (host, near):
                    assert (await screen.hear("signal"))["signal"]["text"] == f"{number}"
        await host.ask("meeting.move_to_phone")
        assert (await guest.hear_event("meeting.moved_to_phone"))["calls_from"]


async def _attempts(screen: Screen, count: int, taken: list[int], under_way: asyncio.Event) -> None:
    for _ in range(count):
        if (await screen.ask("meeting.call_tried", answered=False))["type"] == "done":
            taken.append(screen.number)
        if len(taken) == 5:
            under_way.set()
        await asyncio.sleep(0.05)


async def _again(met: Encounter) -> tuple[Screen, dict[str, Any]]:
    """The same screen comes back as soon as somebody listens."""
    while True:
        screen = met.host()
        try:
            await screen.__aenter__()
            return screen, await screen.hear("welcome")
        except (OSError, ConnectionClosed):
            await asyncio.sleep(0.05)


async def test_a_killed_web_process_loses_and_doubles_nothing(
    service: Service, loops: Callable[[int], int]
) -> None:
    for _ in range(loops(30)):
        met = encounter(service)
        taken: list[int] = []
        async with met.host() as host:
            await host.hear("welcome")
            under_way = asyncio.Event()
            sending = asyncio.create_task(_attempts(host, 40, taken, under_way))
            await under_way.wait()
            web = service.wait_for_child("web")
            os.kill(web, signal.SIGKILL)
            with contextlib.suppress(ConnectionClosed):
                await sending
        sent = host.number
        screen, welcome = await _again(met)
        stored = welcome["snapshot"]["meetings"]["call_attempts"]
        assert len(taken) <= stored <= sent
        assert stored - len(taken) <= 1  # the one on its way when the process died
        (room, number), *_rest = welcome["rooms"].items()
        screen.heard.clear()
        await screen.ask("live.catch_up", room=int(room), after=0)
        seqs = [message["seq"] for message in screen.heard if message["type"] == "event"]
        assert seqs == list(range(1, number + 1))
        await screen.socket.close()
        service.wait_for_child("web", other_than=web)


async def test_a_hundred_commands_a_second_never_meet_a_locked_database(
    service: Service, loops: Callable[[int], int]
) -> None:
    """Web, worker and a third writer at once; every command is taken."""
    meetings = [encounter(service) for _ in range(6)]
    screens = [await met.host(f"host-screen-{number}").__aenter__() for number, met in enumerate(meetings)]
    for screen in screens:
        await screen.hear("welcome")
    rounds = loops(600)
    third = writer(service, meetings[0].meeting_id, rounds * 5)
    refusals: list[dict[str, Any]] = []

    async def press(screen: Screen) -> None:
        for _ in range(rounds):
            answer = await screen.ask("meeting.call_tried", answered=False)
            if answer["type"] != "done":
                refusals.append(answer)
            await asyncio.sleep(0.055)

    await asyncio.gather(*(press(screen) for screen in screens))
    for screen in screens:
        await screen.socket.close()
    assert await asyncio.to_thread(third.wait) == 0
    assert refusals == []
    assert "database is locked" not in service.said()
