"""Which addresses of calendars are asked: none inside our own network, wherever a name leads. # N44"""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from lasna.calendars.adapters import asking
from lasna.calendars.models import OwnCalendar
from lasna.calendars.states import web_address
from lasna.calendars.tests.server import CalendarServer
from lasna.kernel.outside import Trouble
from lasna.meetings.tests.scene import Scene, scene

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 22, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _before() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def server(settings: Settings) -> Iterator[CalendarServer]:
    settings.LASNA_CALENDAR_HOSTS = ("127.0.0.1",)
    made = CalendarServer()
    yield made
    made.stop()


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=3))


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        ("ei mikään", "Tämä ei ole kalenterin osoite."),
        ("ftp://calendar.example.org/x.ics", "Tämä ei ole kalenterin osoite."),
        ("file:///etc/passwd", "Tämä ei ole kalenterin osoite."),
        ("javascript:alert(1)", "Tämä ei ole kalenterin osoite."),
        ("https://me:secret@calendar.example.org/x.ics", "Tämä ei ole kalenterin osoite."),
        ("http://calendar.example.org/x.ics", "Osoite ei ole suojattu."),
        ("https://calendar.example.org/" + "x" * 3000, ""),
    ],
)
def test_what_is_no_address_is_refused_in_words(desk: Browser, typed: str, words: str) -> None:
    answer = desk.post("/settings/calendars/own", {"address": typed})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not OwnCalendar.objects.exists()


def test_webcal_is_https() -> None:
    assert web_address(" webcal://calendar.example.org/a.ics#x ", ()) == "https://calendar.example.org/a.ics"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "127.1",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "10.0.0.1",
        "169.254.169.254",
    ],
)
def test_nothing_inside_is_asked_unless_the_installation_allows_the_host(host: str) -> None:
    with pytest.raises(Trouble) as found:
        asking.fetched(f"https://{host}/calendar.ics")
    assert found.value.code == "address.inside"


def test_a_name_that_leads_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_up(*_asked: object, **_more: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", ("193.166.3.2", 443)), (0, 0, 0, "", ("192.168.1.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with pytest.raises(Trouble) as found:
        asking.fetched("https://calendar.example.org/calendar.ics")
    assert found.value.code == "address.inside"


@pytest.mark.parametrize(
    ("leads_to", "code"),
    [
        ("https://localhost/x.ics", "address.inside"),
        ("https://169.254.169.254/latest/meta-data", "address.inside"),
        ("http://calendar.example.org/x.ics", "address.not_https"),
        ("file:///etc/passwd", "address.not_one"),
        ("/again.ics", "answer.leads_elsewhere"),
    ],
)
def test_wherever_a_server_leads_is_looked_at_like_the_first_address(
    server: CalendarServer, leads_to: str, code: str
) -> None:
    server.status, server.headers = 302, {"Location": leads_to}
    with pytest.raises(Trouble) as found:
        asking.fetched(server.url)
    assert found.value.code == code
    assert len(server.asked) == (asking.MOST_STEPS if leads_to == "/again.ics" else 1)
