"""The rules of meetings as a page says them: what holds, who decided, what is locked, who said what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from lasna.kernel.levels import Held
from lasna.meetings.models import Meeting, TypeRule
from lasna.organisation.models import Rule, SaidRule
from lasna.organisation.queries import Words, heard
from lasna.organisation.states import SETTINGS, Level, level_words, value_words, words_of

CHANGES_SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One setting. ``decided``: by whom; ``locked``: by whom and how far, empty: not; ``unheard``: who wished
    for more than is allowed."""

    title: str
    help: str
    value: str
    decided: str
    locked: str
    unheard: str = ""


def lines_of(words: Words, names: Iterable[str] = tuple(SETTINGS)) -> list[Line]:
    rules = heard(words)
    return [_line(name, rules[name]) for name in names] + [_recording(), _relay()]


def _line(name: str, rule: Held) -> Line:
    said = words_of(name)
    return Line(
        title=str(said.title),
        help=str(said.help),
        value=value_words(name, rule.value),
        decided=level_words(rule.by) if rule.by else _("nobody: it is the usual"),
        locked=locked_words(name, rule),
        unheard=", ".join(level_words(level) for level in rule.unheard),
    )


def locked_words(name: str, rule: Held) -> str:
    if not rule.locked_by:
        return ""
    if rule.limit == rule.value and len(SETTINGS[name].within(rule.limit)) == 1:
        return level_words(rule.locked_by)
    words = _("{level}, at most: {value}")
    return words.format(level=level_words(rule.locked_by), value=value_words(name, rule.limit))


def _recording() -> Line:
    return Line(
        title=_("Recording"),
        help=_("There is no recording in this service, and no rule can allow one."),
        value=_("never"),
        decided=_("the service"),
        locked=_("for good"),
    )


def _relay() -> Line:
    """Nobody sets it: with a relay nothing else is used, without one there is nothing to use."""
    if settings.LASNA_TURN_URL and settings.LASNA_TURN_SECRET:
        said = _("Sound and picture go through the relay alone: nobody learns another's network address.")
        value = _("always")
    else:
        said = _(
            "This installation has no relay: browsers connect directly, and could read each other's network"
            " address. Whoever runs the service sets one up."
        )
        value = _("no relay")
    return Line(_("Relay"), said, value, _("the installation"), _("for good"))


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    where: str
    title: str
    value: str
    """Empty: the word was taken back."""
    locked: bool


def _change(row: SaidRule, where: str) -> Change:
    title = str(words_of(row.setting).title)
    value = value_words(row.setting, row.value) if row.value else ""
    return Change(row.at, row.by.name, where, title, value, row.locked)


def changes_in(organisation_id: int) -> list[Change]:
    """The last ones of the organisation, its offices and its types, the newest first. Two statements."""
    said = Rule.objects.filter(organisation=organisation_id, setting__in=SETTINGS)
    of_types = TypeRule.objects.filter(type__organisation=organisation_id, setting__in=SETTINGS)
    changes = [
        _change(row, row.office.name if row.office else level_words(Level.ORGANISATION))
        for row in said.select_related("by", "office")[:CHANGES_SHOWN]
    ]
    changes += [_change(row, str(row.type)) for row in of_types.select_related("by", "type")[:CHANGES_SHOWN]]
    return sorted(changes, key=lambda change: change.at, reverse=True)[:CHANGES_SHOWN]


def changes_of(meeting: Meeting) -> list[Change]:
    """What was said of this very meeting."""
    rows = meeting.rules.filter(setting__in=SETTINGS).select_related("by")
    return [_change(row, level_words(Level.MEETING)) for row in rows[:CHANGES_SHOWN]]
