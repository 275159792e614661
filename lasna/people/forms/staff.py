"""What administrators type about colleagues, and how they look for them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lasna.kernel.phones import read_phone
from lasna.kernel.web.forms import Select
from lasna.kernel.web.lists import LAST_PAGE
from lasna.people.forms.own import calling_number, seen_name
from lasna.people.models import LANGUAGES, Office, Person
from lasna.people.queries.staff import WantedStaff, offices_seen_by
from lasna.people.services import StaffDetails

WITH_OFFICE = (Person.Role.ADVISER, Person.Role.LEAD)
"""Roles that are nothing without an office."""
NO_OFFICE = _("Choose at least one office: this role works with the clients of an office.")


class StaffForm(forms.Form):
    name = forms.CharField(label=_("Name, as clients see it"), max_length=100)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation is sent to it, and the person signs in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Person.Role.choices)
    offices = forms.TypedMultipleChoiceField(
        label=_("Offices"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    phone = forms.CharField(
        label=_("The phone number the person calls from"),
        help_text=_("Leave it empty to use the organisation's number."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(
        self, *args: Any, by: Person, colleague: Person | None = None, readdress: bool = True, **options: Any
    ) -> None:
        serves = list(colleague.offices.all()) if colleague else []
        options.setdefault("initial", _initial(by, colleague, serves))
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.colleague = colleague
        offered = list(offices_seen_by(by, open_only=True))
        offered += [office for office in serves if office not in offered]
        choice = self.fields["offices"]
        assert isinstance(choice, forms.TypedMultipleChoiceField)
        choice.choices = [(office.pk, office.name) for office in offered]
        if not readdress:
            del self.fields["email"]

    def clean_name(self) -> str:
        return seen_name(self.cleaned_data["name"])

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_phone(self) -> str:
        return calling_number(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("role") in WITH_OFFICE and not told.get("offices") and "offices" not in self.errors:
            self.add_error("offices", forms.ValidationError(NO_OFFICE, code="staff.no_office"))
        return told

    def details(self) -> StaffDetails:
        told = self.cleaned_data
        email = told.get("email") or (self.colleague.email if self.colleague else "")
        return StaffDetails(
            name=told["name"],
            email=email,
            role=told["role"],
            offices=tuple(told["offices"]),
            phone=told["phone"],
            language=told["language"],
        )


def _initial(by: Person, colleague: Person | None, serves: list[Office]) -> dict[str, Any]:
    if colleague is None:
        return {"language": by.language, "role": Person.Role.ADVISER}
    told = {name: getattr(colleague, name) for name in ("name", "email", "role", "language")}
    return told | {"phone": read_phone(colleague.phone), "offices": [office.pk for office in serves]}


class StaffFilter(forms.Form):
    """The list's filter, in the address bar. What makes no sense is passed over."""

    q = forms.CharField(label=_("Name or address"), required=False, max_length=100)
    office = forms.TypedChoiceField(
        label=_("Office"), required=False, coerce=int, empty_value=None, widget=Select
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *Person.Role.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Has access")),
            ("invited", _("Invitation not yet accepted")),
            ("ended", _("Access ended")),
        ],
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        offices = [(office.pk, office.name) for office in offices_seen_by(by)]
        choice = self.fields["office"]
        assert isinstance(choice, forms.TypedChoiceField)
        choice.choices = [("", _("All offices")), *offices]

    def wanted(self) -> tuple[WantedStaff, int]:
        """What was asked for, and the number of the page."""
        self.is_valid()
        told = self.cleaned_data
        wanted = WantedStaff(
            text=told.get("q", ""),
            office=told.get("office"),
            role=told.get("role", ""),
            state=told.get("state", ""),
        )
        return wanted, told.get("page") or 1
