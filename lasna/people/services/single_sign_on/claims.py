"""What an issuer claims of a person, read by the names that the organisation gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lasna.kernel.words import plain_line
from lasna.people.models import Issuer, Person

LONGEST_NAME = 100
_BY_WEIGHT = (Person.Role.ADMINISTRATOR, Person.Role.LEAD, Person.Role.ADVISER, Person.Role.SUPPORT)
"""Of several roles, the first."""


@dataclass(frozen=True)
class Told:
    """``email``: empty where the issuer does not stand for it. ``role``, ``offices``: None: given here.

    ``role`` empty: the issuer gives roles, and none to this person.
    """

    issuer_url: str
    sub: str
    email: str
    name: str
    role: str | None
    offices: frozenset[int] | None


def told(issuer: Issuer, claims: Mapping[str, Any]) -> Told:
    email = _email(issuer, claims)
    name = claim(claims, issuer.name_claim)
    return Told(
        issuer_url=issuer.url,
        sub=claims["sub"],
        email=email,
        name=plain_line(name)[:LONGEST_NAME] if isinstance(name, str) else "",
        role=_role(issuer, claims),
        offices=_offices(issuer, claims),
    )


def claim(claims: Mapping[str, Any], name: str) -> object:
    """By its whole name, else step by step: ``realm_access.roles``."""
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _values(claims: Mapping[str, Any], name: str) -> set[str]:
    found = claim(claims, name)
    listed = found if isinstance(found, list) else [found]
    return {each for each in listed if isinstance(each, str) and each.isprintable()}


def _email(issuer: Issuer, claims: Mapping[str, Any]) -> str:
    email = claim(claims, issuer.email_claim)
    # Some issuers write the truth as text.
    verified = claims.get("email_verified") in (True, "true") or issuer.trusts_email
    if not isinstance(email, str) or not verified:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email.lower() if len(email) <= 254 and email.isascii() else ""


def _role(issuer: Issuer, claims: Mapping[str, Any]) -> str | None:
    if not issuer.role_claim:
        return None
    values = _values(claims, issuer.role_claim)
    given = set(issuer.role_rules.filter(value__in=values).values_list("role", flat=True))
    return next((role.value for role in _BY_WEIGHT if role in given), issuer.default_role)


def _offices(issuer: Issuer, claims: Mapping[str, Any]) -> frozenset[int] | None:
    if not issuer.office_claim:
        return None
    values = _values(claims, issuer.office_claim)
    return frozenset(
        issuer.office_rules.filter(value__in=values, office__closed_at=None).values_list("office", flat=True)
    )
