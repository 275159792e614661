"""From the public page through the queue into a meeting. # N32"""

import pytest
from django.test import Client as Browser

from lasna.contacts.models import Contact
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting, Participant
from lasna.reception import services
from lasna.reception.models import Visit
from lasna.reception.tests.scene import AtReception, at_reception

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> AtReception:
    return at_reception()


@pytest.fixture
def desk(here: AtReception) -> Browser:
    browser = Browser()
    browser.force_login(here.adviser)
    return browser


def text_of(browser: Browser, path: str) -> str:
    return browser.get(path).content.decode()


def test_anybody_sees_that_it_is_open_and_how_long_it_takes(here: AtReception) -> None:
    page = text_of(Browser(), here.path)
    assert "Vastaanotto on nyt auki" in page
    assert "Edelläsi ei ole ketään." in page
    assert "Vuorosi tulee pian." in page
    here.visitor()
    page = text_of(Browser(), here.path)
    assert "Edelläsi on yksi ihminen." in page
    assert "Odotat noin 45 minuuttia." in page


def test_a_visitor_joins_by_a_name_alone_and_keeps_the_place(here: AtReception) -> None:
    browser, answer = here.come("Veikko")
    assert answer.status_code == 302
    cookie = answer.cookies["lasna_reception"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", here.path)
    visit = Visit.objects.get()
    assert (visit.state, visit.name, visit.phone) == ("waiting", "Veikko", "")
    assert "Veikko" not in visit.told_box
    for _reload in range(2):
        assert "Olet jonossa." in text_of(browser, here.path)
    browser.post(f"{here.path}/join", {"name": "Veikko", "way": "video"})
    assert Visit.objects.count() == 1
    assert "Olet jonossa." not in text_of(Browser(), here.path)


def test_the_adviser_takes_the_next_writes_a_card_and_both_meet(here: AtReception, desk: Browser) -> None:
    browser, _answer = here.come("Veikko", phone="040 765 4321")
    answer = desk.post(f"{here.desk}/take")
    visit = Visit.objects.get()
    assert answer.headers["Location"] == f"/visits/{visit.pk}"
    page = text_of(desk, f"/visits/{visit.pk}")
    assert "Veikko" in page
    assert "040 765 4321" in page
    assert "tunnistettu" in page
    assert "Nyt on sinun vuorosi." in text_of(browser, here.path)
    said = {"first_name": "Veikko", "last_name": "Demo", "phone": "0407654321"}
    answer = desk.post(f"/visits/{visit.pk}/begin", said)
    meeting = Meeting.objects.latest("pk")
    assert answer.headers["Location"] == f"/meetings/{meeting.pk}/room"
    assert (meeting.one.name, meeting.one.office, meeting.began_by_client) == (
        "Veikko Demo",
        here.made.office,
        True,
    )
    answer = browser.post(f"{here.path}/in")
    assert answer.headers["Location"].startswith("/m/")
    room = browser.get(answer.headers["Location"])
    assert "/live/seat/" in room.content.decode()
    guest = meeting.participants.get(role="client")
    assert (guest.state, guest.by_link_alone) == (Participant.State.ARRIVED, True)
    # Back to the queue's page and in again: the same seat.
    assert browser.post(f"{here.path}/in").headers["Location"] == answer.headers["Location"]


def test_what_came_of_it_is_a_contact_begun_by_the_client_at_the_reception(here: AtReception) -> None:
    here.visitor()
    visit = here.take()
    meeting = services.begin(visit_id=visit.pk, by=here.adviser, client_id=here.made.client.pk)
    meetings.end_meeting(meeting_id=meeting.pk, by=here.adviser, agreed="")
    meetings.settle_outcome(meeting_id=meeting.pk, by=here.adviser, outcome="met")
    visit.refresh_from_db()
    assert (visit.state, visit.client) == ("served", here.made.client)
    contact = Contact.objects.get(meeting=meeting)
    assert (contact.began_by, contact.at_reception, contact.channel) == ("client", True, "video")
