"""Where a person stands, which browsers know them, and where a link from a mail becomes theirs."""

import re
from collections.abc import Mapping
from datetime import timedelta
from secrets import token_hex

from django.core import signing
from django.db.models import QuerySet

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.keys import hashed
from lasna.people.models import Issuer, Office, Person, PersonLink, StaffImport
from lasna.policy import Action, Standing, may_try

IMPORT_WAITS = timedelta(hours=1)


def offices_of(person: Person) -> QuerySet[Office]:
    """The offices whose clients this person works with: none for support."""
    return person.offices.all() if person.advises else Office.objects.none()


def office_ids_of(person: Person) -> list[int]:
    """The same as ids. Whoever is signed in was read with them; of others they are asked for.

    As ids in a statement, and not as a part of it, they let PostgreSQL read a list in the order of its index.
    """
    if not person.advises:
        return []
    said: str | None = getattr(person, "office_ids", "")
    if said == "":
        return list(Person.offices.through.objects.filter(person=person.pk).values_list("office", flat=True))
    return [int(number) for number in said.split(",")] if said else []


def standing_in_office(person: Person, office: Office) -> Standing:
    """A colleague in their own offices; elsewhere nobody."""
    if not person.is_active or person.organisation_id != office.organisation_id:
        return Standing.NOBODY
    return Standing.COLLEAGUE if offices_of(person).filter(pk=office.pk).exists() else Standing.NOBODY


_SALT = "lasna.browser"
BROWSER_LASTS = timedelta(days=180)


def browser_cookie(email: str) -> str:
    """The name of the cookie by which a browser shows that ``email`` has signed in there before."""
    return f"lasna_browser_{hashed(f'browser:{email.strip().lower()}')[:12]}"


def browser_key(email: str) -> str:
    """What that cookie says, signed. It opens nothing: guessing elsewhere does not lock this browser out."""
    return signing.dumps([browser_cookie(email), token_hex(8)], salt=_SALT)


def browser_of(cookies: Mapping[str, str], email: str) -> str:
    """The browser's own name, if ``email`` has signed in there before; else empty."""
    name = browser_cookie(email)
    try:
        said = signing.loads(cookies.get(name, ""), salt=_SALT, max_age=BROWSER_LASTS)
    except signing.BadSignature:
        return ""
    return str(said[1]) if said[0] == name else ""


def staff_of(person: Person) -> QuerySet[Person]:
    """Colleagues whom this person may look at: an administrator all, a lead those of their offices."""
    staff = Person.objects.filter(organisation=person.organisation_id)
    if may_try(Action.PEOPLE_MANAGE, person.standings):
        return staff
    serving = Person.offices.through.objects.filter(office__in=office_ids_of(person))
    return staff.filter(pk__in=serving.values("person"))


def colleague_for(person: Person, colleague_id: int, action: Action) -> Person:
    """The member of staff, if ``person`` may do ``action`` with them. Otherwise 404."""
    _require(person, action)
    colleague = staff_of(person).select_related("organisation").filter(pk=colleague_id).first()
    if colleague is None:
        raise NotHere("person")
    return colleague


def office_for(person: Person, office_id: int) -> Office:
    """An office of the organisation, for whoever runs it. Otherwise 404."""
    _require(person, Action.PEOPLE_MANAGE)
    office = Office.objects.filter(pk=office_id, organisation=person.organisation_id).first()
    if office is None:
        raise NotHere("office")
    return office


def staff_import_for(person: Person, import_id: int) -> StaffImport:
    """The file that this very person chose within the hour."""
    _require(person, Action.PEOPLE_MANAGE)
    own = StaffImport.objects.filter(person=person, created_at__gt=clock.now() - IMPORT_WAITS)
    waiting = own.filter(pk=import_id).first()
    if waiting is None:
        raise NotHere("import")
    return waiting


def _require(person: Person, action: Action) -> None:
    if not person.is_active or not may_try(action, person.standings):
        raise NotHere(action.value)


def link_for(*, kind: str, token: str) -> PersonLink:
    """The link that still works. Unknown, replaced, used and old ones are all the same: not here."""
    if not (token.isascii() and len(token) == 43):
        raise NotHere(kind)
    working = PersonLink.objects.filter(
        kind=kind, token_hash=hashed(token), used_at=None, until__gt=clock.now(), person__is_active=True
    )
    link = working.select_related("person__organisation").first()
    if link is None:
        raise NotHere(kind)
    return link


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
