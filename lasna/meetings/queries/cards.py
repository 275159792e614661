"""What may be talked about where, beside the choice of a way (N39)."""

from dataclasses import dataclass

from lasna.organisation.queries import Said, card_of
from lasna.people.models import Person
from lasna.policy import Action, may


@dataclass(frozen=True)
class Card:
    """``parts``: empty where the organisation has published none; ``writes``: the reader may write it."""

    parts: list[Said]
    writes: bool


def card_for(person: Person) -> Card:
    """The card of the person's organisation, in the active language."""
    writes = any(may(Action.ORGANISATION_CHANGE, standing) for standing in person.standings)
    return Card(card_of(person.organisation), writes)
