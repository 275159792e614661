"""The SMS adapter against a real HTTP server: ours, on a socket."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs

import pytest
from django.test import override_settings

from lasna.config import setup_check
from lasna.correspondence.adapters import NoGateway, gateway_for
from lasna.correspondence.adapters.sms import HttpSms
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Outgoing, Refused, Rendered, Result, Sent, Unknown
from lasna.correspondence.tests.scene import organisation, queued
from lasna.tests.stack import free_port


@dataclass
class Gateway:
    """What the server got, and its raw answer; None: takes the message, then says nothing."""

    port: int = 0
    answer: bytes | None = b"HTTP/1.1 200 OK\r\n\r\n"
    took: list[tuple[dict[str, str], str]] = field(default_factory=list)
    silence: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/send"

    def says(self, status: str, body: bytes = b"", *headers: str) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
        self.answer = "\r\n".join(lines).encode() + body


class _Session(socketserver.StreamRequestHandler):
    gateway: Gateway

    def handle(self) -> None:
        first = b""
        with suppress(ConnectionError):
            first = self.rfile.readline()
        if not first:
            return  # somebody who only looked whether we are there
        headers = {":": first.decode().strip()}
        while line := self.rfile.readline().decode().strip():
            name, _colon, value = line.partition(": ")
            headers[name] = value
        body = self.rfile.read(int(headers["Content-Length"])).decode()
        self.gateway.took.append((headers, body))
        if self.gateway.answer is None:
            self.gateway.silence.wait(10)
        else:
            self._say(self.gateway.answer)

    def _say(self, answer: bytes) -> None:
        with suppress(ConnectionError):  # the other side may have had enough
            self.wfile.write(answer)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    kept = Gateway()
    handler = type("Session", (_Session,), {"gateway": kept})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield kept
        kept.silence.set()
        server.shutdown()
        thread.join()


OUTGOING = Outgoing(
    message_id=1,
    key="abc@keskusta.fi",
    sender="Keskustan palvelu",
    sender_address="posti@keskusta.fi",
    address="+358401234567",
    rendered=Rendered("", "Hei Åke & Þór\nhttps://x.example/m/1"),
)


def sent(gateway: Gateway, *, dialect: str = "json", token: str = "", user: str = "") -> Result:
    url = gateway.url.replace("://", f"://{user}@") if user else gateway.url
    return HttpSms(url, dialect=dialect, token=token).send(OUTGOING)


def test_the_json_dialect_arrives_whole(gateway: Gateway) -> None:  # N9
    gateway.says("201 Created", b'{"id": "m-17", "status": "queued"}')
    assert sent(gateway, token="t0ken") == Sent("m-17")
    [(headers, body)] = gateway.took
    assert headers[":"] == "POST /send HTTP/1.1"
    assert headers["Authorization"] == "Bearer t0ken"
    assert json.loads(body) == {
        "to": "+358401234567",
        "from": "Keskustan p",
        "text": "Hei Åke & Þór\nhttps://x.example/m/1",
    }


def test_the_organisations_own_sender_goes_before_its_name(gateway: Gateway) -> None:
    HttpSms(gateway.url, dialect="json").send(replace(OUTGOING, sms_sender="Keskusta"))
    [(_headers, body)] = gateway.took
    assert json.loads(body)["from"] == "Keskusta"


def test_the_json_dialect_takes_user_and_password_too(gateway: Gateway) -> None:
    sent(gateway, user="me:se%2Fcret")
    [(headers, _body)] = gateway.took
    assert headers["Authorization"] == "Basic bWU6c2UvY3JldA=="


def test_the_form_dialect_arrives_whole(gateway: Gateway) -> None:  # N9
    gateway.says("200 OK", b"17\n")
    assert sent(gateway, dialect="form", user="me:se%2Fcret") == Sent("17")
    [(headers, body)] = gateway.took
    assert "Authorization" not in headers
    assert parse_qs(body) == {
        "to": ["+358401234567"],
        "from": ["Keskustan p"],
        "message": ["Hei Åke & Þór\nhttps://x.example/m/1"],
        "username": ["me"],
        "password": ["se/cret"],
    }


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("400 Bad Request", Refused("sms.refused", permanent=True)),
        ("404 Not Found", Refused("sms.refused", permanent=True)),
        ("401 Unauthorized", Refused("sms.gateway_knows_us_not", permanent=False)),
        ("429 Too Many Requests", Refused("sms.gateway_busy", permanent=False)),
        ("503 Service Unavailable", Refused("sms.gateway_busy", permanent=False)),
        ("500 Internal Server Error", Unknown("sms.gateway_failed")),
        ("502 Bad Gateway", Unknown("sms.gateway_failed")),
        ("504 Gateway Timeout", Unknown("sms.gateway_failed")),
    ],
)
def test_every_answer_is_known_for_what_it_is(gateway: Gateway, status: str, result: Result) -> None:
    gateway.says(status, b'{"id": "m-17"}')
    assert sent(gateway) == result


@pytest.mark.parametrize(
    ("body", "known_as"),
    [
        (b'{"messageId": 17}', "17"),
        (b'[{"id": "m-17"}]', "m-17"),
        (b"", ""),
        (b"<html>fine</html>", ""),
        (b'{"id": {"a": 1}}', ""),
        (b'{"id": "a b\\nc"}', ""),
        (b"[" * 60_000, ""),
        (b"\xff\xfe", ""),
        (b"x" * 200_000, ""),
    ],
)
def test_a_strange_answer_after_2xx_still_means_sent(gateway: Gateway, body: bytes, known_as: str) -> None:
    gateway.says("200 OK", body)
    assert sent(gateway) == Sent(known_as)


def test_a_redirect_is_not_followed(gateway: Gateway) -> None:
    gateway.says("307 Temporary Redirect", b"", f"Location: {gateway.url}/elsewhere")
    assert sent(gateway) == Refused("sms.refused", permanent=True)
    assert len(gateway.took) == 1


@pytest.mark.parametrize("answer", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 2"])
def test_an_answer_that_is_none_leaves_the_message_unknown(gateway: Gateway, answer: bytes) -> None:
    gateway.answer = answer
    assert sent(gateway) == Unknown("sms.no_answer")
    assert len(gateway.took) == 1


def test_a_gateway_that_takes_and_says_nothing_leaves_the_message_unknown(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:  # N44
    monkeypatch.setattr("lasna.correspondence.adapters.sms.ANSWER_WITHIN", 0.2)
    gateway.answer = None
    assert sent(gateway) == Unknown("sms.no_answer")
    assert len(gateway.took) == 1
    assert not HttpSms.repeatable


def test_a_gateway_that_is_not_there_is_tried_later() -> None:
    away = HttpSms(f"http://127.0.0.1:{free_port()}/", dialect="json")
    assert away.send(OUTGOING) == Refused("sms.gateway_away", permanent=False)


@pytest.mark.django_db
def test_the_gateway_is_the_one_of_the_settings_and_never_the_demos() -> None:
    real = queued(organisation(), channel=Message.Channel.SMS, address="+358401234567")
    demo = queued(organisation(demo=True), channel=Message.Channel.SMS, address="+358401234567")
    assert isinstance(gateway_for(real), NoGateway)
    with override_settings(LASNA_SMS_URL="https://sms.example/send"):
        assert isinstance(gateway_for(real), HttpSms)
        assert not isinstance(gateway_for(demo), HttpSms)


def looked_at(url: str, **more: str) -> str:
    settings = {"LASNA_SMS_URL": url, "LASNA_SMS_RECEIPT_TOKEN": "a-secret-of-some-length"} | more
    with override_settings(**settings):
        found = [finding for look in setup_check.LOOKS if (finding := look()) is not None]
    return "\n".join(
        f"{each.what} {each.mend}" for each in found if "SMS" in each.what or "text message" in each.what
    )


@pytest.mark.django_db
def test_check_connects_and_sends_nothing(gateway: Gateway) -> None:
    assert looked_at(gateway.url) == ""
    assert gateway.took == []
    assert "No SMS gateway" in looked_at("")
    assert "does not answer" in looked_at(f"http://127.0.0.1:{free_port()}/")


@pytest.mark.django_db
def test_check_says_what_the_settings_of_a_gateway_lack(gateway: Gateway) -> None:
    account = gateway.url.replace("://", "://user:word@")
    elks, api = {"LASNA_SMS_DIALECT": "46elks"}, {"LASNA_SMS_DIALECT": "gatewayapi"}
    assert "Set LASNA_SMS_URL=https://user:password@" in looked_at(gateway.url, LASNA_SMS_TOKEN="t", **elks)
    assert looked_at(account, **elks) == ""
    assert "Set LASNA_SMS_TOKEN." in looked_at(gateway.url, **api)
    assert looked_at(gateway.url, LASNA_SMS_TOKEN="t", **api) == ""
    assert "Set LASNA_SMS_RECEIPT_TOKEN" in looked_at(gateway.url, LASNA_SMS_RECEIPT_TOKEN="")
