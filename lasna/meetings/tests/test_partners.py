"""Somebody else is asked to join: link, door, the client's word, the adviser's press. # N20, N21"""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import translation

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.errors import NotHere, UserError
from lasna.kernel.live.visits import snapshot_for
from lasna.meetings import services as meetings
from lasna.meetings.access import seat_key
from lasna.meetings.events import MeetingEnded
from lasna.meetings.models import ConsentGiven, Invitation, Meeting, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.services import PartnerWish
from lasna.meetings.services.inviting import token_of
from lasna.meetings.tests.guests import (
    INTERPRETER,
    agree,
    ask,
    come,
    guest_screen,
    let_in,
    screen,
    state_of,
)
from lasna.meetings.tests.scene import Scene, scene
from lasna.policy import Standing
from lasna.room import services
from lasna.room.commands.entrances import ClientDoor
from lasna.room.models import Seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene()


def test_an_interpreter_comes_by_mail_code_consent_and_the_advisers_press(made: Scene) -> None:
    made.admit()
    partner = ask(made)
    invitation = Invitation.objects.get(participant=partner)
    message = Message.objects.get(kind="invitation", about=invitation.pk)
    assert (message.address, message.language) == ("tulkki@example.invalid", "sv")
    meetings.ask_code(invitation_id=invitation.pk)
    code = Message.objects.get(kind="code", about=invitation.pk)
    assert (code.channel, code.address) == ("sms", "+358407654321")
    visit = come(made, partner)
    assert (visit.standing, visit.rooms) == (Standing.WAITING, (partner.door_id,))
    with pytest.raises(UserError, match=r"partner\.not_agreed"):
        meetings.admit(participant_id=partner.pk, by=made.adviser)
    agree(made, partner)
    meetings.admit(participant_id=partner.pk, by=made.adviser)
    visit = screen(partner)
    assert (visit.standing, visit.language) == (Standing.PARTNER, "sv")
    services.sit(visit=visit)
    assert state_of(partner) == Participant.State.PRESENT
    [said] = ConsentGiven.objects.filter(participant=partner)
    assert (said.answer, said.told_by) == ("yes", None)


def test_the_clients_word_is_the_clients_alone(made: Scene) -> None:
    made.admit()
    partner, other = ask(made), scene()
    other.admit()
    for by in (other.guest.pk, partner.pk, made.host.pk):
        with pytest.raises(NotHere):
            meetings.answer_consent(participant_id=partner.pk, by=by, yes=True)
    agree(made, partner)


def test_a_word_taken_back_takes_the_partner_out_of_the_room(made: Scene) -> None:
    made.admit()
    partner = ask(made)
    let_in(made, partner)
    agree(made, partner, yes=False)
    visit = screen(partner)
    assert (state_of(partner), visit.standing) == (Participant.State.HELD, Standing.WAITING)
    assert not Seat.objects.filter(participant=partner).exists()
    assert [row.answer for row in ConsentGiven.objects.filter(participant=partner)] == ["yes", "no"]
    with pytest.raises(UserError, match=r"partner\.not_agreed"):
        meetings.admit(participant_id=partner.pk, by=made.adviser)
    agree(made, partner)
    meetings.admit(participant_id=partner.pk, by=made.adviser)
    assert screen(partner).standing == Standing.PARTNER


def test_beforehand_the_adviser_says_how_the_client_was_asked(made: Scene) -> None:
    partner = ask(made)
    come(made, partner)
    with pytest.raises(UserError, match=r"consent\.how"):
        meetings.tell_consent(participant_id=partner.pk, by=made.adviser, how=" ")
    meetings.tell_consent(participant_id=partner.pk, by=made.adviser, how="Puhelimessa 1.3.")
    [said] = ConsentGiven.objects.filter(participant=partner)
    assert (said.told_by, said.how) == (made.adviser, "Puhelimessa 1.3.")
    meetings.admit(participant_id=partner.pk, by=made.adviser)
    made.meeting.refresh_from_db()
    assert made.meeting.status == Meeting.Status.OPEN  # the client is not met yet


def test_nobody_speaks_for_a_client_who_is_here_or_has_said_no(made: Scene) -> None:
    made.admit()
    services.sit(visit=guest_screen(made))
    partner = ask(made)
    with pytest.raises(UserError, match=r"consent\.ask_now"):
        meetings.tell_consent(participant_id=partner.pk, by=made.adviser, how="Kysyin")
    agree(made, partner, yes=False)
    services.leave(participant_id=made.guest.pk)
    with pytest.raises(UserError, match=r"consent\.refused"):
        meetings.tell_consent(participant_id=partner.pk, by=made.adviser, how="Kysyin")


def test_who_is_put_to_wait_has_no_seat_and_no_stream_of_the_room(made: Scene) -> None:
    made.admit()
    services.sit(visit=guest_screen(made))
    meetings.hold(participant_id=made.guest.pk, by=made.adviser)
    visit = guest_screen(made)
    assert (visit.standing, visit.rooms) == (Standing.WAITING, (made.guest.door_id,))
    assert not Seat.objects.filter(participant=made.guest).exists()
    snapshot = snapshot_for(visit)
    assert set(snapshot) == {"door", "help"} and snapshot["door"]["state"] == "held"
    meetings.step(participant_id=made.guest.pk, said=Step(step="ready"))  # what a reload says
    assert made.guest.state == Participant.State.HELD
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    assert guest_screen(made).standing == Standing.GUEST
    with pytest.raises(UserError, match=r"participant\.not_in_room"):
        meetings.hold(participant_id=ask(made).pk, by=made.adviser)


def test_who_is_removed_has_neither_link_nor_cookie(made: Scene) -> None:
    made.admit()
    partner = ask(made)
    visit = let_in(made, partner)
    invitation = Invitation.objects.get(participant=partner)
    cookies = {f"lasna_seat_{partner.pk}": seat_key(partner)}
    meetings.remove(participant_id=partner.pk, by=made.adviser)
    assert ClientDoor().open(cookies, partner.pk) is None
    assert ClientDoor().renew(visit) is None
    for act in (
        meetings.ask_code,
        lambda invitation_id: meetings.enter(invitation_id=invitation_id, code=""),
    ):
        with pytest.raises(UserError, match=r"door\.closed"):
            act(invitation_id=invitation.pk)
    page = Browser().get(f"/m/{token_of(invitation)}").content.decode()
    assert "Mötet fortsätter utan dig." in page
    with pytest.raises(NotHere):  # the client is put to wait, or the meeting ends
        meetings.remove(participant_id=made.guest.pk, by=made.adviser)


def test_a_locked_room_is_shut_to_the_new_and_open_to_who_was_in(made: Scene) -> None:
    made.admit()
    inside, outside, waiting = ask(made), ask(made), ask(made)
    let_in(made, inside)
    agree(made, waiting)
    come(made, waiting)
    meetings.lock(meeting_id=made.meeting.pk, by=made.adviser, locked=True)
    assert state_of(waiting) == Participant.State.ARRIVED
    assert snapshot_for(screen(waiting))["door"]["locked"] is True
    with pytest.raises(UserError, match=r"door\.locked"):
        meetings.ask_code(invitation_id=Invitation.objects.get(participant=outside).pk)
    meetings.step(participant_id=waiting.pk, said=Step(step="ready"))
    assert state_of(waiting) == Participant.State.ARRIVED
    meetings.hold(participant_id=inside.pk, by=made.adviser)
    meetings.admit(participant_id=inside.pk, by=made.adviser)
    meetings.lock(meeting_id=made.meeting.pk, by=made.adviser, locked=False)
    assert state_of(waiting) == Participant.State.WAITING
    meetings.admit(participant_id=waiting.pk, by=made.adviser)


def test_an_interpreter_on_the_phone_sits_there_without_a_link(made: Scene) -> None:  # N21
    made.admit()
    wish = PartnerWish("interpreter", "Pekka", phone="09 1234567", by_phone=True)
    partner = ask(made, wish, send_by="")
    assert not Invitation.objects.filter(participant=partner).exists()
    with pytest.raises(UserError, match=r"partner\.not_agreed"):
        meetings.connect_by_phone(participant_id=partner.pk, by=made.adviser)
    agree(made, partner)
    meetings.connect_by_phone(participant_id=partner.pk, by=made.adviser)
    seen = snapshot_for(guest_screen(made))["meetings"]["participants"]
    [told] = [each for each in seen if each["id"] == partner.pk]
    assert (told["by_phone"], told["state"], told["role"]) == (True, "present", "interpreter")
    for role in ("doctor", "relative"):
        with pytest.raises(UserError, match=r"partner\.by_phone"):
            ask(made, replace(wish, role=role), send_by="")


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"name": " \u200b "}, "partner.name"),
        ({"email": "", "phone": ""}, "partner.unreachable"),
        ({"email": "nobody"}, "email.not_an_address"),
        ({"phone": "09 1234567"}, "phone.not_mobile"),
        ({"phone": "112"}, "phone.emergency"),
        ({"email": "", "send_by": "email"}, "partner.no_address"),
    ],
)
def test_what_cannot_be_reached_is_told_in_words(made: Scene, wish: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError, match=re.escape(code)):
        meetings.add_partner(meeting_id=made.meeting.pk, by=made.adviser, wish=replace(INTERPRETER, **wish))
    assert not Participant.objects.filter(role="interpreter").exists()
    ask(made)


def test_messages_to_a_partner_say_neither_who_nor_why_nor_as_what(made: Scene) -> None:
    invitation = Invitation.objects.get(participant=ask(made))
    meetings.send_link(
        meeting_id=made.meeting.pk, by=made.adviser, channel="sms", participant_id=invitation.participant_id
    )
    meetings.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    kinds = []
    for message in Message.objects.filter(about=invitation.pk).order_by("pk"):
        with translation.override(message.language):
            rendered = RENDERERS[message.kind](message)
        kinds.append(message.kind)
        if rendered is None:
            continue  # a later one says the same and more
        text = " ".join([rendered.subject, rendered.text, rendered.html, rendered.calendar]).lower()
        for word in ("aino", "samtal", "keskustelu", "tolk", "tulkki", "client"):
            assert word not in text, word
    assert kinds == ["invitation", "invitation", "cancelled"]


def test_the_clients_means_are_not_those_of_a_partner(made: Scene) -> None:
    come(made, ask(made))
    made.client.refresh_from_db()
    assert made.client.means_tried_on is None


def test_what_was_agreed_is_not_told_to_a_partner(made: Scene) -> None:
    made.admit()
    partner = ask(made)
    let_in(made, partner)
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="Salaista")
    assert MeetingEnded.heard_by == frozenset(Standing) - {Standing.PARTNER, Standing.COMPANION}
    assert "Salaista" not in str(snapshot_for(screen(partner)))
    assert "Salaista" in str(snapshot_for(guest_screen(made)))


def test_a_partner_is_told_of_another_time_in_their_own_language() -> None:
    made = scene(starts_in=timedelta(hours=3))
    invitation = Invitation.objects.get(participant=ask(made))
    unsent = Invitation.objects.get(participant=ask(made, send_by=""))
    meetings.move_meeting(
        meeting_id=made.meeting.pk, by=made.adviser, starts=made.meeting.starts + timedelta(days=1)
    )
    changed = Message.objects.get(kind="changed", about=invitation.pk)
    assert (changed.channel, changed.address) == ("email", "tulkki@example.invalid")
    with translation.override(changed.language):
        rendered = RENDERERS["changed"](changed)
    assert rendered is not None and rendered.subject.startswith("Ny tid")
    assert "Demo-työntekijä ber dig delta i ett videomöte" in rendered.text
    assert "METHOD:REQUEST" in rendered.calendar and "SEQUENCE:1" in rendered.calendar
    assert not Message.objects.filter(about=unsent.pk).exists()
