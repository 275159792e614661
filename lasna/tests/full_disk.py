"""The disk runs full under meetings, and is emptied again. Scenes assert the promise and return seconds."""

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from urllib.error import HTTPError
from urllib.request import Request

from PIL import Image

from lasna.room.tests.visitors import Browser
from lasna.tests.faults import Server, passes, since, taken, whole
from lasna.tests.load import Load, Running
from lasna.tests.small_disk import SmallDisk
from lasna.tests.stack import Stack

SHORT = 1.0
LONG = 14.0  # seconds: longer than the silence after which a screen takes its socket for dead
ADVISER, ADMINISTRATOR = "tyontekija@demo.invalid", "hallinta@demo.invalid"
BOUNDARY = "demo-boundary"


def _picture() -> bytes:
    """Noise, so that it does not shrink."""
    out = BytesIO()
    Image.effect_noise((300, 90), 90).save(out, "PNG")
    return out.getvalue()


PICTURE = _picture()
CHECK = """
from django.db import connection
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA integrity_check")
        print(cursor.fetchall(), connection.check_constraints())
    else:
        # Reads every row of every table and every index through the checks of PostgreSQL itself.
        cursor.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        cursor.execute("SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE a.amname = 'btree' AND c.relkind = 'i' AND n.nspname = 'public'")
        print([('ok',)], None)
"""
LOOKS = """
from lasna.kernel.audit.models import AuditRow
print(AuditRow.objects.filter(deed="client.looked", ids=[1]).count())
"""


@dataclass
class Staff:
    """Two members of staff, signed in while there was room."""

    adviser: Browser
    administrator: Browser
    looks_before: int
    shown: int = 0
    """How often the adviser was shown the client's card."""

    def look(self) -> tuple[int, str]:
        told = answer(self.adviser, "/clients/1")
        self.shown += told[0] == 200
        return told

    def look_until_refused(self) -> tuple[int, str]:
        """PostgreSQL has room in its files for some rows more: who looked is written there."""
        while (told := self.look())[0] == 200:
            continue
        return told


def signed_in(running: Running, email: str) -> Browser:
    password = running.command("manage", "shell", "-v0", "-c", PASSWORD).strip()
    browser = Browser(running.base_url)
    address = f"{running.base_url}/sign-in"
    browser.post(address, browser.get(address), login=email, password=password)
    assert "sessionid" in browser.cookies, "signed in"
    return browser


PASSWORD = "from lasna.config import demo; print(demo.password())"


def staff(running: Running) -> Staff:
    looks = int(running.command("manage", "shell", "-v0", "-c", LOOKS))
    return Staff(signed_in(running, ADVISER), signed_in(running, ADMINISTRATOR), looks)


def answer(browser: Browser, path: str) -> tuple[int, str]:
    """Status and text of a page."""
    return _told(lambda: browser.get(f"{browser.base_url}{path}"))


def _told(ask: Callable[[], str]) -> tuple[int, str]:
    try:
        return 200, ask()
    except HTTPError as error:
        return error.code, error.read().decode()


def uploaded(browser: Browser, page: str, *, more: int = 0) -> tuple[int, str]:
    """A logo is sent in, with ``more`` bytes behind the picture."""
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', page)
    fields = {"csrfmiddlewaretoken": token[1] if token else "", "name": "Demo-toimisto", "colour": "#0b5a60"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="logo"; filename="demo.png"\r\n\r\n'
    body = b"".join([*parts, head.encode(), PICTURE, bytes(more), f"\r\n--{BOUNDARY}--\r\n".encode()])
    address = f"{browser.base_url}/administration/appearance"
    headers = {
        "Origin": browser.base_url,
        "Referer": address,
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }

    def send() -> str:
        with browser.opener.open(Request(address, body, headers), timeout=30) as told:
            return str(told.read().decode())

    return _told(send)


def is_busy(told: tuple[int, str]) -> bool:
    """A refusal in words: never a crash."""
    return told[0] == 503 and "<main" in told[1]


async def fills(disk: SmallDisk, load: Load) -> None:
    """To the last byte, until somebody is told that nothing can be saved."""
    number = 0
    while True:
        await asyncio.to_thread(disk.fill)
        results = [await taken(meeting, f"filling {time.monotonic()} {number}") for meeting in load.meetings]
        if not any(results):
            return
        number += 1


async def is_emptied(disk: SmallDisk, load: Load, people: Staff) -> dict[str, float]:
    """Room again: how long until everybody is here, is shown clients, and can write."""
    disk.free()
    back = time.monotonic()
    seconds = {
        "pages back": await since(back, lambda: people.look()[0] == 200),
    }
    for meeting in load.meetings:
        await meeting.host.welcomed.wait()
        while not await taken(meeting, f"emptied {back} {time.monotonic()}"):  # noqa: ASYNC110 - pressed again
            await asyncio.sleep(0.1)
    await load.until_everybody_is_here()
    seconds["commands back"] = time.monotonic() - back
    await load.until_quiet()
    await whole(load)
    return seconds


async def calls_go_on(load: Load, held: float) -> None:
    """Sockets stay open, and what browsers say to each other passes."""
    breaks = sum(len(screen.returns) for screen in load.screens)
    for number, meeting in enumerate(load.meetings):
        assert await passes(meeting, int(time.monotonic() * 1000) + number), "signals pass on a full disk"
    await asyncio.sleep(held)
    assert all(screen.welcomed.is_set() for screen in load.screens), "sockets stay open"
    assert sum(len(screen.returns) for screen in load.screens) == breaks, "and none came back in between"


def require_sound(running: Running, people: Staff) -> None:
    """Nothing is broken, and nothing was shown without being written down."""
    told = running.command("manage", "shell", "-v0", "-c", CHECK)
    assert told == "[('ok',)] None\n", told
    looks = int(running.command("manage", "shell", "-v0", "-c", LOOKS)) - people.looks_before
    assert looks >= people.shown, (looks, people.shown)
    assert running.command("audit", "verify") == "Every chain is whole.\n"


@dataclass
class Kept:
    """PostgreSQL on the small disk, started anew when it ends, as systemd does."""

    stack: Stack
    server: Server
    starts: int = 0

    async def keep(self) -> None:
        while True:
            if self.server.poll() is not None:
                self.starts += 1
                with suppress(RuntimeError, TimeoutError):
                    self.server = await asyncio.to_thread(self.stack.start_postgres)
            await asyncio.sleep(0.5)
