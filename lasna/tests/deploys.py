"""Processes restarted under a load, as a deploy does it."""

import asyncio
import time
from collections.abc import Callable

from lasna.tests.faults import whole
from lasna.tests.fleet import Fleet
from lasna.tests.load import Load

PAUSE = 5.0
"""Seconds after each process, as docs/operate.md has it: nobody is sent away a second time meanwhile."""


def roll(fleet: Fleet, *, pause: float = 0.0) -> None:
    """One web process after the other, then the worker."""
    for port in fleet.ports:
        fleet.restart_web(port)
        time.sleep(pause)
    fleet.restart_worker()
    time.sleep(pause)


async def survive(load: Load, restart: Callable[[], None], *, rounds: int, every: float) -> None:
    """Meetings go on through ``rounds`` restarts: nothing is lost or doubled, and nobody goes away."""
    over = asyncio.Event()
    going = [asyncio.create_task(meeting.go_on(every=every, over=over)) for meeting in load.meetings]
    for _ in range(rounds):
        await asyncio.to_thread(restart)
        await load.until_everybody_is_here()
    over.set()
    await asyncio.gather(*going)
    await load.until_quiet()
    await whole(load)
    if not all(meeting.signalled and meeting.switched for meeting in load.meetings):
        raise AssertionError("a meeting stood still")
    if away := [screen.path for screen in load.screens if screen.heard("participant.away")]:
        raise AssertionError(f"a restart is nobody's going away: {away}")
