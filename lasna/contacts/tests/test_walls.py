"""Another office's and another organisation's ids do not exist, on any page of the adviser's side."""

import pytest
from django.test import Client as Browser
from django.urls import URLPattern

from lasna.clients.urls import urlpatterns as clients_urls
from lasna.contacts.models import Contact
from lasna.contacts.tests.agreeing import agreement_of
from lasna.contacts.urls import urlpatterns as contacts_urls
from lasna.meetings import services
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.meetings.urls import urlpatterns as meetings_urls
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db

PATHS = sorted(
    str(pattern.pattern)
    for pattern in [*clients_urls, *contacts_urls, *meetings_urls]
    if isinstance(pattern, URLPattern)
    and "_id>" in str(pattern.pattern)
    and any(own in str(pattern.pattern) for own in ("client_id", "meeting_id", "contact_id"))
)
QUERIES = ["contacts/new?client={client_id}", "meetings/new?client={client_id}"]


@pytest.fixture
def made() -> Scene:
    made = scene()
    wish = services.PartnerWish("doctor", "Tohtori Oksa", email="oksa@example.invalid")
    services.add_partner(meeting_id=made.meeting.pk, by=made.adviser, wish=wish)
    services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="met")
    agreement_of(made)
    return made


def address(template: str, made: Scene) -> str:
    ids = {"client_id": made.client.pk, "meeting_id": made.meeting.pk, "contact_id": Contact.objects.get().pk}
    ids["participant_id"] = made.meeting.participants.get(role="doctor").pk
    return "/" + template.replace("<int:", "{").replace(">", "}").format(**ids)


def answers(template: str, made: Scene, who: Person) -> set[int]:
    browser = Browser()
    browser.force_login(who)
    path = address(template, made)
    return {browser.get(path).status_code, browser.post(path, {"outcome": "met", "way": "email"}).status_code}


WITH_MORE = ("/wish", "/people/colleague", "/offer", "/series")
"""They want something in the form, or a meeting of a series: lasna/tests/test_roles.py has them."""


def test_there_are_pages_to_walk() -> None:
    assert len(PATHS) >= 15


@pytest.mark.parametrize("template", [*PATHS, *QUERIES])
def test_strangers_and_other_offices_find_nothing(made: Scene, template: str) -> None:  # N44
    other_office = person(
        made.organisation, Office.objects.create(organisation=made.organisation, name="Muu")
    )
    stranger = scene().adviser
    for who in (other_office, stranger):
        contact = Contact.objects.get()
        assert answers(template, made, who) <= {404, 405}
        assert 404 in answers(template, made, who)
        assert Contact.objects.get().outcome == contact.outcome


@pytest.mark.parametrize("template", [*PATHS, *QUERIES])
def test_the_adviser_finds_all_of_them(made: Scene, template: str) -> None:
    assert 404 not in answers(template, made, made.adviser) or template.endswith(WITH_MORE)


@pytest.mark.parametrize("template", [*PATHS, *QUERIES])
def test_nobody_who_is_not_signed_in_comes_in(made: Scene, template: str) -> None:
    answer = Browser().get(address(template, made))
    assert (answer.status_code, answer.headers.get("Location", "").split("?")[0]) in {
        (302, "/sign-in"),
        (405, ""),
    }


@pytest.mark.parametrize("number", ["0", "999999999999999999999999", "１", "1%00", "x", "-1"])
@pytest.mark.parametrize("start", ["/clients/", "/contacts/", "/meetings/"])
def test_ids_that_are_none_are_not_found(made: Scene, start: str, number: str) -> None:
    browser = Browser()
    browser.force_login(made.adviser)
    assert browser.get(start + number).status_code == 404
