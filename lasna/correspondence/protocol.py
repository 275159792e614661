"""What a message is made of, who renders it, and what a gateway answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

from lasna.correspondence.models import Message


@dataclass(frozen=True)
class Rendered:
    """What the client gets. A text message has ``text`` alone. ``calendar`` is an iCalendar file."""

    subject: str
    text: str
    html: str = ""
    calendar: str = ""


Renderer = Callable[[Message], Rendered | None]
RENDERERS: dict[str, Renderer] = {}


def message_kind(kind: str) -> Callable[[Renderer], Renderer]:
    """Register how messages of ``kind`` are rendered, in the recipient's language, at the moment of sending.

    None: no longer to be sent (the meeting was moved, say), and the message is dropped. May be rendered again
    after a failure, so it changes nothing.
    """

    def register(renderer: Renderer) -> Renderer:
        RENDERERS[kind] = renderer
        return renderer

    return register


@dataclass(frozen=True)
class Sent:
    """The gateway has taken the message and answers for it from here."""

    gateway_id: str


@dataclass(frozen=True)
class Refused:
    """The gateway has not taken it, for certain. ``permanent``: trying again would not help."""

    code: str
    permanent: bool


@dataclass(frozen=True)
class Unknown:
    """The connection broke after the message was handed over: it may have left, or not."""

    code: str


Result = Sent | Refused | Unknown


@dataclass(frozen=True)
class Outgoing:
    """A message on its way. ``key`` is the same at every attempt, and differs between messages."""

    message_id: int
    key: str
    sender: str
    sender_address: str
    address: str
    rendered: Rendered


class Gateway(Protocol):
    """Hands a message to the world. Never called inside a transaction; answers within a minute."""

    repeatable: ClassVar[bool]
    """True: the same ``key`` twice still reaches the client once."""

    def send(self, outgoing: Outgoing) -> Result: ...


class Mail(Gateway, Protocol):
    """Sends e-mail: subject, text, HTML and calendar."""


class Sms(Gateway, Protocol):
    """Sends a text message: the text alone."""
