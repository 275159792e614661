"""What other packages add to a client's card: meetings and contacts lie above and tell it here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from lasna.clients.models import Channel, Client
from lasna.people.models import Person
from lasna.policy import Action, may_try


@dataclass(frozen=True)
class Entry:
    """One line of the time line. Texts are already in the reader's language."""

    at: datetime
    until: datetime
    zone: str
    channel: str
    """A ``Channel`` value."""
    title: str
    state: str
    """How it went, or how it stands."""
    line: str = ""
    address: str = ""
    """Where a press leads; empty: nowhere."""

    @property
    def channel_words(self) -> str:
        return str(Channel(self.channel).label)

    def coming(self, now: datetime) -> bool:
        return self.until > now


TimelinePart = Callable[[Client], list[Entry]]
_PARTS: dict[str, TimelinePart] = {}


def timeline_part(name: str, build: TimelinePart) -> None:
    """``build`` adds to the time line of every card, in one or two statements."""
    _PARTS[name] = build


def timeline(client: Client) -> list[Entry]:
    """Everything with this client in any channel, newest first."""
    entries = [entry for build in _PARTS.values() for entry in build(client)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


@dataclass(frozen=True)
class TriedOut:
    """How trying went on one device of the client. Texts are in the reader's language; ``troubles`` is empty
    where all went well."""

    at: datetime
    device: str
    troubles: list[str]
    speed: str
    sure: str


TriedPart = Callable[[Client], list[TriedOut]]
_TRIED: list[TriedPart] = []


def tried_part(build: TriedPart) -> None:
    """Who knows what clients tried registers; called once, when its package is ready."""
    _TRIED[:] = [build]


def tried_out(client: Client) -> list[TriedOut]:
    return [tried for build in _TRIED for tried in build(client)]


@dataclass(frozen=True)
class Used:
    """A way in which the client was met or reached: how often, and when last."""

    channel: str
    times: int
    last: datetime

    @property
    def channel_words(self) -> str:
        return str(Channel(self.channel).label)


UsedPart = Callable[[Client], list[Used]]
_USED: list[UsedPart] = []


def used_part(build: UsedPart) -> None:
    """Who knows what happened registers; called once, when its package is ready."""
    _USED[:] = [build]


def ways_used(client: Client) -> list[Used]:
    """The newest first."""
    return [used for build in _USED for used in build(client)]


FactPart = Callable[[Client], list[tuple[str, str]]]
_FACTS: list[FactPart] = []


def fact_part(build: FactPart) -> None:
    """``build`` adds to the facts at the head of every card: their words, and what holds."""
    _FACTS.append(build)


def facts(client: Client) -> list[tuple[str, str]]:
    return [fact for build in _FACTS for fact in build(client)]


@dataclass(frozen=True)
class CardLink:
    """A link of the card that another package adds: where it leads, its words, and the right it needs."""

    url_name: str
    words: str | Promise
    action: Action
    as_button: bool = False
    """Among what is done with the client; else among what is held of them."""


_LINKS: list[CardLink] = []


def on_card(link: CardLink) -> None:
    """Add ``link`` to every card; called once, when its package is ready."""
    _LINKS.append(link)


def links_for(person: Person) -> list[CardLink]:
    return [link for link in _LINKS if may_try(link.action, person.standings)]
