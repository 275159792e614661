"""``/metrics``: figures for whoever has the token, nothing here for others, and nobody's data. # N9 N46"""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from lasna.config import metrics
from lasna.config.environment import SETTINGS, Unusable, read
from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.kernel.live import dispatch
from lasna.kernel.live import hub as hubs
from lasna.kernel.live.hub import Hub, Socket
from lasna.kernel.live.visits import Visit
from lasna.kernel.metrics import COMMANDS, DATABASE_ERRORS
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import scene
from lasna.policy import Standing

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _token(settings: Settings) -> Iterator[None]:
    settings.LASNA_METRICS_TOKEN = TOKEN
    yield


def text() -> str:
    answer = Browser().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


def figure(name: str, **labels: str) -> float:
    """The value, 0 where nothing was counted yet. Read as Prometheus reads it."""
    samples = [one for family in text_string_to_metric_families(text()) for one in family.samples]
    return sum(one.value for one in samples if one.name == name and labels.items() <= one.labels.items())


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
@pytest.mark.parametrize(
    "sent", ["", "Bearer ", "Bearer wrong", TOKEN, f"bearer {TOKEN}", f"Bearer {TOKEN}ä"]
)
def test_without_the_token_it_answers_as_an_address_that_does_not_exist(method: str, sent: str) -> None:
    browser = Browser(enforce_csrf_checks=True)
    here, nowhere = (
        browser.generic(method, address, headers={"Authorization": sent})
        for address in ("/metrics", "/no-such-page")
    )
    changing = re.compile(r"nonce-[\w-]+|x-request-id.*")
    shown = [
        (answer.status_code, answer.content, changing.sub("", str(sorted(answer.headers.items())).lower()))
        for answer in (here, nowhere)
    ]
    assert shown[0] == shown[1]
    assert here.status_code == 404


def test_where_no_token_is_set_there_is_no_such_page(settings: Settings) -> None:
    assert text()
    settings.LASNA_METRICS_TOKEN = ""
    for sent in ("", "Bearer ", f"Bearer {TOKEN}"):
        assert Browser().get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_a_token_is_long_enough_or_refused_and_never_shown() -> None:
    row = next(row for row in SETTINGS if row.name == "LASNA_METRICS_TOKEN")
    assert read({row.name: TOKEN}).values[row.name] == TOKEN
    for short in (TOKEN[1:], f"{TOKEN[1:]} x", "ä" * 20):
        with pytest.raises(Unusable, match="16 or more") as caught:
            read({row.name: short})
        assert short not in str(caught.value)


def test_requests_are_counted_by_view_and_class_of_status() -> None:
    pages = {"view": "account_login", "status": "2xx"}
    before = figure("lasna_request_seconds_count", **pages)
    missing = figure("lasna_request_seconds_count", view="none", status="4xx")
    Browser().get("/sign-in")
    Browser().get("/Kanarialintu")
    assert figure("lasna_request_seconds_count", **pages) == before + 1
    assert figure("lasna_request_seconds_bucket", **pages, le="+Inf") == before + 1
    assert figure("lasna_request_seconds_count", view="none", status="4xx") == missing + 1


def test_messages_and_meetings_are_counted_in_two_queries() -> None:
    made = scene()
    Message.objects.update(due_at=clock.now() - timedelta(seconds=90))
    Meeting.objects.filter(pk=made.meeting.pk).update(status=Meeting.Status.UNDER_WAY)
    text()
    with CaptureQueriesContext(connection) as queries:
        assert figure("lasna_outbox_messages", state="pending") == Message.objects.count() > 0
    assert len(queries) == 5  # one is the test's own, two ask for the limit on guessing
    assert 90 <= figure("lasna_outbox_oldest_seconds") < 120
    assert figure("lasna_meetings_going") == 1
    assert figure("lasna_database_up") == 1
    Message.objects.update(state=Message.State.SENT)
    Meeting.objects.update(status=Meeting.Status.ENDED)
    assert figure("lasna_outbox_messages", state="sent") == Message.objects.count()
    assert (figure("lasna_outbox_messages", state="pending"), figure("lasna_outbox_oldest_seconds")) == (0, 0)
    assert figure("lasna_meetings_going") == 0


def test_where_the_database_is_away_the_process_still_tells_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr(metrics, "_meetings", away)
    before = DATABASE_ERRORS._value.get()
    said = text()
    assert "lasna_database_up 0.0" in said and "lasna_sockets 0.0" in said
    assert "lasna_outbox" not in said
    assert DATABASE_ERRORS._value.get() == before + 1


@pytest.mark.urls("lasna.kernel.web.tests.urls")
def test_a_database_that_refuses_a_request_is_counted() -> None:
    before = DATABASE_ERRORS._value.get()
    assert Browser().get("/database-gone").status_code == 503
    assert DATABASE_ERRORS._value.get() == before + 1


def seat() -> Visit:
    return Visit(entrance="desk", key=1, who="person:1", standing=Standing.HOST, rooms=(3,), screen="s")


def test_open_sockets_are_counted() -> None:
    async def come_and_go() -> list[int]:
        hub, socket = hubs.start(asyncio.get_running_loop()), Socket(seat())
        hub.join(socket)
        here = hubs.sockets_open()
        hub.leave(socket)
        return [here, hubs.sockets_open()]

    assert asyncio.run(come_and_go()) == [1, 0]
    assert figure("lasna_sockets") == 0


@pytest.mark.parametrize(
    ("sent", "command", "result"),
    [
        ('{"id": 1, "type": "Kanarialintu"}', "unknown", "unknown_command"),
        ("Kanarialintu", "unknown", "not_understood"),
        ('{"id": 1, "type": "live.catch_up", "room": 3, "after": 0}', "live.catch_up", "done"),
        ('{"id": 1, "type": "live.catch_up", "room": 4, "after": 0}', "live.catch_up", "not_here"),
    ],
)
def test_commands_are_counted_by_name_and_result(
    sent: str, command: str, result: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(*asked: object) -> list[object]:
        return []

    monkeypatch.setattr(dispatch, "in_thread", nothing)

    async def ask() -> str:
        return await dispatch.answer(Hub(asyncio.get_running_loop()), Socket(seat()), sent)

    before = COMMANDS.labels(command=command, result=result)._value.get()
    asyncio.run(ask())
    assert COMMANDS.labels(command=command, result=result)._value.get() == before + 1


def test_no_label_holds_an_id_a_name_or_an_address() -> None:
    made = scene(phone="+358401234567")
    browser = Browser()
    browser.force_login(made.adviser)
    for address in (f"/clients/{made.client.pk}", f"/meetings/{made.meeting.pk}", made.link, "/Kanarialintu"):
        browser.get(address)
    labels = set(re.findall(r'(\w+)="', text()))
    assert {"view", "status"} <= labels <= {"view", "status", "le", "command", "kind", "result", "state"}
    values = set(re.findall(r'(?:view|command|result|state)="([^"]*)"', text()))
    assert {"client", "meeting", "door", "none"} <= values
    assert [value for value in values if not re.fullmatch(r"[a-z_.]+", value)] == []
