"""The rules of meetings that an organisation and its offices say. Who said what stays on record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record_all
from lasna.kernel.levels import Held
from lasna.organisation.access import rules_office_for
from lasna.organisation.models import Rule, SaidRule
from lasna.organisation.queries import held_above, rules_said
from lasna.organisation.services.saying import own_organisation
from lasna.organisation.signals import rules_changed
from lasna.organisation.states import SETTINGS, Level, level_words, value_words
from lasna.people.models import Organisation, Person

S = TypeVar("S", bound=SaidRule)


@dataclass(frozen=True)
class Word:
    """Of one level about one setting. ``value`` empty: nothing of its own."""

    value: str
    locked: bool = False


def require_within(setting: str, word: Word, above: Held) -> None:
    """Refuses what is no value of the setting, and what a level above has locked."""
    if not word.value:
        return
    if word.value not in SETTINGS[setting].values:
        raise UserError("rule.unknown", _("This cannot be chosen. Reload the page."))
    if SETTINGS[setting].is_wider(word.value, above.limit):
        words = _("This is locked by {level}: {value}. Choose within it.")
        raise UserError(
            "rule.locked",
            words.format(level=level_words(above.locked_by), value=value_words(setting, above.limit)),
        )


def write_words(
    model: type[S], of: Mapping[str, Any], words: Mapping[str, Word], *, above: Mapping[str, Held], by: Person
) -> list[str]:
    """What one level says from now on; the settings about which it said something else before."""
    now = {row.setting: row for row in model._default_manager.filter(current=True, **of)}
    changed = [name for name, word in words.items() if word != _word(now.get(name))]
    for name in changed:
        require_within(name, words[name], above[name])
    model._default_manager.filter(pk__in=[now[name].pk for name in changed if name in now]).update(
        current=False
    )
    for name in changed:
        value, locked = words[name].value, words[name].locked and words[name].value != ""
        model._default_manager.create(
            setting=name, value=value, locked=locked, by=by, at=clock.now(), current=True, **of
        )
    return changed


def _word(row: SaidRule | None) -> Word:
    return Word(row.value, row.locked) if row else Word("")


def note_rules(*, by: Person, settings: Iterable[str], subject: str, number: int) -> None:
    """The last statement of the transaction that changed them."""
    deeds = [(_DEEDS[setting], subject, (number,)) for setting in settings]
    record_all(chain=by.organisation_id, who=f"person:{by.pk}", deeds=deeds)


_DEEDS = {
    "camera": "rule.camera_changed",
    "microphone": "rule.microphone_changed",
    "chat": "rule.chat_changed",
    "share": "rule.share_changed",
    "blur": "rule.blur_changed",
    "code": "rule.code_changed",
}


@transaction.atomic
def say_rules(*, words: Mapping[str, Word], by: Person) -> None:
    """Of the whole organisation."""
    organisation = own_organisation(by)
    _say(organisation, None, words, by)


@transaction.atomic
def say_rules_of_office(*, office_id: int, words: Mapping[str, Word], by: Person) -> None:
    """Of one office, by who leads it or runs the organisation."""
    rules_office_for(by, office_id)
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    _say(organisation, rules_office_for(by, office_id).pk, words, by)


def _say(organisation: Organisation, office_id: int | None, words: Mapping[str, Word], by: Person) -> None:
    level = Level.ORGANISATION if office_id is None else Level.OFFICE
    above = held_above(level, rules_said(organisation.pk))
    of = {"organisation_id": organisation.pk, "office_id": office_id}
    changed = write_words(Rule, of, words, above=above, by=by)
    if not changed:
        return
    rules_changed.send(sender=Rule, organisation_id=organisation.pk, office_id=office_id)
    subject = "organisation" if office_id is None else "office"
    note_rules(by=by, settings=changed, subject=subject, number=office_id or organisation.pk)
