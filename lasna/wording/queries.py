"""The words of a message: the organisation's own where it has some, else the ready-made ones."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import get_language

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Letter
from lasna.kernel.kept import Kept, some_ids
from lasna.wording.models import Wording
from lasna.wording.protocol import TEMPLATES, Template
from lasna.wording.states import Values, Words, faults_of, places_in

EDITIONS_SHOWN = 20


def _of(organisation_id: int, name: str, channel: str, language: str) -> QuerySet[Wording]:
    return Wording.objects.filter(
        organisation=organisation_id, message=name, channel=channel, language=language
    )


_MARKS = (*some_ids(1), "a message", "a channel", "a language")
_kept_current = Kept(lambda *of: _of(*of).filter(current=True).values_list("subject", "text"), *_MARKS)
_kept_editions = Kept(lambda *of: _of(*of).select_related("by")[:EDITIONS_SHOWN], *_MARKS)


def letter_of(name: str, *, organisation_id: int, channel: str, values: Values) -> Letter:
    """In the active language, by ``channel``."""
    template = TEMPLATES[name]
    return template.letter(words_in_use(template, organisation_id, channel), values)


def words_in_use(template: Template, organisation_id: int, channel: str) -> Words:
    """In the active language."""
    rows = _kept_current.rows(organisation_id, template.name, channel, get_language())
    return next((words_of(template, channel, *row) for row in rows), None) or template.ready_words(channel)


def words_of(template: Template, channel: str, subject: str, text: str) -> Words:
    """What an edition says. Where its places are not those of today any more, the ready-made words: a message
    that leaves never fails."""
    words = Words(subject, text)
    fits = text and not faults_of(words, template.placeholders, titled=channel != Message.Channel.SMS)
    return words if fits else template.ready_words(channel)


def editions_of(organisation_id: int, name: str, channel: str, language: str) -> list[Wording]:
    """The newest first."""
    return _kept_editions.objects(organisation_id, name, channel, language)


def own_words(organisation_id: int) -> Mapping[str, list[Wording]]:
    """Message → the channels and languages in which the organisation says it in its own words."""
    own: dict[str, list[Wording]] = {}
    rows = Wording.objects.filter(organisation=organisation_id, current=True).exclude(text="")
    for row in rows.order_by("channel", "language"):
        own.setdefault(row.message, []).append(row)
    return own


def shown_letter(template: Template, words: Words, values: Values) -> Letter:
    """As far as it has been written: a place that there is not stays as it was typed."""
    typed = {name: f"{{{name}}}" for name in places_in(words.subject + words.text)}
    return template.letter(words, typed | dict(values))
