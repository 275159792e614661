"""What people type about themselves."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel.phones import parse_phone, read_phone
from lasna.people.models import LANGUAGES, Person

_UNSEEN = {"Cc", "Cf", "Co", "Cs"}


def seen_name(typed: str) -> str:
    """A name with one space between its words, and nothing in it that cannot be seen."""
    name = " ".join(typed.split())
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        raise ValidationError(_("The name has characters that cannot be seen. Type it again."), code="unseen")
    return name


def calling_number(typed: str) -> str:
    """E.164, or empty."""
    try:
        return parse_phone(typed, purpose="call") if typed else ""
    except UserError as refusal:
        raise ValidationError(str(refusal.message), code=refusal.code) from refusal


class OwnSettings(forms.ModelForm[Person]):
    """What a person decides about themselves."""

    name = forms.CharField(
        label=_("Name, as clients see it"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("The phone number you call from"),
        help_text=_(
            "Clients see it when you move to phone. Leave it empty to use the organisation's number."
        ),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    class Meta:
        model = Person
        fields = ["name", "phone", "language"]

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed on as they came
        self.initial["phone"] = read_phone(self.instance.phone)

    def save(self, commit: bool = True) -> Person:
        """What was typed and nothing else: access that ended meanwhile stays ended."""
        person = super().save(commit=False)
        if commit:
            person.save(update_fields=self.Meta.fields)
        return person

    def clean_name(self) -> str:
        return seen_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return calling_number(self.cleaned_data["phone"])
