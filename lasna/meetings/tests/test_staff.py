from datetime import timedelta

import pytest
from django.test import Client as Browser

from lasna.contacts.models import Contact
from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.meetings import services
from lasna.meetings.models import CallAttempt, Meeting
from lasna.meetings.protocol import Step
from lasna.meetings.tests.scene import Scene, person, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene()


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def page_of(made: Scene, desk: Browser) -> str:
    return desk.get(f"/meetings/{made.meeting.pk}").content.decode()


def settle(made: Scene, desk: Browser, outcome: str) -> int:
    return desk.post(f"/meetings/{made.meeting.pk}/outcome", {"outcome": outcome}).status_code


@pytest.mark.parametrize("outcome", ["met", "technology_prevented", "cancelled"])
def test_what_became_of_it_is_one_tap(made: Scene, desk: Browser, outcome: str) -> None:
    assert settle(made, desk, outcome) == 302
    assert Contact.objects.get(meeting=made.meeting).outcome == outcome


def test_did_not_come_needs_a_call_first(made: Scene, desk: Browser) -> None:
    assert "disabled" in page_of(made, desk)
    assert settle(made, desk, "did_not_come") == 409
    assert not Contact.objects.exists()
    desk.post(f"/meetings/{made.meeting.pk}/call", {"answered": "no"})
    assert CallAttempt.objects.get().result == "no_answer"
    assert "disabled" not in page_of(made, desk)
    assert settle(made, desk, "did_not_come") == 302
    assert Contact.objects.get().outcome == "did_not_come"


def test_before_the_start_nobody_is_asked_what_became_of_it(made: Scene, desk: Browser) -> None:
    Meeting.objects.update(starts=clock.now() + timedelta(hours=1), ends=clock.now() + timedelta(hours=2))
    assert 'name="outcome"' not in page_of(made, desk)
    assert settle(made, desk, "met") == 409


def test_what_the_door_saw_stands_beside_and_trouble_is_said(made: Scene, desk: Browser) -> None:
    assert "yritti tulla" not in page_of(made, desk)
    made.pass_the_code()
    services.step(participant_id=made.guest.pk, said=Step(step="camera", camera="blocked", microphone=""))
    page = page_of(made, desk)
    assert "kameran kohdalla: selain ei antanut lupaa" in page
    assert "yritti tulla" in page


def test_an_unknown_outcome_is_not_here(made: Scene, desk: Browser) -> None:
    assert settle(made, desk, "vanished") == 404
    assert Meeting.objects.get().outcome == ""


@pytest.mark.parametrize("way", ["email", "sms"])
def test_the_link_is_sent_again(made: Scene, desk: Browser, way: str) -> None:  # N9
    Message.objects.all().delete()
    desk.post(f"/meetings/{made.meeting.pk}/link", {"way": way})
    assert Message.objects.get().channel == way


def test_no_link_is_sent_where_there_is_no_address(desk: Browser) -> None:
    made = scene(phone="", send_by="")
    browser = Browser()
    browser.force_login(made.adviser)
    answer = browser.post(f"/meetings/{made.meeting.pk}/link", {"way": "sms"})
    assert (answer.status_code, answer.headers["Lasna-Code"]) == (409, "client.no_address")
    assert browser.post(f"/meetings/{made.meeting.pk}/link", {"way": "pigeon"}).status_code == 404


def test_a_code_is_shown_once_to_be_read_aloud(made: Scene, desk: Browser) -> None:  # N10
    page = desk.post(f"/meetings/{made.meeting.pk}/code")
    code = page.context["code"]
    assert code in page.content.decode()
    assert code not in page_of(made, desk)
    services.enter(invitation_id=made.invitation.pk, code=code)


def test_the_vouched_door_asks_how_the_person_is_known(made: Scene, desk: Browser) -> None:
    path = f"/meetings/{made.meeting.pk}/vouch"
    assert desk.post(path, {"how": " "}).status_code == 409
    assert made.invitation.vouched_until is None
    desk.post(path, {"how": "Tunnen hänet, istuu vieressä."})
    assert made.invitation.vouched_how == "Tunnen hänet, istuu vieressä."
    assert "ilman koodia, päättyy" in page_of(made, desk)


def test_a_colleague_sees_and_settles_but_does_not_open_the_door(made: Scene) -> None:
    browser = Browser()
    browser.force_login(person(made.organisation, made.office))
    page = browser.get(f"/meetings/{made.meeting.pk}").content.decode()
    assert 'name="outcome"' in page
    assert "/vouch" not in page
    assert "/room" not in page
    assert browser.post(f"/meetings/{made.meeting.pk}/vouch", {"how": "tunnen"}).status_code == 404
    assert browser.post(f"/meetings/{made.meeting.pk}/code").status_code == 404


def test_under_way_the_page_leads_to_the_room(made: Scene, desk: Browser) -> None:
    made.admit()
    page = page_of(made, desk)
    assert f"/meetings/{made.meeting.pk}/room" in page
    assert 'name="outcome"' not in page
    assert "/cancel" not in page


def test_each_message_says_how_it_went(made: Scene, desk: Browser) -> None:
    for state, words in (("failed", "ei lähetetty"), ("delivered", "perillä")):
        Message.objects.update(state=state)
        assert f"<strong>{words}</strong>" in page_of(made, desk)


def test_a_number_is_shown_as_people_read_it(made: Scene, desk: Browser) -> None:
    Message.objects.update(channel="sms", address="+358401234567")
    page = page_of(made, desk)
    assert "tekstiviesti, 040 123 4567" in page
    assert "+358401234567</span>" not in page
