"""What may be talked about where, beside the choice of a way (N39)."""

from dataclasses import dataclass
from typing import Any

from lasna.clients.models import PLANNED
from lasna.organisation import queries as cards
from lasna.organisation.models import Kind
from lasna.organisation.queries import SaidPart, card_of, page_path
from lasna.people.models import Person
from lasna.policy import Action, may


@dataclass(frozen=True)
class Card:
    """``parts``: the ways that a meeting can be planned for; empty where nothing is published.

    ``address``: the whole card. ``writes``: the reader may write it.
    """

    parts: list[SaidPart]
    address: str
    writes: bool


def card_for(person: Person) -> Card:
    """The card of the person's organisation, in the active language."""
    return _card(person, card_of(person.organisation))


def card_in(person: Person, content: dict[str, Any] | None) -> Card:
    """The same of what was read already."""
    return _card(person, cards.card_in(person.organisation, content))


def _card(person: Person, said: list[SaidPart]) -> Card:
    organisation = person.organisation
    writes = any(may(Action.ORGANISATION_CHANGE, standing) for standing in person.standings)
    parts = [part for part in said if part.name in PLANNED]
    address = page_path(organisation.slug, Kind.CARD) if parts and organisation.slug else ""
    return Card(parts, address, writes)
