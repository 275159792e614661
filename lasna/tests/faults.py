"""What breaks, and how long until all is as before. Each scene asserts its promise and returns seconds."""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import redis

from lasna.room.tests.visitors import Browser
from lasna.tests.fleet import Fleet
from lasna.tests.load import Load, Meeting
from lasna.tests.stack import Stack

PATIENCE = 60.0
Server = subprocess.Popen[bytes]


def kill_whole(server: Server) -> None:
    """SIGKILL to the server and every process of it, by their numbers."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    for number in (server.pid, *map(int, children)):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    server.wait()


def asked(address: str) -> tuple[int, str]:
    """Status and text; 0: no answer."""
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except (URLError, ConnectionError, TimeoutError):
        return 0, ""


def opened(browser: Browser, path: str) -> tuple[int, str]:
    """Status and text of a page, for whoever this browser is."""
    try:
        return 200, browser.get(f"{browser.base_url}{path}")
    except HTTPError as error:
        return error.code, error.read().decode()


def ready(address: str) -> bool:
    return asked(f"{address}/health/ready")[0] == 200


def _opens(address: str) -> bool:
    return asked(f"{address}/mailbox")[0] == 200


async def since(began: float, true: Callable[[], bool]) -> float:
    """Seconds from ``began`` until it is so."""
    while not await asyncio.to_thread(true):
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def whole(load: Load) -> None:
    """Nothing that was acknowledged is lost, and nothing doubled."""
    if found := await load.faults():
        raise AssertionError("\n".join(found))


async def passes(meeting: Meeting, attempt: int) -> bool:
    """A signal from the host reaches the guest, perhaps at another process."""
    text = {"kind": "restart", "attempt": attempt}
    await meeting.host.ask("signal.send", to=meeting.guest.name, signal=text)
    try:
        async with asyncio.timeout(1):
            await meeting.guest.until(lambda: attempt in meeting.guest.signals)
    except TimeoutError:
        return False
    return True


async def taken(meeting: Meeting, words: str) -> bool:
    """A command that writes is taken; else it is refused with its code."""
    result = await meeting.host.ask(
        "meeting.say", participant=meeting.participant, words=words, minutes_late=0
    )
    if result == "done":
        meeting.said.append(words)
    elif result == "no_connection":
        meeting.perhaps_said.append(words)
    else:
        assert result == "later", result
    return result == "done"


async def postgres_dies(
    fleet: Fleet, stack: Stack, server: Server, load: Load, *, away: float
) -> tuple[Server, dict[str, float]]:
    """Killed, and started again after ``away`` seconds. The new server, and how long things took."""
    over = asyncio.Event()
    going = [asyncio.create_task(meeting.go_on(every=1.0, over=over)) for meeting in load.meetings]
    await asyncio.sleep(1)
    breaks = sum(len(screen.returns) for screen in load.screens)
    kill_whole(server)
    began = time.monotonic()
    seconds = {"refusal": await _refused(load.meetings[0], began)}
    for number, meeting in enumerate(load.meetings):
        assert await passes(meeting, 10**6 + int(began * 100) + number), "signals pass without a database"
    status, page = await asyncio.to_thread(asked, f"{fleet.base_url}/mailbox")
    assert status == 503 and "Retry" not in page and "<main" in page, (status, page)
    assert (await asyncio.to_thread(asked, f"{fleet.base_url}/health/live"))[0] == 200
    assert not await asyncio.to_thread(ready, fleet.base_url)
    await asyncio.sleep(max(away - (time.monotonic() - began), 0))
    broken = [screen.path for screen in load.screens if not screen.welcomed.is_set()]
    assert not broken and sum(len(screen.returns) for screen in load.screens) == breaks, "sockets stay open"
    again = await asyncio.to_thread(stack.start_postgres)
    back = time.monotonic()
    seconds["pages back"] = await since(back, lambda: all(_opens(address) for address in fleet.addresses))
    seconds["commands back"] = await _all_taken(load, back)
    over.set()
    await asyncio.gather(*going)
    await load.until_quiet()
    await whole(load)
    return again, seconds


async def _refused(meeting: Meeting, began: float) -> float:
    """Until somebody is told in words that it cannot be saved."""
    number = 0
    while await taken(meeting, f"while away {began:.2f} {number}"):
        number += 1
    return time.monotonic() - began


async def _all_taken(load: Load, back: float) -> float:
    """Until each meeting's command is taken."""

    async def until_taken(meeting: Meeting) -> None:
        number = 0
        while not await taken(meeting, f"back {back:.2f} {number}"):
            number += 1
            await asyncio.sleep(0.05)

    await asyncio.gather(*(until_taken(meeting) for meeting in load.meetings))
    return time.monotonic() - back


async def redis_dies(
    stack: Stack, server: Server, load: Load, *, away: float
) -> tuple[Server, dict[str, float]]:
    """Emptied, killed, and started empty after ``away`` seconds."""
    over = asyncio.Event()
    going = [asyncio.create_task(meeting.go_on(every=1.0, over=over)) for meeting in load.meetings]
    await asyncio.sleep(1)
    with redis.Redis(port=stack.redis_port) as client:
        client.flushall()
    kill_whole(server)
    began = time.monotonic()
    seconds = {"caught up without": await _heard(load, "while away", began)}
    await asyncio.sleep(max(away - (time.monotonic() - began), 0))
    again = await asyncio.to_thread(stack.start_redis)
    back = time.monotonic()
    over.set()
    await asyncio.gather(*going)
    await load.until_quiet()
    seconds["caught up"] = time.monotonic() - back
    for number, meeting in enumerate(load.meetings):
        attempt = 10**6 + int(back * 100) + number * 1000
        while not await passes(meeting, attempt):
            attempt += 1
    seconds["signals back"] = time.monotonic() - back
    await whole(load)
    return again, seconds


async def _heard(load: Load, words: str, began: float) -> float:
    """Until both of each meeting have heard what was said just now: writing goes on."""

    async def say(meeting: Meeting) -> None:
        mine = f"{words} {began:.2f}"
        assert await taken(meeting, mine), "commands are taken"
        await meeting.guest.until(
            lambda: any(event["words"] == mine for event in meeting.guest.heard("door.said"))
        )

    await asyncio.gather(*(say(meeting) for meeting in load.meetings))
    return time.monotonic() - began


def messages_all_sent(fleet: Fleet) -> dict[str, int]:
    """How many messages are sent, and how many the mailbox has, once none that is due waits."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found: dict[str, int] = json.loads(fleet.command("manage", "shell", "-v0", "-c", COUNT))
        if found.keys() == {"sent", "mailbox"}:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(found)


COUNT = """
import json
from collections import Counter
from lasna.correspondence.models import MailboxItem, Message
from lasna.kernel import clock
found = Counter(Message.objects.filter(due_at__lte=clock.now()).values_list("state", flat=True))
print(json.dumps(found | {"mailbox": MailboxItem.objects.count()}))
"""
