"""The file in which colleagues come, and every line of it asked the same as one typed by hand."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lasna.errors import UserError
from lasna.kernel.tables import Table, guessed, read_upload
from lasna.kernel.words import folded
from lasna.people.forms.own import seen_name
from lasna.people.forms.staff import NO_OFFICE, WITH_OFFICE
from lasna.people.models import Office, Person
from lasna.people.services import StaffDetails

_HEADINGS = {
    "name": "nimi|namn|name|full name|koko nimi",
    "email": "sahkoposti|sahkopostiosoite|s-posti|e-post|epost|e-postadress|email|e-mail|mail|email address",
    "role": "rooli|roll|role",
    "offices": "toimipiste|toimipisteet|toimisto|toimistot|kontor|verksamhetsstalle|verksamhetsstallen"
    "|office|offices",
}
_ROLES = {
    Person.Role.ADVISER: "adviser|tyontekija|ohjaaja|neuvoja|asiantuntija|radgivare|handledare",
    Person.Role.LEAD: "lead|team lead|tiiminvetaja|tiimin vetaja|esihenkilo|esimies|teamledare|chef",
    Person.Role.SUPPORT: "support|support person|tukihenkilo|tuki|stodperson|stod",
    Person.Role.ADMINISTRATOR: "administrator|admin|paakayttaja|yllapitaja|huvudanvandare",
}
_APART = re.compile(r"[;|,/]")
MOST_LINES = 1_000


class StaffImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("The first line has the headings: name, e-mail, role, offices."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""

    def clean_file(self) -> Table:
        table = read_upload(self.cleaned_data["file"])
        columns = guessed(table.headings, _HEADINGS)
        if not {"name", "email"} <= set(columns):
            raise ValidationError(
                _("The first line must have the headings name, e-mail, role and offices."),
                code="import.no_headings",
            )
        if len(table.lines) > MOST_LINES:
            raise ValidationError(
                _("The file has more than %(most)s lines. Divide it into several files."),
                code="import.too_many",
                params={"most": MOST_LINES},
            )
        return table


@dataclass(frozen=True)
class StaffLine:
    """A line of the file. With ``errors`` it has no ``details`` to write."""

    number: int
    name: str
    """For finding it again in the file."""
    details: StaffDetails | None
    errors: tuple[str, ...] = ()
    known: str = ""
    """Why it is left out: the address is there already."""

    @property
    def role_read(self) -> str:
        return str(Person.Role(self.details.role).label) if self.details else ""


@dataclass(frozen=True)
class CheckedStaff:
    offices: Mapping[int, str]
    lines: list[StaffLine] = field(default_factory=list)

    @property
    def wrong(self) -> list[StaffLine]:
        return [line for line in self.lines if line.errors]

    @property
    def doubles(self) -> list[StaffLine]:
        return [line for line in self.lines if line.known and not line.errors]

    @property
    def fresh(self) -> list[StaffLine]:
        return [line for line in self.lines if line.details and not line.known]

    @property
    def first(self) -> list[tuple[StaffLine, list[str]]]:
        """How the lines are read, with the names of the offices."""
        return [
            (line, [self.offices[pk] for pk in line.details.offices])
            for line in self.fresh[:20]
            if line.details
        ]


def checked_staff(table: Table, *, offices: list[Office], known: set[str], language: str) -> CheckedStaff:
    """The lines with what is wrong in each. ``known``: addresses that somebody has already."""
    columns = guessed(table.headings, _HEADINGS)
    by_name = {folded(office.name): office.pk for office in offices}
    seen: dict[str, int] = {}
    lines = []
    for number, cells in table.lines:
        told = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        details, errors = _details(told, by_name, language)
        email = details.email if details else ""
        lines.append(StaffLine(number, told["name"][:80], details, errors, _known(email, known, seen)))
        if email:
            seen.setdefault(email, number)
    return CheckedStaff({office.pk: office.name for office in offices}, lines)


def _known(email: str, known: set[str], seen: dict[str, int]) -> str:
    if email in known:
        return _("has this address already")
    return _("the same address as on line %(number)s") % {"number": seen[email]} if email in seen else ""


def _details(
    told: dict[str, str], offices: Mapping[str, int], language: str
) -> tuple[StaffDetails | None, tuple[str, ...]]:
    errors: list[str] = []
    clean: dict[str, Any] = {}
    readers: dict[str, Callable[[str], Any]] = {
        "name": lambda text: seen_name(forms.CharField(max_length=100).clean(text)),
        "email": lambda text: forms.EmailField(max_length=254).clean(text).lower(),
        "role": _role,
        "offices": lambda text: _offices(text, offices),
    }
    for name, read in readers.items():
        try:
            clean[name] = read(told.get(name, ""))
        except ValidationError as error:
            errors += [f"{_LABELS[name]}: {words}" for words in error.messages]
        except UserError as error:
            errors.append(f"{_LABELS[name]}: {error.message}")
    if not errors and clean["role"] in WITH_OFFICE and not clean["offices"]:
        errors.append(f"{_LABELS['offices']}: {NO_OFFICE}")
    return (None, tuple(errors)) if errors else (StaffDetails(**clean, language=language), ())


_LABELS = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail address"),
    "role": gettext_lazy("Role"),
    "offices": gettext_lazy("Offices"),
}


def _role(text: str) -> str:
    """An adviser where nothing is said."""
    if not text:
        return Person.Role.ADVISER
    said = " ".join(folded(text).split())
    for role, words in _ROLES.items():
        if said in words.split("|"):
            return role
    raise ValidationError(
        _("We do not know this role. Write one of these: %(roles)s."),
        code="import.role",
        params={"roles": ", ".join(str(role.label) for role in Person.Role)},
    )


def _offices(text: str, offices: Mapping[str, int]) -> tuple[int, ...]:
    """One name, or several between semicolons, commas, slashes or bars; a name may have one in it."""
    if whole := offices.get(folded(text)):
        return (whole,)
    names = [" ".join(part.split()) for part in _APART.split(text) if part.strip()]
    unknown = [name for name in names if folded(name) not in offices]
    if unknown:
        raise ValidationError(
            _("There is no open office named %(name)s."), code="import.office", params={"name": unknown[0]}
        )
    return tuple(dict.fromkeys(offices[folded(name)] for name in names))
