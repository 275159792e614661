"""What people type about themselves."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel.phones import parse_phone, read_phone
from lasna.people.models import LANGUAGES, Person

_UNSEEN = {"Cc", "Cf", "Co", "Cs"}


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

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if any(unicodedata.category(character) in _UNSEEN for character in name):
            raise ValidationError(
                _("The name has characters that cannot be seen. Type it again."), code="unseen"
            )
        return name

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        try:
            return parse_phone(typed, purpose="call") if typed else ""
        except UserError as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from refusal
