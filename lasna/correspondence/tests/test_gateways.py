"""Text messages through gateways that are processes of their own, in every dialect, with receipts. # N9"""

import base64
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from lasna.correspondence import tasks
from lasna.correspondence.adapters import sms
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS, Rendered
from lasna.correspondence.queries import receipt_reference
from lasna.correspondence.tests.gateway import FakeGateway
from lasna.correspondence.tests.scene import KIND, now_is, organisation, queued
from lasna.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]
State = Message.State
SECRET = "a-secret-of-some-length"
NAMED = ("46elks", "gatewayapi")
"""They are told with each message where to tell."""
ACCOUNTS = {"json": "", "form": "", "46elks": "user:word@", "gatewayapi": ""}
PASSWORD = base64.b64encode(b"user:word").decode()
TOKEN = base64.b64encode(b"t0ken:").decode()
KNOWN_BY = {
    "json": "Bearer t0ken",
    "form": "Bearer t0ken",
    "46elks": f"Basic {PASSWORD}",
    "gatewayapi": f"Basic {TOKEN}",
}
Start = Callable[..., FakeGateway]


@pytest.fixture
def start(
    live_server: LiveServer, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """A gateway that speaks this dialect, and our settings for it."""
    settings.LASNA_URL = live_server.url
    settings.LASNA_SMS_RECEIPT_TOKEN = SECRET
    settings.LASNA_SMS_TOKEN = "t0ken"
    monkeypatch.setattr(sms, "ANSWER_WITHIN", 1.0)
    monkeypatch.setitem(RENDERERS, KIND, lambda message: Rendered("", f"Hei {message.pk}"))
    with ExitStack() as running:

        def make(dialect: str, *plan: str) -> FakeGateway:
            address = f"{live_server.url}/sms-receipts/{SECRET}"
            orders = {"dialect": dialect, "plan": list(plan), "receipts": True, "address": address}
            gateway = running.enter_context(FakeGateway(tmp_path / "ledger", **orders))
            settings.LASNA_SMS_URL = gateway.url(ACCOUNTS[dialect])
            settings.LASNA_SMS_DIALECT = dialect
            return gateway

        yield make


def text_message() -> Message:
    return queued(organisation(), channel="sms", address="040 123 4567")


def left() -> Message:
    message = text_message()
    assert tasks.send_text_messages() is True
    return now_is(message)


@pytest.mark.parametrize("dialect", ACCOUNTS)
def test_a_message_arrives_whole_in_every_dialect(dialect: str, start: Start) -> None:
    gateway = start(dialect)
    message = left()
    [took] = gateway.took()
    assert (message.state, message.gateway_id) == (State.SENT, took["id"])
    assert (took["to"], took["from"], took["text"]) == ("+358401234567", "Keskusta", f"Hei {message.pk}")
    assert took["authorization"] == KNOWN_BY[dialect]
    assert took["receipts"].startswith("http") == (dialect in NAMED)


def test_letters_outside_gsm_7_are_sent_as_they_are(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = start("gatewayapi")
    monkeypatch.setitem(RENDERERS, KIND, lambda message: Rendered("", "Hei Áilu"))
    left()
    [took] = gateway.took()
    assert (took["text"], took["encoding"]) == ("Hei Áilu", "UCS2"), (
        "else the gateway would put another letter"
    )


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["delivered"], State.DELIVERED),
        (["sent", "delivered", "delivered"], State.DELIVERED),
        (["delivered", "sent", "failed"], State.DELIVERED),
        (["failed", "delivered"], State.DELIVERED),
        (["failed", "failed", "sent"], State.FAILED),
        (["sent", "gibberish"], State.SENT),
    ],
)
@pytest.mark.parametrize("dialect", ACCOUNTS)
def test_receipts_leave_the_state_right_doubled_and_out_of_order(
    dialect: str, words: list[str], state: State, start: Start
) -> None:
    gateway = start(dialect)
    message = left()
    assert gateway.tells(*words) == [[204] * len(words)]
    assert now_is(message).state == state
    assert (message.delivered_at is not None) == (state == State.DELIVERED)
    assert message.reason == ("sms.not_delivered" if state == State.FAILED else "")


@pytest.mark.parametrize("dialect", ACCOUNTS)
@pytest.mark.parametrize("fault", ["drops_after", "hangs", "broken"])
def test_what_perhaps_left_is_unknown_until_a_receipt_names_it(
    dialect: str, fault: str, start: Start
) -> None:
    gateway = start(dialect, fault)
    message = left()
    assert len(gateway.took()) == 1
    assert message.state == State.UNKNOWN
    assert tasks.send_text_messages() is False, "never twice"
    assert gateway.tells("delivered") == [[204 if dialect in NAMED else 404]]
    assert now_is(message).state == (State.DELIVERED if dialect in NAMED else State.UNKNOWN)


@pytest.mark.parametrize("dialect", NAMED)
def test_a_receipt_may_come_before_the_gateways_own_answer(dialect: str, start: Start) -> None:
    gateway = start(dialect, "early")
    message = left()
    assert (message.state, message.secret, message.lease_until) == (State.DELIVERED, "", None)
    assert message.gateway_id == gateway.took()[0]["id"]


@pytest.mark.parametrize("dialect", ACCOUNTS)
def test_a_busy_gateway_says_when_to_come_again_and_it_is_no_attempt(dialect: str, start: Start) -> None:
    gateway = start(dialect, *["busy"] * 8)
    message = text_message()
    for passed in range(8):
        with time_machine.travel(clock.now() + timedelta(seconds=2 * passed)):
            assert tasks.send_text_messages() is True
        assert (now_is(message).state, message.attempts) == (State.PENDING, 0)
    assert gateway.took() == []
    with time_machine.travel(clock.now() + timedelta(seconds=20)):
        assert tasks.send_text_messages() is True
    assert (now_is(message).state, len(gateway.took())) == (State.SENT, 1)


# ---- who may tell ------------------------------------------------------------------------------------------


def told(browser: Browser, token: str, body: str, about: str = "", kind: str = "application/json") -> int:
    path = f"/sms-receipts/{token}" + (f"?message={about}" if about else "")
    return browser.post(path, body, content_type=kind).status_code


def test_a_forged_receipt_changes_nothing(start: Start) -> None:
    start("46elks")
    message, browser = left(), Browser()
    ours = f'{{"id": "{message.gateway_id}", "status": "delivered"}}'
    reference = receipt_reference(message.pk)
    other = receipt_reference(message.pk + 1)
    for token, about in [
        ("a-secret-of-some-lengtH", reference),
        ("ä" * 20, reference),
        (SECRET, f"{message.pk}-{'0' * 24}"),
        (SECRET, f"{message.pk}-{other.partition('-')[2]}"),
        (SECRET, f"{'9' * 18}-x"),
        (SECRET, "9" * 400),
    ]:
        assert told(browser, token, ours, about) == 404
    assert browser.get(f"/sms-receipts/{SECRET}?message={reference}").status_code == 404
    assert now_is(message).state == State.SENT
    assert told(browser, SECRET, ours, reference) == 204
    assert now_is(message).state == State.DELIVERED


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("[" * 5000, "application/json", 404),
        ("null", "application/json", 404),
        ("[]", "application/json", 404),
        ('{"id": {"a": 1}, "status": ["delivered"]}', "application/json", 404),
        ('{"id": true, "status": "delivered"}', "application/json", 404),
        ("", "application/x-www-form-urlencoded", 404),
        ("&".join(f"a{number}=1" for number in range(200)), "application/x-www-form-urlencoded", 404),
        ("x" * 70_000, "text/plain", 413),
    ],
)
def test_a_receipt_that_cannot_be_read_says_nothing(
    body: str, kind: str, status: int, settings: Settings
) -> None:
    settings.LASNA_SMS_RECEIPT_TOKEN = SECRET
    assert told(Browser(), SECRET, body, kind=kind) == status


def test_without_the_setting_there_is_no_such_address(settings: Settings) -> None:
    settings.LASNA_SMS_RECEIPT_TOKEN = ""
    assert told(Browser(), "anything", '{"id": "1", "status": "delivered"}') == 404


def test_several_receipts_in_one_request_are_each_taken(start: Start) -> None:
    start("json")
    messages = [left(), left()]
    ids = [f'{{"messageId": "{message.gateway_id}", "status": "DELIVRD"}}' for message in messages]
    assert told(Browser(), SECRET, f'{{"results": [{", ".join(ids)}]}}') == 204
    assert {now_is(message).state for message in messages} == {State.DELIVERED}


def test_a_mail_is_not_told_of_by_an_sms_gateway(start: Start) -> None:
    start("json")
    mail = queued(organisation())
    assert told(Browser(), SECRET, '{"status": "delivered"}', receipt_reference(mail.pk)) == 404
    assert now_is(mail).state == State.PENDING
