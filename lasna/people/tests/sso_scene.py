"""An organisation with an issuer, switched on, and a person in it."""

from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client as Browser

from lasna.kernel.keys import sealed
from lasna.people.models import Issuer, IssuerDomain, Office, Organisation, Person

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answered

PASSWORD = "sininen vene lähtee"
SECRET = "a secret that only the two know"
_numbers = count(1)


def organisation_at(url: str, domain: str = "example.org", **columns: object) -> Issuer:
    organisation = Organisation.objects.create(
        name=f"Työllisyysalue {next(_numbers)}", slug=f"alue-{next(_numbers)}"
    )
    Office.objects.create(organisation=organisation, name="Kallio")
    issuer = Issuer.objects.create(
        organisation=organisation,
        url=url,
        secret_box=sealed(SECRET),
        is_on=True,
        **({"client_id": "lasna"} | columns),
    )
    IssuerDomain.objects.create(issuer=issuer, domain=domain)
    return issuer


def person_at(issuer: Issuer, email: str = "meri@example.org", role: str = "adviser") -> Person:
    person = Person.objects.create_person(
        email=email, name="Meri", organisation=issuer.organisation, password=PASSWORD
    )
    person.role = role
    person.save()
    return person


def leave(browser: Browser, issuer: Issuer, leads_to: str = "") -> dict[str, str]:
    """Press the button. What the issuer is asked."""
    there = browser.get(f"/sign-in/organisation/{issuer.key}", {"next": leads_to} if leads_to else {})
    assert there.status_code == 302, there.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(there["Location"]).query).items()}


def come_back(browser: Browser, issuer: Issuer, **brought: str) -> "Answered":
    return browser.get(f"/sign-in/organisation/{issuer.key}/back?{urlencode(brought)}")


def sign_in(browser: Browser, issuer: Issuer, leads_to: str = "") -> "Answered":
    """The whole way at an issuer of the tests' own, whose code is the nonce."""
    asked = leave(browser, issuer, leads_to)
    return come_back(browser, issuer, state=asked["state"], code=asked["nonce"])


def is_in(browser: Browser) -> bool:
    return bool(browser.get("/settings").status_code == 200)
