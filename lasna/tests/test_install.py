"""docs/operate.md, followed line by line on a fresh machine, ends in a meeting over TLS. # N45"""

import asyncio
import json
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.request import HTTPSHandler, Request, urlopen

import pytest

from lasna.config.media import turn
from lasna.correspondence.tests import test_sms, test_smtp
from lasna.people.tests.browsing import code_of
from lasna.room.tests.socket_client import Screen
from lasna.room.tests.visitors import Browser
from lasna.tests import guide
from lasna.tests.machine import CHECKOUT, NAME, PUBLIC, WEB, Machine
from lasna.tests.stack import Stack

CONTAINERFILE = CHECKOUT / "deploy" / "Containerfile"
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


def first(pattern: str, text: str) -> str:
    """What the first group of ``pattern`` takes from ``text``; all of it where there is no group."""
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text}"
    return match[match.re.groups]


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

        return Browser(self.machine.base_url, Handler())

    def screen(self, path: str, cookies: dict[str, str], name: str) -> Screen:
        trusts = ssl.create_default_context(cafile=self.machine.trusts)
        way = {"host": "127.0.0.1", "port": self.machine.ports["443"], "ssl": trusts}
        return Screen(self.machine.base_url, path, cookies, name, server_hostname=NAME, **way)


def socket_to(port: int, trusts: ssl.SSLContext) -> ssl.SSLSocket:
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
    address = f"{browser.base_url}/sign-in"
    page = browser.post(address, browser.get(address), login=ADMINISTRATOR, password=PASSWORD)
    assert "/settings/sign-in/app" in page, "a new organisation asks for a second factor"
    address = f"{browser.base_url}/settings/sign-in/app"
    page = browser.get(address)
    secret = first(r'data-testid="secret">([A-Z2-7 ]+)<', page).replace(" ", "")
    page = browser.post(address, page, code=code_of(secret))
    browser.post(f"{browser.base_url}/settings/sign-in/codes", page)
    assert "sign-out" in browser.get(f"{browser.base_url}/")
    assert all(cookie.secure for cookie in browser.jar)


def plan(browser: Browser) -> int:
    """A client, and a meeting with them now. The meeting's number."""
    base = browser.base_url
    page = browser.get(f"{base}/clients/new")
    client = {
        "first_name": "Aino",
        "last_name": "Esimerkki",
        "email": "aino@example.org",
        "phone": "040 123 4567",
        "language": "fi",
        "wish": "video",
        "office": first(r'name="office" value="(\d+)"', page),
    }
    card = browser.post(f"{base}/clients/new", page, **client)
    address = base + first(r"/meetings/new\?client=\d+", card)
    page = browser.get(address)
    wanted = {
        "type": first(r'<option value="(\d+)"', page),
        "moment": "now",
        "planned_channel": "video",
        "send_by": "email",
    }
    return int(first(r"/live/meeting/(\d+)", browser.post(address, page, **wanted)))


def come(there: Installed) -> tuple[int, dict[str, str]]:
    """The client follows the mail and the text message. Their number and cookies."""
    until(lambda: there.mails.mails, "the invitation")
    letter = there.mails.mail().get_body(("plain",))
    assert letter is not None
    link = first(rf"{there.machine.base_url}/m/[\w-]+", str(letter.get_content()))
    browser = there.browser()
    browser.post(f"{link}/ask-code", browser.get(link))
    [(_headers, message)] = until(lambda: there.texts.took, "the code")
    browser.post(f"{link}/enter", browser.get(f"{link}/code"), code=first(r"\b\d{6}\b", message))
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
        found.append(float(first(r"(?m)^lasna_sockets (\S+)", figures)))
    return found


async def meet(host: Screen, guest: Screen, there: Installed, participant: int) -> None:
    """Waiting, let in, heard by each other through two processes; the relay opens to whom it should."""
    assert (await host.hear("welcome"))["standing"] == "host"
    await guest.hear("welcome", standing="waiting")
    assert await asyncio.to_thread(sockets_of, there.machine) == [1, 1]
    await guest.ask("door.step", step="ready", camera="on", microphone="on")
    await host.hear_event("participant.waiting")
    assert (await host.ask("meeting.admit", participant=participant))["type"] == "done"
    inside = await guest.hear("welcome", standing="guest")
    await host.hear_event("seat.taken")
    for one, other in ((guest, host), (host, guest)):
        for number in range(3):
            await one.ask("signal.send", to=other.name, signal={"kind": "restart", "attempt": number})
            assert (await other.hear("signal"))["signal"]["attempt"] == number
    [relay] = inside["snapshot"]["room"]["ice_servers"]
    known_by = relay["username"], relay["credential"]
    with turn.Knock((PUBLIC, there.machine.ports["3478"]), known_by) as knock:
        assert await asyncio.to_thread(knock.allocate) == turn.SUCCESS
    assert (await host.ask("meeting.end"))["type"] == "done"
    await guest.hear_event("meeting.ended")


async def test_the_document_followed_line_by_line_ends_in_a_meeting_over_tls(installed: Installed) -> None:
    adviser = installed.browser()
    sign_in(adviser)
    meeting = plan(adviser)
    participant, cookies = come(installed)
    async with (
        installed.screen(f"/live/meeting/{meeting}", adviser.cookies, "host-screen") as host,
        installed.screen(f"/live/seat/{participant}", cookies, "guest-screen") as guest,
    ):
        await meet(host, guest, installed, participant)
    back_up(installed.machine)
    knock_at_the_door_of_certificates(installed.machine)
    look_as_a_container_does(installed.machine)


def knock_at_the_door_of_certificates(machine: Machine) -> None:
    """Without TLS there is what the authority asks for, and a way to the rest."""
    (machine.root / "var/www/html/.well-known/acme-challenge").mkdir(parents=True)
    (machine.root / "var/www/html/.well-known/acme-challenge/probe").write_text("ours")
    plain = HTTPConnection("127.0.0.1", machine.ports["80"], timeout=30)
    answers = []
    for path in "/.well-known/acme-challenge/probe", "/m/some-token":
        plain.request("GET", path, headers={"Host": NAME})
        answer = plain.getresponse()
        answers.append((answer.status, answer.headers["Location"], answer.read() == b"ours"))
    plain.close()
    assert answers == [(200, None, True), (308, f"https://{NAME}/m/some-token", False)]


def look_as_a_container_does(machine: Machine) -> None:
    """The image's own question, put to a web process."""
    line = first(r"(?m)^HEALTHCHECK .* CMD (.*)$", CONTAINERFILE.read_text())
    words = json.loads(line.replace(":8000/", f":{machine.ports[WEB[0]]}/"))
    assert subprocess.run(words, env=machine.environment, check=False).returncode == 0
    assert subprocess.run(
        [*words[:-1], words[-1].replace("/live", "/no")], check=False, stderr=subprocess.DEVNULL
    ).returncode


def back_up(machine: Machine) -> None:
    """What the timer starts by night."""
    words, variables = machine.unit("lasna-backup")
    done = subprocess.run(
        words, env=machine.environment | variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    kept = sorted(path.name for path in (machine.root / "var/backups/lasna").iterdir())
    assert len(kept) == 3
    assert kept[0] == "erased.jsonl"
    assert (machine.root / "etc/lasna/keys-of-backups.json").stat().st_mode & 0o777 == 0o600
