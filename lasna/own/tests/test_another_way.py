"""“Would another way suit you better?”: asked in every invitation, answered by its link alone. # N1 N8"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import translation

from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services as meetings
from lasna.meetings.models import Invitation, Meeting
from lasna.meetings.services.inviting import token_of
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.own.models import WayWish
from lasna.own.tests.scene import own_page
from lasna.people.models import Person
from lasna.tests.test_roles import partner_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel("2027-05-04T09:00:00Z", tick=True):
        yield


@pytest.fixture
def made() -> Scene:
    made = scene(starts_in=timedelta(days=3))
    Client.objects.filter(pk=made.client.pk).update(language="en", wish="")
    return made


@pytest.fixture
def browser() -> Browser:
    return Browser(headers={"accept-language": "en"})


def staff_of(made: Scene) -> Browser:
    Person.objects.filter(pk=made.adviser.pk).update(language="en")
    desk = Browser(headers={"accept-language": "en"})
    desk.force_login(made.adviser)
    return desk


def test_the_door_asks_and_the_page_tells_neither_name_nor_service(made: Scene, browser: Browser) -> None:
    assert f'href="{made.link}/way"' in browser.get(made.link).content.decode()
    before = AuditRow.objects.count()
    text = browser.get(f"{made.link}/way").content.decode()
    assert "Would another way suit you better?" in text and "You have a meeting" in text
    assert [name for name in ("By phone", "I come to the office", "By chat") if name not in text] == []
    for never in (made.client.first_name, made.adviser.name, made.type.name_en, made.organisation.name):
        assert never not in text
    assert (AuditRow.objects.count(), WayWish.objects.count()) == (before, 0)


def test_what_the_client_says_is_on_the_card_with_its_day_and_told_to_whoever_meets_them(
    made: Scene, browser: Browser
) -> None:  # N1
    other = person(made.organisation, made.office)
    Client.objects.filter(pk=made.client.pk).update(adviser=other)
    answer = browser.post(f"{made.link}/way", {"way": "phone"})
    assert (answer.status_code, answer["Location"]) == (302, f"{made.link}/way")
    text = browser.get(f"{made.link}/way").content.decode()
    assert "Your adviser gets to know it." in text and "Nothing changes before we tell you." in text
    made.client.refresh_from_db()
    assert (made.client.wish, str(made.client.wish_asked_on)) == ("phone", "2027-05-04")
    desk = staff_of(made)
    assert "another way would suit better: phone" in desk.get("/").content.decode()
    assert Meeting.objects.get(pk=made.meeting.pk).planned_channel == "video"
    last = AuditRow.objects.filter(deed="client.wish_chosen").latest("number")
    assert last.who == f"client:{made.client.pk}"
    wish = WayWish.objects.get()
    assert desk.post(f"/wishes/{wish.pk}/seen")["Location"] == "/"
    assert "another way would suit better" not in desk.get("/").content.decode()
    assert "Your adviser has seen it." in browser.get(f"{made.link}/way").content.decode()


def test_said_twice_it_is_one_thing_and_said_anew_it_is_told_anew(made: Scene, browser: Browser) -> None:
    for way in ("phone", "phone"):
        browser.post(f"{made.link}/way", {"way": way})
    assert AuditRow.objects.filter(deed="client.wish_chosen").count() == 1
    staff_of(made).post(f"/wishes/{WayWish.objects.get().pk}/seen")
    browser.post(f"{made.link}/way", {"way": "in_person"})
    assert [(wish.way, wish.seen_at) for wish in WayWish.objects.all()] == [("in_person", None)]


@pytest.mark.parametrize("way", ["video", "email", "", "pigeon"])
def test_the_way_that_is_planned_and_no_way_at_all_are_not_taken(
    made: Scene, browser: Browser, way: str
) -> None:
    assert browser.post(f"{made.link}/way", {"way": way}).status_code == 404
    assert browser.post(f"{made.link}/way", {"way": "chat"}).status_code == 302
    made.client.refresh_from_db()
    assert made.client.wish == "chat"


def test_a_meeting_that_is_off_asks_no_more_and_a_partner_is_never_asked(
    made: Scene, browser: Browser
) -> None:
    address = f"/m/{token_of(Invitation.objects.get(participant=partner_of(made)))}"
    assert "/way" not in browser.get(address).content.decode()
    for answer in (browser.get(f"{address}/way"), browser.post(f"{address}/way", {"way": "phone"})):
        assert answer.status_code == 404
    browser.post(f"{made.link}/way", {"way": "phone"})
    meetings.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    for answer in (browser.get(f"{made.link}/way"), browser.post(f"{made.link}/way", {"way": "chat"})):
        assert (answer.status_code, answer["Location"]) == (302, made.link)
    assert "/way" not in browser.get(made.link).content.decode()
    assert WayWish.objects.get().way == "phone"
    assert "another way would suit better" not in staff_of(made).get("/").content.decode()


@pytest.mark.parametrize("channel", ["video", "phone", "in_person", "chat"])
@pytest.mark.parametrize("send_by", ["email", "sms"])
def test_each_invitation_asks_and_a_text_message_has_one_link(channel: str, send_by: str) -> None:  # N8
    made = scene(starts_in=timedelta(days=3), send_by=send_by)
    Meeting.objects.filter(pk=made.meeting.pk).update(planned_channel=channel)
    with translation.override("en"):
        told = RENDERERS["invitation"](Message.objects.get(kind="invitation"))
    assert told is not None
    by_door = channel == "video" and send_by == "sms"
    assert (f"{made.link}/way" in told.text) is not by_door
    assert ("If another way suits you better, open the link and tell us." in told.text) is not by_door
    assert told.text.count("/m/") == (2 if channel == "video" and send_by == "email" else 1)


def test_the_own_page_asks_of_each_meeting_to_come(made: Scene) -> None:
    own = own_page(made)
    own.pass_the_code()
    assert f'href="{made.link}/way"' in own.text()


def test_the_day_takes_as_many_statements_for_thirty_who_ask_as_for_one(made: Scene) -> None:
    def asked(number: int) -> int:
        for each in range(number):
            client = Client.objects.create(
                organisation=made.organisation, office=made.office, adviser=made.adviser, last_name=f"A{each}"
            )
            WayWish.objects.create(client=client, way="phone", at=made.meeting.starts)
        desk.get("/")
        with counted() as statements:
            desk.get("/")
        return len(statements)

    desk = staff_of(made)
    assert asked(1) == asked(30)
