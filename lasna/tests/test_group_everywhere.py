"""With a group in it every page of staff and of its clients opens, and every press answers. # N7"""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from lasna.booking import services as booking
from lasna.booking.queries.links import token_of as token_of_booking
from lasna.booking.tests.scene import offer
from lasna.kernel import clock
from lasna.meetings.models import Meeting
from lasna.meetings.services import cancel_meeting, end_meeting, settle_rest
from lasna.meetings.tests.groups import TITLE, GroupScene, group
from lasna.meetings.tests.scene import person
from lasna.own.queries.links import token_of as token_of_own
from lasna.own.tests.scene import own_link_of
from lasna.people.models import Person
from lasna.tests.test_roles import FIELDS, NAMES, TOKENS, address, stage

pytestmark = [pytest.mark.django_db, pytest.mark.crawl]
LATER = ("to come", "under way", "ended", "cancelled")
ABOUT_A_MEETING = sorted(name for name, parameters in NAMES.items() if "meeting_id" in parameters)
OF_ITS_LINK = sorted(
    name for name, parameters in NAMES.items() if "token" in parameters and name not in TOKENS
)
LISTS = ("today", "week", "places", "clients", "contacts", "new_meeting", "outbox", "audit", "administration")
OF_CLIENT = sorted(name for name, parameters in NAMES.items() if parameters == ["client_id"])
NO_PAGE = {"companion", "sign_in_by_link", "accept_invitation"}


def made_at(moment: str) -> GroupScene:
    """A group whose first client has opened the door, the second waits, the third has not come."""
    whole = group(made=stage(), clients=3)
    whole.made.client, by = whole.clients[0], whole.made.adviser
    if moment != "to come":
        now = clock.now()
        Meeting.objects.filter(pk=whole.made.meeting.pk).update(
            starts=now + timedelta(days=90), ends=now + timedelta(days=90, hours=1)
        )
        Meeting.objects.filter(pk=whole.meeting.pk).update(starts=now, ends=now + timedelta(minutes=45))
        whole.meeting.refresh_from_db()
    if moment in ("under way", "ended"):
        whole.admit(0)
        whole.wait(1)
    if moment == "ended":
        end_meeting(meeting_id=whole.meeting.pk, by=by, agreed="Nähdään taas.")
        settle_rest(meeting_id=whole.meeting.pk, by=by, outcome="technology_prevented")
    if moment == "cancelled":
        cancel_meeting(meeting_id=whole.meeting.pk, by=by)
    whole.meeting.refresh_from_db()
    whole.made.meeting = whole.meeting
    return whole


def desk_of(who: Person) -> Browser:
    browser = Browser()
    browser.force_login(who)
    return browser


def staff_address(name: str, whole: GroupScene) -> str:
    ids = {"meeting_id": whole.meeting.pk, "participant_id": whole.place(0).pk}
    return reverse(name, kwargs={each: ids[each] for each in NAMES[name]})


@pytest.mark.parametrize("moment", LATER)
@pytest.mark.parametrize("name", ABOUT_A_MEETING)
def test_every_page_and_press_about_a_meeting_answers_for_a_group(name: str, moment: str) -> None:
    whole = made_at(moment)
    colleague = person(whole.made.organisation, whole.made.office)
    for who in (whole.made.adviser, colleague):
        at = staff_address(name, whole)
        assert desk_of(who).get(at).status_code in (200, 302, 404, 405), at
        assert desk_of(who).post(at, FIELDS | {"outcome": "met", "way": "email"}).status_code < 500


@pytest.mark.parametrize("moment", LATER)
def test_lists_and_cards_open(moment: str) -> None:
    whole = made_at(moment)
    Person.objects.filter(pk=whole.made.adviser.pk).update(role="administrator")
    whole.made.adviser.refresh_from_db()
    desk = desk_of(Person.objects.get(pk=whole.made.adviser.pk))
    day = whole.meeting.starts.astimezone(clock.now().tzinfo).date().isoformat()
    for name in LISTS:
        assert desk.get(reverse(name)).status_code == 200, name
        assert desk.get(f"{reverse(name)}?day={day}").status_code == 200, name
    for name in OF_CLIENT:
        at = reverse(name, kwargs={"client_id": whole.clients[0].pk})
        assert desk.get(at).status_code in (200, 302, 404, 405), name
    today = desk.get("/").content.decode()
    assert TITLE in today
    assert TITLE in desk.get(f"/meetings/{whole.meeting.pk}").content.decode()


@pytest.mark.parametrize("moment", LATER)
@pytest.mark.parametrize("name", [name for name in OF_ITS_LINK if name not in NO_PAGE])
def test_every_page_of_a_clients_link_answers_and_names_nobody_else(name: str, moment: str) -> None:
    whole = made_at(moment)
    browser = Browser()
    browser.cookies.load(whole.cookies(0))
    at = reverse(name, kwargs={"token": whole.link(0).removeprefix("/m/")})
    for answer in (browser.get(at), browser.post(at, {"say": "comes", "way": "phone"})):
        assert answer.status_code < 500
        if not answer.streaming:
            assert "Bertta" not in answer.content.decode()


@pytest.mark.parametrize("moment", LATER)
def test_the_clients_own_page_and_booking_page_open(moment: str) -> None:
    whole = made_at("to come")
    link = offer(whole.made)
    booking.take_seat(link_id=link.pk, meeting_id=whole.meeting.pk)
    if moment == "cancelled":
        cancel_meeting(meeting_id=whole.meeting.pk, by=whole.made.adviser)
    if moment in ("under way", "ended"):
        now = clock.now()
        others = Meeting.objects.filter(adviser=whole.made.adviser).exclude(pk=whole.meeting.pk)
        others.update(status=Meeting.Status.CANCELLED)  # they are not in its way
        Meeting.objects.filter(pk=whole.meeting.pk).update(
            starts=now - timedelta(minutes=1), ends=now + timedelta(hours=1)
        )
        whole.admit(0)
    if moment == "ended":
        end_meeting(meeting_id=whole.meeting.pk, by=whole.made.adviser, agreed="Nähdään taas.")
    own = own_link_of(whole.made)
    browser = Browser()
    for end in ("", "?free", "?move", "?way=video"):
        answer = browser.get(f"/b/{token_of_booking(link)}{end}")
        assert answer.status_code == 200
        assert "Bertta" not in answer.content.decode()
    for end in ("", "/meetings", "/agreed"):
        assert browser.get(f"/o/{token_of_own(own)}{end}", follow=True).status_code == 200


def test_the_tables_of_this_test_name_pages() -> None:
    assert len(ABOUT_A_MEETING) > 15
    assert len(OF_ITS_LINK) > 5
    assert address("meeting", stage())
