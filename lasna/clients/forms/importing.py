"""Choosing the file, and saying what its columns are."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lasna.clients.forms.details import ClientForm, office_field
from lasna.kernel.tables import Table, guessed, read_upload
from lasna.people.models import Person

COLUMNS = ("first_name", "last_name", "phone", "email", "language")
_HEADINGS = {
    "first_name": "etunimi|etunimet|kutsumanimi|fornamn|tilltalsnamn|first name|firstname|given name",
    "last_name": "sukunimi|efternamn|slaktnamn|last name|lastname|surname|family name",
    "phone": "puhelin|puhelinnumero|puh|puh.|matkapuhelin|matkapuhelinnumero|kannykka|gsm|mobiili"
    "|telefon|telefonnummer|tfn|tel|tel.|mobil|mobiltelefon|mobilnummer"
    "|phone|phone number|mobile|mobile phone|mobile number|telephone",
    "email": "sahkoposti|sahkopostiosoite|s-posti|meili|e-post|epost|e-postadress|epostadress"
    "|email|e-mail|mail|email address|e-mail address",
    "language": "kieli|asiointikieli|aidinkieli|sprak|kontaktsprak|modersmal|language",
}
"""Finnish, Swedish and English, folded as names are for finding."""


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("At most 2 MB and 5,000 lines. The first line has the headings."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["office"] = office_field(person)

    def clean_file(self) -> Table:
        return read_upload(self.cleaned_data["file"])


class ColumnsForm(forms.Form):
    """Which column is what: in the address, guessed until somebody says otherwise."""

    def __init__(self, data: Any, *, headings: Sequence[str]) -> None:
        told = data if "first_name" in data else guessed(headings, _HEADINGS)
        super().__init__(told)
        self.label_suffix = ""
        columns = [
            (at, _("%(number)s: %(heading)s") % {"number": at + 1, "heading": heading[:60]})
            for at, heading in enumerate(headings)
        ]
        for name in COLUMNS:
            required = name == "first_name"
            self.fields[name] = forms.TypedChoiceField(
                label=ClientForm.base_fields[name].label,
                choices=[("", _("Choose the column") if required else _("Not in the file")), *columns],
                coerce=int,
                empty_value=None,
                required=required,
                error_messages={"required": _("Say which column has the first name.")},
            )

    def columns(self) -> dict[str, int]:
        return {name: at for name, at in self.cleaned_data.items() if at is not None}

    @property
    def chosen(self) -> dict[str, Any]:
        """As the next press has to say it again."""
        return {name: "" if (value := self[name].value()) is None else value for name in self.fields}
