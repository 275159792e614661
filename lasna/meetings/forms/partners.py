from typing import Any, get_args

from django import forms
from django.utils.translation import gettext_lazy

from lasna.meetings.models import Participant
from lasna.meetings.protocol import FromOutside
from lasna.people.models import LANGUAGES

FROM_OUTSIDE = get_args(FromOutside)


class PartnerForm(forms.Form):
    """Somebody from outside who is asked to join. What is wrong with an address the service says."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(role, Participant.Role(role).label) for role in FROM_OUTSIDE],
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Mobile phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of messages"), choices=LANGUAGES)
    by_phone = forms.BooleanField(
        label=gettext_lazy("Interpreter by phone: no link is sent, you phone them yourself"), required=False
    )
    send_by = forms.ChoiceField(
        label=gettext_lazy("How the link is sent"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("email", gettext_lazy("By e-mail")),
            ("sms", gettext_lazy("By text message")),
            ("", gettext_lazy("I do not send it now")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("by_phone"):
            said["send_by"] = ""
        return said


class ConsentForm(forms.Form):
    how = forms.CharField(
        label=gettext_lazy("How did you ask the client?"),
        min_length=2,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
