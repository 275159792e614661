"""Gateways: SMTP, SMS over HTTP, the demo's mailbox, and the one that says there is none."""

import smtplib
from contextlib import suppress
from email.mime.text import MIMEText
from email.utils import formataddr
from typing import TYPE_CHECKING, ClassVar, assert_never
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.urls import reverse
from icalendar import Calendar

from lasna.correspondence.adapters.sms import HttpSms
from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.protocol import (
    Mail,
    Outgoing,
    Refused,
    Rendered,
    Result,
    Sent,
    Sms,
    Unknown,
    one_line,
)
from lasna.correspondence.queries import receipt_reference, sender_name
from lasna.correspondence.queries import sender_address as sender_address_of
from lasna.kernel import clock, keys

if TYPE_CHECKING:
    from typing_extensions import Buffer

ANSWER_WITHIN = 10  # seconds for each answer of the mail server


def gateway_for(message: Message) -> Mail | Sms:
    if message.organisation.is_demo:
        return Mailbox(Message.Channel(message.channel))
    channel = Message.Channel(message.channel)
    match channel:
        case Message.Channel.EMAIL:
            url = settings.LASNA_SMTP_URL
            return SmtpMail(url) if url else NoGateway("mail.no_gateway")
        case Message.Channel.SMS:
            address = settings.LASNA_SMS_URL
            if not address:
                return NoGateway("sms.no_gateway")
            return http_sms(address)
        case Message.Channel.POST:
            return NoGateway("post.by_hand")
        case _:
            assert_never(channel)


def http_sms(address: str) -> HttpSms:
    token = settings.LASNA_SMS_RECEIPT_TOKEN
    receipts = settings.LASNA_URL + reverse("sms_receipts", args=[token]) if token else ""
    return HttpSms(
        address, dialect=settings.LASNA_SMS_DIALECT, token=settings.LASNA_SMS_TOKEN, receipts=receipts
    )


def outgoing(message: Message, rendered: Rendered) -> Outgoing:
    sender_address = sender_address_of(message.organisation)
    return Outgoing(
        message_id=message.pk,
        key=f"{keys.hashed(f'message:{message.pk}')[:32]}@{sender_address.rpartition('@')[2]}",
        sender=sender_name(message.organisation),
        sender_address=sender_address,
        reply_to=message.organisation.reply_to,
        sms_sender=message.organisation.sms_sender,
        reference=receipt_reference(message.pk),
        address=message.address,
        rendered=rendered,
    )


class NoGateway:
    """Nothing is set up for this channel: ``lasna check`` says how to mend it."""

    repeatable: ClassVar[bool] = True

    def __init__(self, code: str) -> None:
        self.code = code

    def send(self, outgoing: Outgoing) -> Result:
        return Refused(self.code, permanent=True)


class Mailbox:
    """The demo's gateway: keeps what it got, once a message, for the mailbox page."""

    repeatable: ClassVar[bool] = True

    def __init__(self, channel: Message.Channel) -> None:
        self.channel = channel

    def send(self, outgoing: Outgoing) -> Result:
        rendered = outgoing.rendered
        item, _created = MailboxItem.objects.get_or_create(
            message_id=outgoing.message_id,
            defaults={
                "channel": self.channel,
                "sender": self._sender(outgoing),
                "address": outgoing.address,
                "subject": rendered.subject,
                "text": rendered.text,
                "html": rendered.html,
                "calendar": rendered.calendar,
                "received_at": clock.now(),
            },
        )
        return Sent(f"mailbox-{item.pk}")

    def _sender(self, outgoing: Outgoing) -> str:
        by_sms = self.channel == Message.Channel.SMS
        return outgoing.sms_from if by_sms else outgoing.sender


class _Connection(smtplib.SMTP):
    """Remembers that the text was on its way, so that a broken connection is known for what it is."""

    handed_over = False

    def data(self, msg: "Buffer | str") -> tuple[int, bytes]:
        self.handed_over = True
        return super().data(msg)


class _ConnectionOverTls(_Connection, smtplib.SMTP_SSL):
    pass


class _Backend(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _ConnectionOverTls if self.use_ssl else _Connection


class SmtpMail:
    """``smtp://user:password@host:port``, ``smtp+starttls://…`` or ``smtps://…``."""

    repeatable: ClassVar[bool] = False

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtp+starttls", "smtps"} or not parts.hostname:
            raise ValueError("LASNA_SMTP_URL is smtp://, smtp+starttls:// or smtps://user:password@host:port")
        self.backend = _Backend(
            host=parts.hostname,
            port=parts.port or {"smtp": 25, "smtp+starttls": 587, "smtps": 465}[parts.scheme],
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_tls=parts.scheme == "smtp+starttls",
            use_ssl=parts.scheme == "smtps",
            timeout=ANSWER_WITHIN,
        )

    def send(self, outgoing: Outgoing) -> Result:
        try:
            return self._sent(outgoing)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            return Refused("mail.address_refused", permanent=all(code >= 500 for code in codes))
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            return Refused("mail.refused", permanent=error.smtp_code >= 500)
        except (OSError, smtplib.SMTPException):
            return self._broke()
        finally:
            with suppress(OSError, smtplib.SMTPException):
                self.backend.close()

    def _sent(self, outgoing: Outgoing) -> Sent:
        self.backend.open()
        self.backend.send_messages([mail_of(outgoing)])
        return Sent(outgoing.key)

    def _broke(self) -> Result:
        if isinstance(self.backend.connection, _Connection) and self.backend.connection.handed_over:
            return Unknown("mail.no_answer")
        return Refused("mail.gateway_away", permanent=False)


def mail_of(outgoing: Outgoing) -> EmailMultiAlternatives:
    """Text, HTML and calendar in one mail."""
    rendered = outgoing.rendered
    mail = EmailMultiAlternatives(
        subject=one_line(rendered.subject),
        body=rendered.text,
        from_email=formataddr((outgoing.sender, outgoing.sender_address)),
        to=[outgoing.address],
        reply_to=[outgoing.reply_to] if outgoing.reply_to else [],
        headers={"Message-ID": f"<{outgoing.key}>", "Auto-Submitted": "auto-generated"},
    )
    if rendered.html:
        mail.attach_alternative(rendered.html, "text/html")
    if rendered.calendar:
        part = MIMEText(rendered.calendar, "calendar", "utf-8")
        part.set_param("method", str(Calendar.from_ical(rendered.calendar)["METHOD"]))
        part.add_header("Content-Disposition", "attachment", filename="meeting.ics")
        mail.attach(part)
    return mail
