"""Processes restarted under a load, as a deploy does it."""

import asyncio
import time
from collections.abc import Callable

from lasna.tests.faults import whole
from lasna.tests.fleet import Fleet
from lasna.tests.load import Load

PAUSE = 5.0
"""Seconds after each process, as in ``deploy/roll``."""


def restart_each(fleet: Fleet) -> None:
    """One web process after the other restarted on its port, then the worker."""
    for port in fleet.ports:
        fleet.restart_web(port)
    fleet.restart_worker()


def roll(fleet: Fleet) -> None:
    """As ``deploy/roll``: each next web process before the last is ended. Then the worker."""
    for port in list(fleet.ports):
        fleet.replace_web(port)
        time.sleep(PAUSE)
    fleet.restart_worker()
    time.sleep(PAUSE)


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
