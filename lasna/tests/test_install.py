"""docs/operate.md, followed line by line on a fresh machine, ends in a meeting over TLS. # N45"""

import asyncio
import re
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPSConnection
from typing import Any
from urllib.request import HTTPSHandler, Request, urlopen

import pytest

from lasna.correspondence.tests import test_sms, test_smtp
from lasna.room.tests.socket_client import Screen
from lasna.room.tests.visitors import Browser
from lasna.tests import guide, turn
from lasna.tests.machine import CHECKOUT, NAME, RELAY, WEB, Machine
from lasna.tests.stack import Stack

PASSWORD = "kolme-kanaa-ja-kukko"
ADMINISTRATOR = "administrator@example.org"
PATIENCE = 60.0  # seconds for a message to leave
pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.once]

mails = test_smtp.sink
texts = test_sms.gateway


def until(found: Callable[[], Any], what: str) -> Any:
    """What ``found`` finds, once it does."""
    deadline = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.05)
    return value


@dataclass
class Installed:
    machine: Machine
    mails: test_smtp.Sink
    texts: test_sms.Gateway

    def browser(self) -> Browser:
        """Finds the name at this machine's port, as a name server would; trusts its certificate."""
        trusts = ssl.create_default_context(cafile=self.machine.trusts)
        port = self.machine.ports["443"]

        class Near(HTTPSConnection):
            def connect(self) -> None:
                self.sock = socket_to(port, trusts)

        class Handler(HTTPSHandler):
            def https_open(self, request: Request) -> Any:
                return self.do_open(Near, request)

        return Browser(self.machine, Handler())

    def screen(self, path: str, cookies: dict[str, str], name: str) -> Screen:
        trusts = ssl.create_default_context(cafile=self.machine.trusts)
        way = {"host": "127.0.0.1", "port": self.machine.ports["443"], "ssl": trusts}
        return Screen(self.machine.base_url, path, cookies, name, server_hostname=NAME, **way)


def socket_to(port: int, trusts: ssl.SSLContext) -> ssl.SSLSocket:
    import socket

    return trusts.wrap_socket(socket.create_connection(("127.0.0.1", port), 30), server_hostname=NAME)


@pytest.fixture
def installed(tmp_path: Any, mails: test_smtp.Sink, texts: test_sms.Gateway) -> Iterator[Installed]:
    document = (CHECKOUT / "docs" / "operate.md").read_text()
    with Stack(owner="postgres") as stack:
        servers = {
            "redis://127.0.0.1:6379/0": f"redis://127.0.0.1:{stack.redis_port}/0",
            "smtp+starttls://user:password@mail.example.org:587": mails.url,
            "https://sms.example.org/send": texts.url,
        }
        environment = {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(stack.postgres_port),
            "LASNA_SETUP_PASSWORD": PASSWORD,
        }
        with Machine(tmp_path, servers, environment) as machine:
            for block in guide.blocks(guide.section(document, "Install, line by line")):
                machine.follow(block)
            assert machine.elsewhere.unused == set()
            yield Installed(machine, mails, texts)


def sign_in(browser: Browser) -> None:
    """As the first administrator."""
    address = f"{browser.service.base_url}/sign-in"
    page = browser.post(address, browser.get(address), login=ADMINISTRATOR, password=PASSWORD)
    assert "sign-out" in page
    assert all(cookie.secure for cookie in browser.jar)


def plan(browser: Browser) -> int:
    """A client, and a meeting with them now. The meeting's number."""
    base = browser.service.base_url
    page = browser.get(f"{base}/clients/new")
    office = re.search(r'name="office" value="(\d+)"', page)
    assert office
    details = {"first_name": "Aino", "last_name": "Esimerkki", "email": "aino@example.org"}
    card = browser.post(
        f"{base}/clients/new",
        page,
        phone="040 123 4567",
        language="fi",
        wish="video",
        office=office[1],
        **details,
    )
    new = re.search(r"/meetings/new\?client=\d+", card)
    assert new
    page = browser.get(base + new[0])
    kind = re.search(r'<option value="(\d+)"', page)
    assert kind
    room = browser.post(
        base + new[0], page, type=kind[1], moment="now", planned_channel="video", send_by="email"
    )
    number = re.search(r"/live/meeting/(\d+)", room)
    assert number
    return int(number[1])


def come(there: Installed) -> tuple[int, dict[str, str]]:
    """The client follows the mail and the text message. Their number and cookies."""
    until(lambda: there.mails.mails, "the invitation")
    letter = there.mails.mail().get_body(("plain",))
    assert letter is not None
    link = re.search(rf"{there.machine.base_url}/m/[\w-]+", str(letter.get_content()))
    assert link
    browser = there.browser()
    browser.post(f"{link[0]}/ask-code", browser.get(link[0]))
    [(_headers, message)] = until(lambda: there.texts.took, "the code")
    code = re.search(r"\b\d{6}\b", message)
    assert code
    browser.post(f"{link[0]}/enter", browser.get(f"{link[0]}/code"), code=code[0])
    seat = next(name for name in browser.cookies if name.startswith("lasna_seat_"))
    return int(seat.rsplit("_", 1)[1]), browser.cookies


def sockets_of(machine: Machine) -> list[float]:
    """How many sockets each web process holds, as Prometheus is told."""
    _words, variables = machine.unit(machine.started[0])
    found = []
    for port in WEB:
        request = Request(f"http://127.0.0.1:{machine.ports[port]}/metrics")
        request.add_header("Authorization", f"Bearer {variables['LASNA_METRICS_TOKEN']}")
        with urlopen(request, timeout=30) as answer:
            figures = answer.read().decode()
        found.append(float(re.search(r"^lasna_sockets (\S+)", figures, re.MULTILINE)[1]))
    return found


async def meet(
    there: Installed,
    meeting: int,
    host_cookies: dict[str, str],
    guest_cookies: dict[str, str],
    participant: int,
) -> None:
    async with (
        there.screen(f"/live/meeting/{meeting}", host_cookies, "host-screen") as host,
        there.screen(f"/live/seat/{participant}", guest_cookies, "guest-screen") as guest,
    ):
        assert (await host.hear("welcome"))["standing"] == "host"
        await guest.hear("welcome", standing="waiting")
        assert await asyncio.to_thread(sockets_of, there.machine) == [1, 1]
        await guest.ask("door.step", step="ready", camera="on", microphone="on")
        await host.hear_event("participant.waiting")
        assert (await host.ask("meeting.admit", participant=participant))["type"] == "done"
        inside = await guest.hear("welcome", standing="guest")
        await host.hear_event("seat.taken")
        for number in range(3):
            await guest.ask("signal.send", to="host-screen", signal={"kind": "restart", "attempt": number})
            assert (await host.hear("signal"))["signal"]["attempt"] == number
            await host.ask("signal.send", to="guest-screen", signal={"kind": "restart", "attempt": number})
            assert (await guest.hear("signal"))["signal"]["attempt"] == number
        [relay] = inside["snapshot"]["room"]["ice_servers"]
        known_by = relay["username"], relay["credential"]
        with turn.Knock((RELAY, there.machine.ports["3478"]), known_by) as knock:
            assert await asyncio.to_thread(knock.allocate) == turn.SUCCESS
        assert (await host.ask("meeting.end"))["type"] == "done"


def test_the_document_followed_line_by_line_ends_in_a_meeting_over_tls(installed: Installed) -> None:
    adviser = installed.browser()
    sign_in(adviser)
    meeting = plan(adviser)
    participant, cookies = come(installed)
    asyncio.run(meet(installed, meeting, adviser.cookies, cookies, participant))
    back_up(installed.machine)


def back_up(machine: Machine) -> None:
    """What the timer starts by night."""
    words, variables = machine.unit("lasna-backup")
    done = subprocess.run(
        words, env=machine.environment | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    kept = sorted(path.name for path in (machine.root / "var/backups/lasna").iterdir())
    assert len(kept) == 2
    assert (machine.root / "root/lasna-keys.json").stat().st_mode & 0o777 == 0o600
