"""What an administrator types about the organisation's issuer."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lasna.kernel.oidc import Trouble, checked_address
from lasna.people.models import Issuer, Office, Person
from lasna.people.services.single_sign_on import IssuerWish
from lasna.people.services.single_sign_on.changing import PLAIN
from lasna.people.services.single_sign_on.words import for_administrators

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
LONGEST_VALUE = 255
MOST_LINES = 200


class Lines(forms.CharField):
    """One value a line."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocapitalize": "none"})
        super().__init__(widget=widget, required=False, **options)

    def clean(self, value: Any) -> list[str]:
        lines = [each for line in str(super().clean(value)).splitlines() if (each := line.strip())]
        if len(lines) > MOST_LINES or any(len(each) > LONGEST_VALUE for each in lines):
            raise ValidationError(_("At most 200 lines of 255 characters."), code="too_long")
        return list(dict.fromkeys(lines))


def _claim(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"})
    return forms.CharField(label=label, help_text=help_text, max_length=100, required=required, widget=widget)


class IssuerForm(forms.Form):
    url = forms.CharField(
        label=_("The issuer's address"),
        help_text=_("To the letter as the issuer writes it, such as https://login.example.org/realms/work"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}),
    )
    client_id = forms.CharField(
        label=_("Client id"),
        help_text=_("The name that this service has at the issuer."),
        max_length=255,
        widget=forms.TextInput(
            attrs={"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
        ),
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = Lines(
        label=_("The domains of your e-mail addresses"),
        help_text=_("One a line, such as example.org. Whoever types such an address is sent to your issuer."),
    )
    adds_people = forms.BooleanField(
        label=_("Add people by themselves at their first sign-in"),
        help_text=_("Those with an address at one of your domains. Otherwise add them here first."),
        required=False,
    )
    trusts_email = forms.BooleanField(
        label=_("The issuer gives everybody their e-mail address itself"),
        help_text=_(
            "Tick it only if nobody can type an address of their own there, and the issuer does not say "
            "email_verified."
        ),
        required=False,
    )
    scopes = _claim(_("Scopes"), _("What we ask for, with spaces between."), required=True)
    email_claim = _claim(_("Claim of the e-mail address"), required=True)
    name_claim = _claim(_("Claim of the name"), required=True)
    default_role = forms.ChoiceField(
        label=_("Role of those to whom the issuer gives none"),
        choices=[*Person.Role.choices, ("", _("none: they do not get in"))],
        required=False,
    )
    role_claim = _claim(
        _("Claim of the roles"),
        _("Such as groups, or realm_access.roles. Empty: roles are given in this service."),
    )
    office_claim = _claim(_("Claim of the offices"), _("Empty: offices are given in this service."))

    def __init__(self, data: Any, *, issuer: Issuer | None, offices: Sequence[Office]) -> None:
        super().__init__(data, initial=begins(issuer))
        self.issuer, self.offices = issuer, offices
        for role in Person.Role:
            self.fields[f"role_{role.value}"] = Lines(label=role.label.capitalize())
        for office in offices:
            self.fields[f"office_{office.pk}"] = Lines(label=office.name)
        if issuer is not None:
            self.fields["secret"].help_text = _(
                "It is kept, and not shown again. Type here only to change it."
            )

    @property
    def role_fields(self) -> list[forms.BoundField]:
        return [self[f"role_{role.value}"] for role in Person.Role]

    @property
    def office_fields(self) -> list[forms.BoundField]:
        return [self[f"office_{office.pk}"] for office in self.offices]

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        try:
            parts = checked_address(url)
        except Trouble as trouble:
            raise ValidationError(str(for_administrators(trouble)), code=trouble.code) from trouble
        if parts.query:
            raise ValidationError(_("An issuer's address has no question mark."), code="query")
        return url

    def clean_domains(self) -> list[str]:
        domains = [each.lower().removeprefix("@") for each in self.cleaned_data["domains"]]
        wrong = [each for each in domains if not _DOMAIN.fullmatch(each)]
        if wrong:
            raise ValidationError(
                _("“%(domain)s” is not a domain. Write it like example.org."),
                code="domain",
                params={"domain": wrong[0]},
            )
        return domains

    def clean_scopes(self) -> str:
        scopes = str(self.cleaned_data["scopes"]).split()
        return " ".join(dict.fromkeys(["openid", *scopes]))[:255]

    def clean(self) -> None:
        super().clean()
        said = self.cleaned_data
        if self.issuer is None and not said.get("secret") and "secret" not in self.errors:
            self.add_error("secret", _("Type the client secret that the issuer gave you."))
        if said.get("adds_people") and not said.get("domains"):
            self.add_error("domains", _("Name your domains: only people with an address there are added."))
        if not said.get("default_role") and not said.get("role_claim"):
            self.add_error("default_role", _("Choose a role, or name the claim of the roles."))
        self._refuse_doubled_values()

    def _refuse_doubled_values(self) -> None:
        seen: set[str] = set()
        for role in Person.Role:
            name = f"role_{role.value}"
            values = set(self.cleaned_data.get(name, []))
            if values & seen:
                self.add_error(name, _("A value can give one role only."))
            seen |= values

    def wish(self) -> IssuerWish:
        said = self.cleaned_data
        return IssuerWish(
            plain={name: said[name] for name in PLAIN},
            secret=said["secret"],
            domains=said["domains"],
            roles={role.value: said[f"role_{role.value}"] for role in Person.Role},
            offices={office.pk: said[f"office_{office.pk}"] for office in self.offices},
        )


def begins(issuer: Issuer | None) -> dict[str, Any]:
    """What the form begins with: the issuer as it is, or what is usual."""
    shown = issuer or Issuer()
    begun: dict[str, Any] = {name: getattr(shown, name) for name in PLAIN}
    if issuer is None:
        return begun
    lines: dict[str, list[str]] = {"domains": [each.domain for each in issuer.domains.all()]}
    for rule in issuer.role_rules.all():
        lines.setdefault(f"role_{rule.role}", []).append(rule.value)
    for given in issuer.office_rules.all():
        lines.setdefault(f"office_{given.office_id}", []).append(given.value)
    return begun | {name: "\n".join(values) for name, values in lines.items()}
