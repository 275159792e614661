"""Where a person stands."""

import re

from django.db.models import QuerySet

from lasna.errors import NotHere
from lasna.people.models import Issuer, Office, Person
from lasna.policy import Standing


def offices_of(person: Person) -> QuerySet[Office]:
    """The offices whose clients this person works with: none for support."""
    return person.offices.all() if person.advises else Office.objects.none()


def standing_in_office(person: Person, office: Office) -> Standing:
    """A colleague in their own offices; elsewhere nobody."""
    if not person.is_active or person.organisation_id != office.organisation_id:
        return Standing.NOBODY
    return Standing.COLLEAGUE if offices_of(person).filter(pk=office.pk).exists() else Standing.NOBODY


_KEY = re.compile(r"[0-9a-f]{16}")


def issuer_by_key(key: str) -> Issuer:
    """An issuer at which people sign in, by the key in its addresses."""
    return _switched_on(key=key) if _KEY.fullmatch(key) else _not_here()


def issuer_by_slug(slug: str) -> Issuer:
    """An issuer at which people sign in, by its organisation's word."""
    return _switched_on(organisation__slug=slug)


def _switched_on(**known: str) -> Issuer:
    issuer = Issuer.objects.select_related("organisation").filter(is_on=True, **known).first()
    return issuer or _not_here()


def _not_here() -> Issuer:
    raise NotHere("issuer")
