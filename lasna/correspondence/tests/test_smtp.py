"""The mail adapter against a real SMTP server: ours, on a socket."""

import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from icalendar import Calendar

from lasna.correspondence.adapters import SmtpMail
from lasna.correspondence.protocol import Outgoing, Refused, Rendered, Sent, Unknown
from lasna.tests.stack import free_port

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REQUEST\r\n"
    "BEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20260303T080000Z\r\nDTSTART:20260303T080000Z\r\n"
    "SUMMARY:Tapaaminen\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
USUAL = {"DATA": "354 go on", "QUIT": "221 bye", "EHLO": "250-sink\r\n250 AUTH PLAIN"}


@dataclass
class Sink:
    """What the server got, and how it answers: ``answers`` by the first word of a command, None: hangs up."""

    port: int = 0
    answers: dict[str, str | None] = field(default_factory=dict)
    mails: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Every command."""
    tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def mail(self) -> EmailMessage:
        [only] = self.mails
        parsed = message_from_bytes(only, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class _Session(socketserver.StreamRequestHandler):
    sink: Sink

    def setup(self) -> None:
        if self.sink.tls is not None:
            self.request = self.sink.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            self.sink.said.append(line.decode())
            word = line.split(b" ")[0].strip().decode().upper()
            answer = self.sink.answers.get(word, USUAL.get(word, "250 fine"))
            if answer is None:
                return
            self._say(answer)
            if word == "RCPT":
                self.sink.recipients.append(line.decode().strip().partition(":")[2])
            if word == "DATA" and answer.startswith("354") and not self._take():
                return

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.sink.mails.append(b"".join(lines))
        answer = self.sink.answers.get("END", "250 queued")
        if answer is not None:
            self._say(answer)
        return answer is not None

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def sink() -> Iterator[Sink]:
    kept = Sink()
    handler = type("Session", (_Session,), {"sink": kept})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


def outgoing(**more: str) -> Outgoing:
    said = {"subject": "Tapaaminen videolla", "text": "Hei Åke-Þór\n", "html": "<p>Hei</p>"} | more
    rendered: dict[str, Any] = {**said}
    return Outgoing(
        message_id=1,
        key="abc@keskusta.fi",
        sender='Keskustan "palvelu", Åbo',
        sender_address="posti@keskusta.fi",
        address="maija@example.fi",
        rendered=Rendered(**rendered),
    )


def test_a_mail_arrives_whole(sink: Sink) -> None:  # N9
    assert SmtpMail(sink.url).send(outgoing(calendar=CALENDAR)) == Sent("abc@keskusta.fi")
    mail = sink.mail()
    assert sink.recipients == ["<maija@example.fi>"]
    assert mail["Subject"] == "Tapaaminen videolla"
    assert mail["Message-ID"] == "<abc@keskusta.fi>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == "maija@example.fi"
    assert mail["From"].addresses[0].display_name == 'Keskustan "palvelu", Åbo'
    assert mail["From"].addresses[0].addr_spec == "posti@keskusta.fi"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(text, EmailMessage) and isinstance(html, EmailMessage)
    assert text.get_content().strip() == "Hei Åke-Þór"
    assert html.get_content().strip() == "<p>Hei</p>"
    [attachment] = mail.iter_attachments()
    assert attachment.get_content_type() == "text/calendar"
    assert attachment["Content-Type"].params["method"] == "REQUEST"
    assert attachment.get_filename() == "meeting.ics"
    body = attachment.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert str(Calendar.from_ical(body).events[0]["SUMMARY"]) == "Tapaaminen"


def test_a_subject_cannot_add_a_header(sink: Sink) -> None:  # N44
    SmtpMail(sink.url).send(outgoing(subject="Hei\r\nBcc: vieras@example.fi\r\n\r\nEvil"))
    mail = sink.mail()
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hei Bcc: vieras@example.fi Evil"
    assert sink.recipients == ["<maija@example.fi>"]


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ({"RCPT": "550 no such person"}, Refused("mail.address_refused", permanent=True)),
        ({"RCPT": "451 try later"}, Refused("mail.address_refused", permanent=False)),
        ({"MAIL": "550 not you"}, Refused("mail.refused", permanent=True)),
        ({"MAIL": "421 busy"}, Refused("mail.refused", permanent=False)),
        ({"DATA": "554 no"}, Refused("mail.refused", permanent=True)),
        ({"END": "554 looks bad"}, Refused("mail.refused", permanent=True)),
        ({"END": "452 disk full"}, Refused("mail.refused", permanent=False)),
        ({"EHLO": None}, Refused("mail.gateway_away", permanent=False)),
        ({"MAIL": None}, Refused("mail.gateway_away", permanent=False)),
        ({"RCPT": None}, Refused("mail.gateway_away", permanent=False)),
        ({"END": None}, Unknown("mail.no_answer")),
    ],
)
def test_every_answer_is_known_for_what_it_is(
    sink: Sink, answers: dict[str, str | None], result: Refused | Unknown
) -> None:
    sink.answers |= answers
    assert SmtpMail(sink.url).send(outgoing()) == result


def test_a_server_that_is_not_there_is_tried_later() -> None:
    mail = SmtpMail(f"smtp://127.0.0.1:{free_port()}")
    assert mail.send(outgoing()) == Refused("mail.gateway_away", permanent=False)


def test_a_server_that_takes_and_says_nothing_leaves_the_mail_unknown(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence = threading.Event()

    def take(session: _Session) -> bool:
        return not silence.wait(10)

    monkeypatch.setattr(_Session, "_take", take)
    monkeypatch.setattr("lasna.correspondence.adapters.ANSWER_WITHIN", 0.2)
    assert SmtpMail(sink.url).send(outgoing()) == Unknown("mail.no_answer")
    silence.set()


@pytest.mark.parametrize("url", ["http://mail", "smtp://", "mail.example.fi:25"])
def test_an_address_of_no_server_is_named(url: str) -> None:
    with pytest.raises(ValueError, match="LASNA_SMTP_URL"):
        SmtpMail(url)


def test_the_three_ways_to_a_server() -> None:
    backends = [
        SmtpMail(f"{scheme}://user%40x:se%2Fcret@mail.example.fi").backend
        for scheme in ("smtp", "smtp+starttls", "smtps")
    ]
    assert [(b.port, b.use_tls, b.use_ssl) for b in backends] == [
        (25, False, False),
        (587, True, False),
        (465, False, True),
    ]
    assert {(b.username, b.password) for b in backends} == {("user@x", "se/cret")}


def _certificate(folder: Path) -> Path:
    """Key and certificate for 127.0.0.1, signed by themselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "sink.pem"
    path.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize("trusted", [True, False])
def test_a_password_goes_only_to_a_server_with_a_trusted_certificate(
    sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:  # N44
    file = _certificate(tmp_path)
    sink.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    sink.tls.load_cert_chain(file)
    sink.answers["AUTH"] = "235 welcome"
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    answer = SmtpMail(f"smtps://me:secret@127.0.0.1:{sink.port}").send(outgoing())
    if trusted:
        assert (answer, sink.said[1].split()[0]) == (Sent("abc@keskusta.fi"), "AUTH")
    else:
        assert (answer, sink.said) == (Refused("mail.gateway_away", permanent=False), [])
