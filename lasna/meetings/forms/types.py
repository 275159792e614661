"""What administrators type about a kind of meeting."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import PLANNED
from lasna.kernel.web.languages import NAMES
from lasna.kernel.words import plain_line, plain_lines
from lasna.meetings.forms.planning import DayInput
from lasna.meetings.models import MeetingType
from lasna.meetings.services import TypeWish
from lasna.meetings.services.planning import LONGEST

WAYS = [(channel.value, channel.label) for channel in PLANNED]
LONGEST_WORDS = 1000
TEXTS = (
    ("words", _("Words for the waiting room"), 3),
    ("agenda", _("What is gone through, a line each"), 4),
    ("prompts", _("Reminders for the adviser, a line each"), 4),
    ("law", _("What the law says"), 3),
    ("law_source", _("Name of the statute, and the section"), 1),
)
"""Columns with a text of each language; how many rows their fields have."""


class TypeForm(forms.Form):
    """Name and words once for every language that the organisation offers."""

    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=1,
        max_value=LONGEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    channels = forms.MultipleChoiceField(
        label=_("Allowed ways to meet"),
        help_text=_("Advisers choose among these. A meeting that has begun may always move to the phone."),
        choices=WAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way.")},
    )
    default_channel = forms.ChoiceField(
        label=_("The usual way"),
        help_text=_("Chosen ready, where the client wishes no other."),
        choices=WAYS,
        widget=forms.RadioSelect,
    )
    code_at_door = forms.BooleanField(label=_("Ask for a code at the door"), required=False)
    law_first = forms.ChoiceField(
        label=_("The way that comes first by law"),
        help_text=_("It is advised until the client has been met so. The adviser chooses all the same."),
        required=False,
        choices=[("", _("none")), *WAYS],
        widget=forms.RadioSelect,
    )
    law_on = forms.DateField(
        label=_("Looked up on"),
        help_text=_("The day on which somebody last looked what the law says."),
        required=False,
        widget=DayInput(),
    )
    law_address = forms.CharField(
        label=_("Where the statute is read"),
        help_text=_("The address of a web page, with https. Leave it empty if you do not know it."),
        max_length=500,
        required=False,
        validators=[URLValidator(schemes=["https"])],
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        type: MeetingType | None,
        languages: Iterable[str],
        code_locked: bool = False,
    ) -> None:
        super().__init__(data, initial=_said(type))
        self.fields["code_at_door"].disabled = code_locked
        self.label_suffix = ""
        self.languages = tuple(languages)
        names = dict(NAMES)
        for code in self.languages:
            self._add(f"name_{code}", forms.CharField(label=_in(_("Name"), names[code]), max_length=100))
            for column, label, rows in TEXTS:
                area = forms.Textarea(attrs={"rows": rows})
                text = forms.CharField(
                    label=_in(label, names[code]), max_length=LONGEST_WORDS, required=False, widget=area
                )
                self._add(f"{column}_{code}", text)

    def _add(self, name: str, field: forms.CharField) -> None:
        field.widget.attrs["lang"] = name[-2:]
        self.fields[name] = field

    def _in_languages(self, column: str) -> list[forms.BoundField]:
        return [self[f"{column}_{code}"] for code in self.languages]

    @property
    def names(self) -> list[forms.BoundField]:
        return self._in_languages("name")

    @property
    def words(self) -> list[forms.BoundField]:
        return self._in_languages("words")

    @property
    def agenda(self) -> list[forms.BoundField]:
        return self._in_languages("agenda")

    @property
    def prompts(self) -> list[forms.BoundField]:
        return self._in_languages("prompts")

    @property
    def law(self) -> list[forms.BoundField]:
        return self._in_languages("law")

    @property
    def law_source(self) -> list[forms.BoundField]:
        return self._in_languages("law_source")

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        for code in self.languages:
            for column, _label, _rows in TEXTS:
                said[f"{column}_{code}"] = plain_lines(said.get(f"{column}_{code}", ""))
            name = f"name_{code}"
            if name in said:
                said[name] = plain_line(said[name])
                if not said[name]:
                    self.add_error(name, _("Write the name."))
        usual = said.get("default_channel")
        if usual and said.get("channels") and usual not in said["channels"]:
            self.add_error("default_channel", _("The usual way must be one of those allowed."))
        by_law = said.get("law_first")
        if by_law and said.get("channels") and by_law not in said["channels"]:
            self.add_error("law_first", _("What comes first by law must be one of the ways allowed."))

    def wish(self) -> TypeWish:
        said = self.cleaned_data
        return TypeWish(
            texts={name: said[name] for name in _columns(self.languages)},
            minutes=said["minutes"],
            channels=tuple(said["channels"]),
            default_channel=said["default_channel"],
            code_at_door=said["code_at_door"],
            law_first=said["law_first"],
            law_on=said["law_on"],
            law_address=said["law_address"],
        )


def _columns(languages: Iterable[str]) -> list[str]:
    """Of the texts, in these languages."""
    columns = ("name", *(column for column, _label, _rows in TEXTS))
    return [f"{column}_{code}" for code in languages for column in columns]


def _in(what: Any, language: str) -> str:
    return f"{what} ({language})"


def _said(type: MeetingType | None) -> dict[str, Any]:
    """What the form begins with; a new type: with what most of them are."""
    if type is None:
        every = [value for value, _label in WAYS]
        return {"minutes": 45, "channels": every, "default_channel": WAYS[0][0], "code_at_door": True}
    said: dict[str, Any] = {"channels": list(type.allowed)}
    own = ("minutes", "default_channel", "code_at_door", "law_first", "law_on", "law_address")
    for name in (*own, *_columns(code for code, _name in NAMES)):
        said[name] = getattr(type, name)
    return said
