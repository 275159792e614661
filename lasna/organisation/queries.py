"""What an organisation says of itself now, and said before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.levels import Held, Said, held
from lasna.kernel.web.appearance import Appearance, FootLink
from lasna.kernel.web.languages import NAMES
from lasna.organisation.models import PAGES, Edition, Kind, Rule
from lasna.organisation.states import PARTS, SETTINGS, Level
from lasna.people.models import Organisation

EDITIONS_SHOWN = 20
STYLE_VERSION = 1
"""Raised when the colours made of a brand colour change: browsers keep its stylesheet for a year."""


def stylesheet_path(colour: str) -> str:
    return reverse("theme_style", args=[STYLE_VERSION, colour.removeprefix("#")])


def _said_now(organisation_id: int) -> QuerySet[Organisation, Any]:
    organisation = Organisation.objects.filter(pk=organisation_id)
    said = organisation.annotate(said=FilteredRelation("editions", condition=Q(editions__current=True)))
    return said.values_list("name", "slug", "languages", "said__kind", "said__content__theme")


_kept_said_now = Kept(_said_now, *some_ids(1))


def appearance(organisation_id: int) -> Appearance:
    """All that a page shows of its organisation, in one query."""
    rows = _kept_said_now.rows(organisation_id)
    if not rows:
        return Appearance()
    name, slug, languages = rows[0][:3]
    theme = next((row[4] for row in rows if row[3] == Kind.THEME), None) or {}
    published = {row[3] for row in rows}
    names = dict(NAMES)
    return Appearance(
        name=name,
        stylesheet=stylesheet_path(theme["colour"]) if theme.get("colour") else "",
        logo=reverse("theme_logo", args=[theme["logo"]]) if theme.get("logo") else "",
        logo_width=theme.get("width", 0),
        logo_height=theme.get("height", 0),
        languages=tuple((code, names[code]) for code in languages.split(",")),
        foot=tuple(
            FootLink(page_path(slug or "", kind), title_of(kind)) for kind in PAGES if kind in published
        ),
    )


def title_of(kind: Kind) -> str:
    return kind.label[:1].upper() + kind.label[1:]


def page_path(slug: str, kind: Kind) -> str:
    """The public address of a page."""
    return reverse(f"public_{kind.value}", args=[slug])


def _of(organisation_id: int, kind: str) -> QuerySet[Edition]:
    return Edition.objects.filter(organisation=organisation_id, kind=kind)


_MARKS = (*some_ids(1), "a kind")
_kept_current = Kept(lambda *of: _of(*of).filter(current=True), *_MARKS)
_kept_draft = Kept(lambda *of: _of(*of).filter(published_at=None), *_MARKS)
_kept_editions = Kept(
    lambda *of: _of(*of).filter(published_at__isnull=False).select_related("by")[:EDITIONS_SHOWN], *_MARKS
)


def current(organisation: Organisation, kind: Kind) -> Edition | None:
    return _kept_current.first(organisation.pk, kind.value)


def draft(organisation: Organisation, kind: Kind) -> Edition | None:
    return _kept_draft.first(organisation.pk, kind.value)


def editions(organisation: Organisation, kind: Kind) -> list[Edition]:
    """The published ones, the newest first."""
    return _kept_editions.objects(organisation.pk, kind.value)


def theme_of(organisation: Organisation) -> dict[str, object]:
    """``name``, ``colour``, ``logo``, ``width``, ``height`` of now; those that were chosen."""
    edition = current(organisation, Kind.THEME)
    return dict(edition.content["theme"]) if edition else {}


def card_of(organisation: Organisation) -> list["SaidPart"]:
    """What may be talked about where, in the active language; empty where nothing is published."""
    edition = current(organisation, Kind.CARD)
    return card_in(organisation, edition.content if edition else None)


def card_in(organisation: Organisation, content: dict[str, Any] | None) -> list["SaidPart"]:
    """``content``: of the card's edition of now, if there is one."""
    if content is None:
        return []
    usual = organisation.offered[0]
    edition = Edition(kind=Kind.CARD, content=content)
    said = said_in(edition, (get_language() or usual)[:2], usual)
    return [part for part in said.values() if part.words]


@dataclass(frozen=True)
class SaidPart:
    """One part of a page: its words, and their language where it is not the page's."""

    name: str
    label: str
    words: str
    language: str


def said_in(edition: Edition, language: str, usual: str) -> dict[str, SaidPart]:
    """The filled-in parts by name; ``language`` must be active, for the labels."""
    parts = {}
    for part in PARTS[Kind(edition.kind)]:
        kept = edition.content.get(part.name, "")
        spoken = language
        if isinstance(kept, dict):
            spoken = language if kept.get(language) else usual
            kept = kept.get(spoken, "")
        parts[part.name] = SaidPart(part.name, str(part.label), kept, spoken)
    return parts


Words = dict[str, list[Said]]
"""Setting → what levels say of it, from the highest to the lowest."""


def _rules(organisation_id: int, office_id: int) -> QuerySet[Rule, Any]:
    said = Rule.objects.filter(organisation=organisation_id, current=True).exclude(value="")
    rows = said.filter(Q(office=None) | Q(office=office_id)).order_by("pk")
    return rows.values_list("setting", "value", "locked", "office")


_kept_rules = Kept(_rules, *some_ids(2))


def rules_said(organisation_id: int, office_id: int = 0) -> Words:
    """By the organisation and, where it is given, by this office of it. One statement."""
    return words_of(_kept_rules.rows(organisation_id, office_id), office_id)


def words_of(rows: Iterable[tuple[Any, ...]], office_id: int) -> Words:
    """``rows``: setting, word, whether it locks, office."""
    rows = list(rows)
    words: Words = {name: [] for name in SETTINGS}
    for level, of in ((Level.ORGANISATION, None), (Level.OFFICE, office_id)):
        for setting, value, locked, office in rows:
            if office == of and setting in words:
                words[setting].append(Said(level, value, bool(locked)))
    return words


def locks_of_code(organisation_id: int) -> QuerySet[Rule]:
    """Of the whole organisation: then a code is asked for whatever a type says."""
    return Rule.objects.filter(
        organisation=organisation_id, office=None, setting="code", locked=True, current=True
    )


def heard(words: Words) -> dict[str, Held]:
    """Setting → what holds, and why."""
    return {name: held(setting, words[name]) for name, setting in SETTINGS.items()}


def held_above(level: Level, words: Words) -> dict[str, Held]:
    """What holds for ``level`` by those above it alone."""
    above = list(Level)[: list(Level).index(level)]
    return heard({name: [word for word in said if word.level in above] for name, said in words.items()})
