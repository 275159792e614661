from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import WISHES, Client
from lasna.clients.services import Details
from lasna.errors import UserError
from lasna.kernel.names import plain_name
from lasna.kernel.phones import parse_phone, read_phone
from lasna.kernel.web.lists import LAST_PAGE
from lasna.kernel.words import plain_lines
from lasna.people.models import LANGUAGES, Person


class NameField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=100, **options)

    def to_python(self, value: object | None) -> str:
        try:
            name = plain_name(super().to_python(value) or "")
        except UserError as error:
            raise forms.ValidationError(str(error.message), code=error.code) from None
        return str(name)


class PhoneField(forms.CharField):
    """E.164 inside, as people write it outside."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})

    def to_python(self, value: object | None) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return parse_phone(text)
        except UserError as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error


class AddressField(forms.CharField):
    """A part of a postal address: never needed, a line or two, nothing but text."""

    def __init__(self, *, lines: int = 1, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(required=False, **options)
        self.lines = lines

    def to_python(self, value: object | None) -> str:
        typed = plain_lines(super().to_python(value) or "")
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        if len(lines) > self.lines:
            raise forms.ValidationError(_("Two lines at most."), code="address.lines")
        return "\n".join(lines)


def office_field(person: Person) -> forms.TypedChoiceField:
    """A choice only where there is one."""
    offices = [(office.pk, office.name) for office in person.offices.filter(closed_at=None).order_by("pk")]
    widget = forms.Select if len(offices) > 1 else forms.HiddenInput
    first = offices[0][0] if offices else None
    return forms.TypedChoiceField(
        label=_("Office"), choices=offices, coerce=int, initial=first, widget=widget
    )


class ClientForm(forms.Form):
    first_name = NameField(label=_("First name"))
    last_name = NameField(label=_("Last name"), required=False)
    phone = PhoneField(
        label=_("Mobile phone"), required=False, help_text=_("Codes and text messages go to this number.")
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    street = AddressField(
        label=_("Street address"),
        max_length=120,
        lines=2,
        help_text=_("For letters, to who has neither e-mail nor a mobile phone, or wants letters."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    postal_code = AddressField(label=_("Postal code"), max_length=12)
    town = AddressField(label=_("Town"), max_length=60)
    country = AddressField(label=_("Country, if abroad"), max_length=60)
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, help_text=_("The client's messages and pages are in it.")
    )
    wish = forms.ChoiceField(
        label=_("How does the client wish to meet?"),
        required=False,
        choices=[("", _("Not asked yet")), *((wish.value, wish.label) for wish in WISHES)],
    )
    call_before = forms.BooleanField(
        label=_("Phone the client the working day before each meeting"),
        help_text=_("For who needs a human voice. The call is then on the list of the adviser's day."),
        required=False,
    )

    def __init__(self, *args: Any, person: Person, client: Client | None = None, **options: Any) -> None:
        if client is not None:
            options["initial"] = {name: getattr(client, name) for name in Details.__dataclass_fields__}
            options["initial"]["phone"] = read_phone(client.phone)
        super().__init__(*args, **options)
        self.label_suffix = ""
        offered = {*person.organisation.offered, client.language if client else ""}
        spoken = self.fields["language"]
        assert isinstance(spoken, forms.ChoiceField)
        spoken.choices = [(code, name) for code, name in LANGUAGES if code in offered]
        if client is not None:
            return
        self.fields["office"] = office_field(person)

    def clean(self) -> None:
        """A whole address, or none: a letter with half of one comes back."""
        super().clean()
        said = self.cleaned_data
        if not any(said.get(name) for name in ("street", "postal_code", "town", "country")):
            return
        needed = ["street", "town"] if said.get("country") else ["street", "postal_code", "town"]
        for name in needed:
            if name not in self.errors and not said.get(name):
                self.add_error(name, _("A letter needs this, too."))

    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})


class ClientFilter(forms.Form):
    """The list's filter, in the address bar. What makes no sense is passed over."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=100)
    mine = forms.BooleanField(label=_("Only my own"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)
