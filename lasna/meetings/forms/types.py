"""What administrators type about a kind of meeting."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import PLANNED
from lasna.kernel.web.languages import NAMES
from lasna.kernel.words import plain_line, plain_lines
from lasna.meetings.models import MeetingType
from lasna.meetings.services import TypeWish
from lasna.meetings.services.planning import LONGEST

WAYS = [(channel.value, channel.label) for channel in PLANNED]
LONGEST_WORDS = 1000


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
            name = forms.CharField(label=_in(_("Name"), names[code]), max_length=100)
            words = forms.CharField(
                label=_in(_("Words for the waiting room"), names[code]),
                max_length=LONGEST_WORDS,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            for field in (name, words):
                field.widget.attrs["lang"] = code
            self.fields[f"name_{code}"], self.fields[f"words_{code}"] = name, words

    @property
    def names(self) -> list[forms.BoundField]:
        return [self[f"name_{code}"] for code in self.languages]

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[f"words_{code}"] for code in self.languages]

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        for code in self.languages:
            said[f"words_{code}"] = plain_lines(said.get(f"words_{code}", ""))
            name = f"name_{code}"
            if name in said:
                said[name] = plain_line(said[name])
                if not said[name]:
                    self.add_error(name, _("Write the name."))
        usual = said.get("default_channel")
        if usual and said.get("channels") and usual not in said["channels"]:
            self.add_error("default_channel", _("The usual way must be one of those allowed."))

    def wish(self) -> TypeWish:
        said = self.cleaned_data
        return TypeWish(
            names={code: said[f"name_{code}"] for code in self.languages},
            words={code: said[f"words_{code}"] for code in self.languages},
            minutes=said["minutes"],
            channels=tuple(said["channels"]),
            default_channel=said["default_channel"],
            code_at_door=said["code_at_door"],
        )


def _in(what: Any, language: str) -> str:
    return f"{what} ({language})"


def _said(type: MeetingType | None) -> dict[str, Any]:
    """What the form begins with; a new type: with what most of them are."""
    if type is None:
        every = [value for value, _label in WAYS]
        return {"minutes": 45, "channels": every, "default_channel": WAYS[0][0], "code_at_door": True}
    said: dict[str, Any] = {"channels": list(type.allowed)}
    for name in ("minutes", "default_channel", "code_at_door"):
        said[name] = getattr(type, name)
    for code, _name in NAMES:
        for name in (f"name_{code}", f"words_{code}"):
            said[name] = getattr(type, name)
    return said
