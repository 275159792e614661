"""What stands beside the choice of a way where a meeting is planned: the organisation's card, what the office
has agreed on, whether a code is asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from lasna.clients.models import Client
from lasna.kernel.kept import Kept, some_ids
from lasna.meetings.models import MeetingType, Practice
from lasna.meetings.queries.cards import Card, card_in
from lasna.meetings.queries.rules import code_is_wanted_by
from lasna.organisation.models import Kind
from lasna.organisation.queries import Words, words_of
from lasna.people.models import Organisation, Person


def _said(organisation_id: int, office_id: int) -> QuerySet[Organisation, Any]:
    """A row for each rule of organisation and office, one where there is none."""
    card = Q(editions__current=True, editions__kind=Kind.CARD)
    rule = Q(rules__current=True) & (Q(rules__office=None) | Q(rules__office=office_id))
    said = Organisation.objects.filter(pk=organisation_id).annotate(
        card=FilteredRelation("editions", condition=card),
        rule=FilteredRelation("rules", condition=rule),
        here=FilteredRelation("offices", condition=Q(offices=office_id)),
    )
    return said.order_by("rule__pk").values_list(
        "card__content",
        "here__practice__text",
        "here__practice__at",
        "rule__setting",
        "rule__value",
        "rule__locked",
        "rule__office",
    )


_kept_said = Kept(_said, *some_ids(2))


@dataclass(frozen=True)
class Beside:
    """One statement, at the first question."""

    person: Person
    client: Client

    @cached_property
    def _rows(self) -> list[tuple[Any, ...]]:
        return _kept_said.rows(self.client.organisation_id, self.client.office_id)

    @property
    def card(self) -> Card:
        return card_in(self.person, self._rows[0][0])

    @property
    def practice(self) -> Practice | None:
        """What the client's office has agreed on."""
        text, at = self._rows[0][1:3]
        return Practice(office=self.client.office, text=text, at=at) if text else None

    @property
    def _words(self) -> Words:
        return words_of([row[3:] for row in self._rows if row[4]], self.client.office_id)

    def code_is_wanted(self, type: MeetingType) -> bool:
        return code_is_wanted_by(self._words, type)
