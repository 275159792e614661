"""Every page a signed-in person can open, from the table of URLs, filled with what has been seeded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lasna.clients.models import Client
from lasna.contacts.models import Contact
from lasna.kernel.web.lists import LAST_PAGE, ROWS
from lasna.meetings.models import Meeting
from lasna.people.access import offices_of
from lasna.people.models import Office, Person

ROLES = ("adviser", "lead", "administrator", "support")
"""A page is measured as the first of these sees it who may open it."""
NOT_MEASURED = {
    "account_login": "turns who is signed in away",
    "sign_in_by_link": "works once",
    "language": "answers a press alone",
    "metrics": "for programs",
    "health": "for programs",
    "health_live": "for programs",
    "health_ready": "for programs",
    "sms_receipts": "for programs",
    "mailbox_calendar": "nothing has been sent in a seeded service",
    "public_accessibility": "nothing is published in a seeded service",
    "public_data_protection": "nothing is published in a seeded service",
    "public_card": "nothing is published in a seeded service",
    "theme_logo": "nothing is published in a seeded service",
    "check_import": "no file has been chosen",
    "check_staff_import": "no file has been chosen",
    "mfa_authenticate": "between password and session",
    "mfa_login_webauthn": "for who is not signed in",
    "lock": "answers who is locked",
    "recovery_codes": "shown once",
    "sso_begin": "leads to an issuer",
    "sso_back": "comes from an issuer",
    "sso_at": "no organisation has an issuer",
}


@dataclass(frozen=True)
class Page:
    name: str
    path: str


class Unknown(Exception):
    """A parameter of an address for which this bench knows no value."""


def _own(person: Person) -> dict[str, Callable[[], object]]:
    """What this person may open, with the longest history."""
    offices = offices_of(person)
    meetings = Meeting.objects.filter(adviser=person).order_by("pk")
    contacts = Contact.objects.filter(office__in=offices).order_by("pk")
    return {
        "client_id": lambda: contacts.values_list("client_id", flat=True)[0],
        "contact_id": lambda: contacts.values_list("pk", flat=True)[0],
        "meeting_id": lambda: meetings.values_list("pk", flat=True)[0],
        "participant_id": lambda: meetings.values_list("participants", flat=True)[0],
        "group_id": lambda: 1,
        "seat_id": lambda: 1,
        "person_id": lambda: Person.objects.filter(offices__in=offices, role="adviser").values_list(
            "pk", flat=True
        )[0],
        "office_id": lambda: Office.objects.filter(pk__in=offices).values_list("pk", flat=True)[0],
        "import_id": lambda: 1,
        "edition_id": lambda: 1,
        "type_id": lambda: person.organisation.meeting_types.values_list("pk", flat=True)[0],
        "place_id": lambda: 1,
        "reason_id": lambda: 1,
        "factor_id": lambda: 1,
        "hours_id": lambda: 1,
        "exception_id": lambda: 1,
        "link_id": lambda: 1,
        "request_id": lambda: 1,
        "message_id": lambda: 1,
        "letter_id": lambda: 1,
        "agreement_id": lambda: 1,
        "wish_id": lambda: 1,
        "material_id": lambda: 1,
        "reception_id": lambda: 1,
        "visit_id": lambda: 1,
        "knock_id": lambda: 1,
        "opening_id": lambda: 1,
        "day_id": lambda: 1,
        "key": lambda: "0" * 16,
        "item_id": lambda: 1,
        "name": lambda: "0" * 64,
        "slug": lambda: "demo",
        "kind": lambda: "card",
        "message": lambda: "invitation_video",
        "channel": lambda: "sms",
        "language": lambda: "fi",
        "version": lambda: 1,
        "colour": lambda: "0b5a60",
    }


def named(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, list[str]]]:
    """Name and parameters of every address that is measured."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns)
        elif pattern.name and pattern.name not in NOT_MEASURED:
            yield pattern.name, list(pattern.pattern.converters)


def pages(person: Person) -> Iterator[Page]:
    """Every address, whether or not this person may open it. Links are for clients: left out."""
    values = _own(person)
    for name, parameters in named(get_resolver("lasna.config.urls").url_patterns):
        if "token" in parameters:
            continue
        if unknown := set(parameters) - set(values):
            raise Unknown(f"{name}: say in bench/pages/addresses.py what {', '.join(sorted(unknown))} may be")
        try:
            filled = {each: values[each]() for each in parameters}
        except IndexError:
            continue  # this person has no such thing; another role has
        yield Page(name, reverse(name, kwargs=filled))
    yield from _narrowed(person)


def _narrowed(person: Person) -> Iterator[Page]:
    """Lists with filters, and their last pages."""
    offices = offices_of(person)
    clients = min(Client.objects.filter(office__in=offices).count() // ROWS, LAST_PAGE)
    contacts = min(Contact.objects.filter(office__in=offices).count() // ROWS, LAST_PAGE)
    lists: dict[str, list[dict[str, object]]] = {
        "clients": [{"mine": "on"}, {"page": clients}],
        "contacts": [
            {"page": contacts},
            {"channel": "video", "outcome": "met"},
            {"adviser": person.pk},
            {"q": "vir"},
        ],
        "today": [{"day": "2027-01-04"}],
        "week": [{"day": "2027-01-04"}],
        "places": [{"day": "2027-01-04"}],
    }
    for name, queries in lists.items():
        for query in queries:
            words = "-".join(query)
            yield Page(f"{name}.{words}", f"{reverse(name)}?{urlencode(query)}")


def searches(person: Person) -> dict[str, list[str]]:
    """What is typed into the search, by kind: fifty clients' names and numbers, cut in every way."""
    found = Client.objects.filter(office__in=offices_of(person)).exclude(phone="").order_by("pk")[:500:10]
    rows = [(each.first_name, each.last_name, each.phone) for each in found]
    return {
        "prefix": [last[:3] for _first, last, _phone in rows],
        "middle": [last[1:5] for _first, last, _phone in rows],
        "digits": [phone[-6:-1] for _first, _last, phone in rows],
        "two-words": [f"{first[:3]} {last[-4:]}" for first, last, _phone in rows],
        "no-hit": [f"{last[:2]}qx" for _first, last, _phone in rows],
    }
