"""Where a person stands, and which browsers know them."""

from collections.abc import Mapping
from datetime import timedelta
from secrets import token_hex

from django.core import signing
from django.db.models import QuerySet

from lasna.kernel.keys import hashed
from lasna.people.models import Office, Person
from lasna.policy import Standing


def offices_of(person: Person) -> QuerySet[Office]:
    """The offices whose clients this person works with: none for support."""
    return person.offices.all() if person.advises else Office.objects.none()


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
