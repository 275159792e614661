"""The door of a meeting type without a code: link, waiting room, and the adviser's eye. # N14, N17"""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.live.models import StoredEvent
from lasna.meetings import services
from lasna.meetings.models import Invitation, MeetingType, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.tests.scene import Scene, scene
from lasna.room.commands.entrances import ClientDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene(code_at_door=False)


def come(made: Scene) -> Browser:
    """A browser that opened the link and pressed the button."""
    browser = Browser()
    answer = browser.post(f"{made.link}/enter")
    assert (answer.status_code, answer.headers["Location"]) == (302, made.link)
    return browser


def is_in(browser: Browser, made: Scene) -> bool:
    return 'id="boot"' in browser.get(made.link).content.decode()


def invitation_text(made: Scene) -> str:
    message = Message.objects.get(kind="invitation", about=made.invitation.pk)
    sent = RENDERERS["invitation"](message)
    assert sent is not None
    return sent.text


def test_opening_changes_nothing_and_the_press_leads_to_the_devices(made: Scene) -> None:  # N9
    before = list(Participant.objects.values_list()) + list(Invitation.objects.values_list())
    page = Browser().get(made.link).content.decode()
    assert "door-open" in page and f"{made.link}/enter" in page and "Lähetä koodi" not in page
    assert list(Participant.objects.values_list()) + list(Invitation.objects.values_list()) == before
    browser = come(made)
    assert is_in(browser, made) and not is_in(Browser(), made)
    assert made.guest.state == Participant.State.ARRIVED


def test_no_code_is_sent_and_no_page_asks_for_one(made: Scene) -> None:
    browser = Browser()
    assert browser.get(f"{made.link}/code").headers["Location"] == made.link
    assert browser.post(f"{made.link}/ask-code").headers["Location"] == made.link
    come(made)
    assert not Message.objects.filter(kind="code").exists()


def test_the_invitation_promises_a_code_only_where_one_comes(made: Scene) -> None:  # N8
    assert "koodi" not in invitation_text(made)
    assert "Saat koodin, kun avaat linkin." in invitation_text(scene())


def test_how_they_came_is_on_record_and_the_adviser_is_told(made: Scene) -> None:
    come(made)
    services.step(participant_id=made.guest.pk, said=Step(step="ready", camera="on", microphone="on"))
    assert list(made.guest.sights.values_list("what", flat=True)) == ["entered_without_code", "ready"]
    told = StoredEvent.objects.get(room_id=made.adviser.desk_id, type="desk.arrived")
    assert told.body["by_link_alone"] is True
    desk = Browser()
    desk.force_login(made.adviser)
    assert "Tuli pelkällä linkillä." in desk.get("/").content.decode()
    assert "tuli pelkällä linkillä" in desk.get(f"/meetings/{made.meeting.pk}").content.decode()


def test_who_came_with_a_code_is_not_said_to_have_come_by_the_link_alone() -> None:
    made = scene()
    made.wait()
    told = StoredEvent.objects.get(room_id=made.adviser.desk_id, type="desk.arrived")
    assert told.body["by_link_alone"] is False


def test_one_browser_at_a_time_stands_at_the_door(made: Scene) -> None:  # N14
    first = come(made)
    screen = ClientDoor()._visit(made.guest)
    assert screen is not None
    second = come(made)
    assert is_in(second, made) and not is_in(first, made)
    assert ClientDoor().renew(screen) is None
    assert made.guest.sights.filter(what="entered_without_code").count() == 2


def test_the_desk_does_not_say_that_somebody_waits_who_was_replaced(made: Scene) -> None:
    come(made)
    services.step(participant_id=made.guest.pk, said=Step(step="ready"))
    come(made)
    assert (made.guest.state, made.guest.waiting_since) == (Participant.State.ARRIVED, None)
    assert StoredEvent.objects.filter(room_id=made.adviser.desk_id, type="desk.gone").count() == 1


def test_the_link_alone_never_leads_to_a_seat_that_is_kept(made: Scene) -> None:  # N14
    client = come(made)
    services.step(participant_id=made.guest.pk, said=Step(step="ready"))
    services.admit(participant_id=made.guest.pk, by=made.adviser)
    stranger = Browser()
    assert "Lähetä koodi" in stranger.get(made.link).content.decode()
    assert stranger.post(f"{made.link}/enter").status_code == 409
    assert is_in(client, made) and not is_in(stranger, made)
    # The client with another browser gets a code, as everywhere.
    assert stranger.post(f"{made.link}/ask-code").headers["Location"] == f"{made.link}/code"
    assert Message.objects.filter(kind="code").count() == 1


def test_who_was_not_let_in_needs_a_code_to_come_again(made: Scene) -> None:
    come(made)
    services.step(participant_id=made.guest.pk, said=Step(step="ready"))
    services.deny(participant_id=made.guest.pk, by=made.adviser)
    stranger = Browser()
    assert "Lähetä koodi" in stranger.get(made.link).content.decode()
    assert stranger.post(f"{made.link}/enter").status_code == 409
    made.pass_the_code()
    assert made.guest.state == Participant.State.ARRIVED and not made.guest.by_link_alone


def test_the_link_lets_in_no_oftener_than_a_code_could_be_guessed(made: Scene) -> None:
    for _ in range(15):
        come(made)
    browser = Browser()
    refused = browser.post(f"{made.link}/enter")
    assert refused.status_code == 409
    assert "Soittakaa minulle" in refused.content.decode() and "door-open" in refused.content.decode()
    assert StoredEvent.objects.filter(room_id=made.adviser.desk_id, type="desk.asks_call").exists()
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        come(made)


def test_the_door_has_the_same_hours() -> None:
    made = scene(code_at_door=False, starts_in=timedelta(hours=2))
    assert "door-open" not in Browser().get(made.link).content.decode()
    with pytest.raises(UserError, match=r"door\.closed"):
        services.enter(invitation_id=made.invitation.pk, code="")
    with time_machine.travel(clock.now() + timedelta(minutes=106)):
        come(made)


@pytest.mark.parametrize("promised", [True, False], ids=["a code", "no code"])
def test_what_the_invitation_promised_holds_when_the_type_is_changed(promised: bool) -> None:
    made = scene(code_at_door=promised)
    text = invitation_text(made)
    MeetingType.objects.filter(pk=made.type.pk).update(code_at_door=not promised)
    assert invitation_text(made) == text
    page = Browser().get(made.link).content.decode()
    assert ("Lähetä koodi" in page) == promised
    services.send_link(meeting_id=made.meeting.pk, by=made.adviser, channel="sms")
    assert Invitation.objects.get(pk=made.invitation.pk).needs_code == promised
    later = services.plan_meeting(
        adviser=made.adviser,
        client=made.client,
        type=MeetingType.objects.get(pk=made.type.pk),
        starts=clock.now() + timedelta(days=1),
        planned_channel="video",
    )
    assert Invitation.objects.get(participant__meeting=later).needs_code != promised


def test_a_wrong_code_does_not_come_in_as_none(made: Scene) -> None:
    assert Browser().post(f"{made.link}/enter", {"code": "123456"}).status_code == 409
    assert made.guest.state == Participant.State.INVITED


def test_away_for_too_long_means_through_the_waiting_room_by_the_link_again(made: Scene) -> None:
    come(made)
    services.step(participant_id=made.guest.pk, said=Step(step="ready"))
    services.admit(participant_id=made.guest.pk, by=made.adviser)
    Participant.objects.filter(pk=made.guest.pk).update(
        state=Participant.State.AWAY, away_since=clock.now() - timedelta(minutes=6)
    )
    again = come(made)
    assert is_in(again, made)
    services.come_to_door(participant_id=made.guest.pk)
    assert made.guest.state == Participant.State.ARRIVED
