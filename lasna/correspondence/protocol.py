"""What a message is made of, who renders it, and what a gateway answers."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Protocol, assert_never

from django.template.loader import render_to_string
from django.utils.translation import get_language

from lasna.correspondence.models import Message


@dataclass(frozen=True)
class Rendered:
    """What the client gets. A text message has ``text`` alone. ``calendar`` is an iCalendar file."""

    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    said: "Letter | None" = None
    """Of what is printed: what the sheet says."""


@dataclass(frozen=True)
class Link:
    address: str
    words: str
    aside: bool = False
    """Not what the message is about: in a ready-made text message its words stand before it, too."""


@dataclass(frozen=True)
class Letter:
    """What is said, once, for mail, text message and paper. ``parts`` are paragraphs, and perhaps a link."""

    subject: str
    parts: Sequence[str | Link]
    last_line: str = ""
    """Of a text message: for the phone, not for the reader."""
    calendar: str = ""

    def as_mail(self) -> Rendered:
        page = {"letter": self, "language": get_language()}
        html = render_to_string("correspondence/mail.html", page)
        return Rendered(self.subject, self._text(), html, self.calendar)

    def as_sms(self) -> Rendered:
        blocks = [_in_sms(part) if isinstance(part, Link) else part for part in self.parts]
        return Rendered("", "\n\n".join(filter(None, [*blocks, self.last_line])))

    def as_paper(self) -> Rendered:
        return Rendered(self.subject, self._text(), said=self)

    def rendered(self, channel: str) -> Rendered:
        way = Message.Channel(channel)
        match way:
            case Message.Channel.EMAIL:
                return self.as_mail()
            case Message.Channel.SMS:
                return self.as_sms()
            case Message.Channel.POST:
                return self.as_paper()
            case _:
                assert_never(way)

    def _text(self) -> str:
        texts = [f"{part.words}:\n{part.address}" if isinstance(part, Link) else part for part in self.parts]
        return "\n\n".join(texts)


def _in_sms(link: Link) -> str:
    return f"{link.words}: {link.address}" if link.words else link.address


def one_line(text: str) -> str:
    """``text`` for a header or a calendar: no line ends, nothing that turns the reading direction."""
    kept = (" " if unicodedata.category(mark) in {"Cc", "Zl", "Zp"} else mark for mark in text)
    return " ".join("".join(mark for mark in kept if mark not in _TURNING).split())


_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


Renderer = Callable[[Message], Rendered | None]
RENDERERS: dict[str, Renderer] = {}
ONCE: set[str] = set()
"""Kinds with a secret, which is wiped when the message is settled: nobody can send them again."""


def message_kind(kind: str, *, once: bool = False) -> Callable[[Renderer], Renderer]:
    """Register how messages of ``kind`` are rendered, in the recipient's language, at the moment of sending.

    None: no longer to be sent (the meeting was moved, say), and the message is dropped. May be rendered again
    after a failure, so it changes nothing.
    """

    def register(renderer: Renderer) -> Renderer:
        RENDERERS[kind] = renderer
        if once:
            ONCE.add(kind)
        return renderer

    return register


LinkFinder = Callable[[Message], str]
PAPER_LINKS: dict[str, LinkFinder] = {}


def on_paper(*kinds: str) -> Callable[[LinkFinder], LinkFinder]:
    """These kinds can be letters. Register where the link of one leads: a path on this service, which says
    itself when it is of no use any more; empty: the letter has none."""

    def register(find: LinkFinder) -> LinkFinder:
        PAPER_LINKS.update(dict.fromkeys(kinds, find))
        return find

    return register


@dataclass(frozen=True)
class Sent:
    """The gateway has taken the message and answers for it from here."""

    gateway_id: str


@dataclass(frozen=True)
class Refused:
    """The gateway has not taken it, for certain. ``permanent``: trying again would not help.

    ``after``: when the gateway wants to be asked again; such a refusal is no attempt.
    """

    code: str
    permanent: bool
    after: timedelta | None = None


@dataclass(frozen=True)
class Unknown:
    """The connection broke after the message was handed over: it may have left, or not."""

    code: str


Result = Sent | Refused | Unknown


@dataclass(frozen=True)
class Receipt:
    """What a gateway tells later of a message: by its own id, or by the reference that we gave it."""

    gateway_id: str
    reference: str
    delivered: bool | None
    """None: on its way still."""


def short_sender(name: str) -> str:
    """What a text message can carry of a sender's name: 11 characters."""
    return name[:11].strip()


@dataclass(frozen=True)
class Outgoing:
    """A message on its way. ``key`` is the same at every attempt, and differs between messages."""

    message_id: int
    key: str
    sender: str
    sender_address: str
    address: str
    rendered: Rendered
    reply_to: str = ""
    sms_sender: str = ""
    """Empty: the beginning of ``sender``."""
    reference: str = ""
    """By which a receipt names the message."""

    @property
    def sms_from(self) -> str:
        return self.sms_sender or short_sender(self.sender)


class Gateway(Protocol):
    """Hands a message to the world. Never called inside a transaction; answers within a minute."""

    repeatable: ClassVar[bool]
    """True: the same ``key`` twice still reaches the client once."""

    def send(self, outgoing: Outgoing) -> Result: ...


class Mail(Gateway, Protocol):
    """Sends e-mail: subject, text, HTML and calendar."""


class Sms(Gateway, Protocol):
    """Sends a text message: the text alone."""
