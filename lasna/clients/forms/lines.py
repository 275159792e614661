"""Every line of an imported file, asked the same as a client typed by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lasna.clients.forms.details import ClientForm
from lasna.clients.queries import Reaches
from lasna.clients.services import Details
from lasna.kernel.phones import read_phone
from lasna.kernel.tables import Table
from lasna.kernel.words import folded
from lasna.people.models import LANGUAGES

_LANGUAGES = {
    "fi": ("fi", "fin", "suomi", "finska", "finnish"),
    "sv": ("sv", "swe", "ruotsi", "svenska", "swedish"),
    "en": ("en", "eng", "englanti", "engelska", "english"),
}
_CODES = {word: code for code, words in _LANGUAGES.items() for word in words}


@dataclass(frozen=True)
class Line:
    """A line of the file. With ``errors`` it has no ``details`` to write."""

    number: int
    name: str
    """For finding it again in the file."""
    details: Details | None
    errors: tuple[str, ...] = ()
    same_line: int | None = None
    """An earlier line with the same number or address."""
    same_client: int | None = None

    @property
    def phone_read(self) -> str:
        return read_phone(self.details.phone) if self.details else ""

    @property
    def language_read(self) -> str:
        return dict(LANGUAGES)[self.details.language] if self.details else ""

    @property
    def is_double(self) -> bool:
        return self.same_line is not None or self.same_client is not None


@dataclass(frozen=True)
class Checked:
    lines: list[Line] = field(default_factory=list)

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.errors]

    @property
    def doubles(self) -> list[Line]:
        return [line for line in self.lines if line.is_double and not line.errors]

    @property
    def fresh(self) -> list[Line]:
        return [line for line in self.lines if not line.is_double and not line.errors]

    def details(self, *, doubles: bool) -> list[Details]:
        """What is written: with the doubles, or without."""
        return [
            line.details
            for line in self.lines
            if line.details is not None and (doubles or not line.is_double)
        ]


def checked(table: Table, columns: Mapping[str, int], *, offered: tuple[str, ...], known: Reaches) -> Checked:
    """The lines of ``table`` with what is wrong or double in each."""
    seen: dict[str, int] = {}
    lines = []
    for number, cells in table.lines:
        told = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        details, errors = _details(told, offered)
        reaches = [details.phone, details.email.lower()] if details else []
        reaches = [reach for reach in reaches if reach]
        lines.append(
            Line(
                number=number,
                name=f"{told.get('first_name', '')} {told.get('last_name', '')}".strip()[:80],
                details=details,
                errors=errors,
                same_line=next((seen[reach] for reach in reaches if reach in seen), None),
                same_client=next((known[reach] for reach in reaches if reach in known), None),
            )
        )
        for reach in reaches:
            seen.setdefault(reach, number)
    return Checked(lines)


def _details(told: dict[str, str], offered: tuple[str, ...]) -> tuple[Details | None, tuple[str, ...]]:
    clean: dict[str, str] = {}
    errors: list[str] = []
    for name, text in told.items():
        try:
            clean[name] = _language(text, offered) if name == "language" else _clean(name, text)
        except ValidationError as error:
            label = ClientForm.base_fields[name].label
            errors += [f"{label}: {words}" for words in error.messages]
    if errors:
        return None, tuple(errors)
    known: dict[str, Any] = {"language": offered[0]} | clean
    return Details(**known), ()


def _clean(name: str, text: str) -> str:
    # Spreadsheets, and our own exports, put an apostrophe before what is no formula: '+358 40 …
    typed = text.removeprefix("'") if name == "phone" else text
    return str(ClientForm.base_fields[name].clean(typed))


def _language(text: str, offered: tuple[str, ...]) -> str:
    if not text:
        return offered[0]
    code = _CODES.get(folded(text), "")
    if code not in offered:
        raise ValidationError(
            _("Your organisation does not offer this language to clients."), code="import.language"
        )
    return code
