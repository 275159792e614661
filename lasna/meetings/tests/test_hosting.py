"""The hosted seat: the client sits at a partner's device, without link, code or device. # N18, N20"""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.contacts.models import Contact
from lasna.contacts.queries import hosts_of
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.endpoint import _snapshot as snapshot_for
from lasna.kernel.live.events import EVENTS
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.access import seat_key
from lasna.meetings.models import ConsentGiven, DoorSight, Meeting, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.queries.held import told_of
from lasna.meetings.services import PartnerWish
from lasna.meetings.states import SEAT_KEPT
from lasna.meetings.tests.guests import ask, come, guest_screen, host_screen, screen, state_of
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.policy import Standing
from lasna.room import services
from lasna.room.commands.colleague import ColleagueDoor
from lasna.room.commands.entrances import ClientDoor
from lasna.room.queries import require_room_for

pytestmark = pytest.mark.django_db
PROVIDER = PartnerWish("provider", "Demo Ohjaaja", email="ohjaaja@example.invalid", phone="+358407654321")
READY = Step(step="ready", camera="on", microphone="on")


@pytest.fixture
def made() -> Scene:
    return scene()


def came_in(made: Scene, wish: PartnerWish = PROVIDER) -> Participant:
    """A partner who is in the room; the client, who has no screen, agreed by voice."""
    partner = ask(made, wish)
    come(made, partner)
    meetings.tell_consent(participant_id=partner.pk, by=made.adviser, how="Kysyin puhelimessa")
    meetings.admit(participant_id=partner.pk, by=made.adviser)
    services.sit(visit=screen(partner))
    partner.refresh_from_db()
    return partner


def host(made: Scene, partner: Participant) -> None:
    meetings.begin_hosting(participant_id=partner.pk, by=made.adviser)


def hosted(made: Scene) -> Participant:
    partner = came_in(made)
    host(made, partner)
    return partner


def end(made: Scene) -> None:
    meetings.end_hosting(meeting_id=made.meeting.pk, by=made.adviser)


def where(made: Scene) -> tuple[str, int | None]:
    return made.guest.state, made.guest.hosted_by_id


def seen(visit: Visit | None, place: Participant) -> dict[str, object]:
    assert visit is not None
    people = snapshot_for(visit)["meetings"]["participants"]
    return dict(next(each for each in people if each["id"] == place.pk))


def sights(made: Scene) -> list[str]:
    return list(DoorSight.objects.filter(participant=made.guest).values_list("what", flat=True))


def last(kind: str) -> dict[str, object]:
    event = StoredEvent.objects.filter(type=kind).order_by("-pk").first()
    assert event is not None
    return dict(event.body)


def test_the_client_takes_part_without_link_code_or_device(made: Scene) -> None:
    partner = came_in(made)
    assert Meeting.objects.get().status == Meeting.Status.OPEN  # with a partner alone nobody is met
    host(made, partner)
    assert where(made) == (Participant.State.PRESENT, partner.pk)
    meeting = Meeting.objects.get()
    assert meeting.status == Meeting.Status.UNDER_WAY
    assert [leg.channel for leg in meeting.legs.all()] == ["video"]
    assert last("participant.admitted")["hosted_by"] == partner.pk
    for visit in (host_screen(made.adviser, made.meeting), screen(partner)):
        told = seen(visit, made.guest)
        assert (told["state"], told["hosted_by"], told["name"]) == ("present", partner.pk, "Aino Demo")
    before = StoredEvent.objects.count()
    host(made, partner)
    assert StoredEvent.objects.count() == before


def test_the_adviser_alone_seats_the_client(made: Scene) -> None:
    partner, other = came_in(made), scene()
    colleague = person(made.organisation, made.office)
    for by in (other.adviser, colleague):
        with pytest.raises(NotHere):
            meetings.begin_hosting(participant_id=partner.pk, by=by)
    with pytest.raises(NotHere):
        meetings.begin_hosting(participant_id=made.guest.pk, by=made.adviser)
    with pytest.raises(NotHere):
        meetings.end_hosting(meeting_id=made.meeting.pk, by=other.adviser)
    assert where(made) == (Participant.State.INVITED, None)
    host(made, partner)


def test_who_waits_or_is_on_the_phone_hosts_nobody(made: Scene) -> None:
    partner = ask(made, PROVIDER)
    come(made, partner)
    by_phone = ask(made, PartnerWish("interpreter", "Pekka", by_phone=True), send_by="")
    meetings.tell_consent(participant_id=by_phone.pk, by=made.adviser, how="Kysyin puhelimessa")
    meetings.connect_by_phone(participant_id=by_phone.pk, by=made.adviser)
    for nobody in (partner, by_phone):
        with pytest.raises(UserError, match=r"hosting\.not_in_room"):
            host(made, nobody)
    assert where(made) == (Participant.State.INVITED, None)


def test_hosting_lets_no_partner_in_without_the_clients_word(made: Scene) -> None:
    hosted(made)
    other = ask(made, replace(PROVIDER, role="doctor", name="Tohtori"))
    come(made, other)
    with pytest.raises(UserError, match=r"partner\.not_agreed"):
        meetings.admit(participant_id=other.pk, by=made.adviser)
    # The client has no screen to tap on: the adviser hears it and writes down how.
    meetings.tell_consent(participant_id=other.pk, by=made.adviser, how="Kysyin videolla")
    said = ConsentGiven.objects.get(participant=other)
    assert (said.answer, said.told_by, said.how) == ("yes", made.adviser, "Kysyin videolla")
    meetings.admit(participant_id=other.pk, by=made.adviser)


def test_a_client_at_their_own_device_is_asked_there(made: Scene) -> None:
    partner = came_in(made)
    made.wait()
    with pytest.raises(UserError, match=r"hosting\.own_device"):
        host(made, partner)
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    with pytest.raises(UserError, match=r"hosting\.own_device"):
        host(made, partner)
    services.sit(visit=guest_screen(made))
    with pytest.raises(UserError, match=r"hosting\.own_device"):
        host(made, partner)
    # The phone breaks; they move over to the partner.
    services.get_up(participant_id=made.guest.pk, screen="screen-of-guest")
    host(made, partner)
    assert where(made) == (Participant.State.PRESENT, partner.pk)


@pytest.mark.parametrize("how", ["adviser", "held", "removed", "left", "late", "word"])
def test_hosting_ends_when_the_partner_is_not_in_the_room(made: Scene, how: str) -> None:
    partner = hosted(made)
    if how == "adviser":
        end(made)
    elif how == "held":
        meetings.hold(participant_id=partner.pk, by=made.adviser)
    elif how == "removed":
        meetings.remove(participant_id=partner.pk, by=made.adviser)
    elif how == "left":
        services.leave(participant_id=partner.pk)
    elif how == "word":
        meetings.answer_consent(participant_id=partner.pk, by=made.guest.pk, yes=False)
    else:
        services.get_up(participant_id=partner.pk, screen=screen(partner).screen)
        assert where(made) == (Participant.State.PRESENT, partner.pk)  # a break is no good-bye
        with time_machine.travel(clock.now() + SEAT_KEPT + timedelta(seconds=1)):
            ClientDoor().came(screen(partner))
    assert where(made) == (Participant.State.LEFT, None)
    assert last("participant.left")["participant"] == made.guest.pk or how == "left"
    assert sights(made)[-2:] == ["hosted", "hosting_ended"]
    if how == "held":  # and the adviser looks anew when they come back
        meetings.admit(participant_id=partner.pk, by=made.adviser)
        assert where(made) == (Participant.State.LEFT, None)
    end(made)


def test_the_clients_own_browser_waits_to_be_looked_at_and_ends_the_hosting(made: Scene) -> None:
    partner = hosted(made)
    made.pass_the_code()
    visit = guest_screen(made)
    assert (visit.standing, visit.rooms) == (Standing.WAITING, (made.guest.door_id,))
    assert made.guest.hosted_by_id == partner.pk  # they still sit there
    assert seen(screen(partner), made.guest)["state"] == "present"
    meetings.step(participant_id=made.guest.pk, said=READY)
    assert state_of(made.guest) == Participant.State.WAITING
    assert seen(host_screen(made.adviser, made.meeting), made.guest)["state"] == "waiting"
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    assert where(made) == (Participant.State.ADMITTED, None)
    assert last("participant.admitted")["hosted_by"] is None
    services.sit(visit=guest_screen(made))
    assert state_of(made.guest) == Participant.State.PRESENT
    assert sights(made)[-1] == "hosting_ended"


def test_a_browser_at_the_door_can_wait_also_when_the_hosting_has_ended(made: Scene) -> None:
    made.pass_the_code()
    hosted(made)
    end(made)
    meetings.step(participant_id=made.guest.pk, said=READY)
    assert where(made) == (Participant.State.WAITING, None)
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)


def test_a_stranger_with_the_clients_link_changes_nothing_at_the_partners_device(made: Scene) -> None:
    partner = hosted(made)
    made.wait()
    meetings.deny(participant_id=made.guest.pk, by=made.adviser)
    assert where(made) == (Participant.State.DENIED, partner.pk)
    assert seen(screen(partner), made.guest)["hosted_by"] == partner.pk
    end(made)
    assert where(made) == (Participant.State.DENIED, None)


def test_a_browser_that_was_in_before_waits_as_well(made: Scene) -> None:
    made.admit()
    services.sit(visit=guest_screen(made))
    partner = came_in_later(made)
    services.get_up(participant_id=made.guest.pk, screen="screen-of-guest")
    host(made, partner)
    visit = guest_screen(made)
    assert visit.standing == Standing.WAITING
    services.sit(visit=replace(visit, standing=Standing.GUEST), take=True)  # its right not yet asked anew
    services.leave(participant_id=made.guest.pk)
    assert where(made) == (Participant.State.PRESENT, partner.pk)
    ClientDoor().came(visit)
    assert where(made) == (Participant.State.ARRIVED, partner.pk)


def came_in_later(made: Scene) -> Participant:
    partner = ask(made, PROVIDER)
    come(made, partner)
    meetings.answer_consent(participant_id=partner.pk, by=made.guest.pk, yes=True)
    meetings.admit(participant_id=partner.pk, by=made.adviser)
    services.sit(visit=screen(partner))
    return partner


def test_the_client_moves_from_one_partner_to_another(made: Scene) -> None:
    first = hosted(made)
    second = came_in(made, replace(PROVIDER, role="interpreter", name="Tuula Tulkki"))
    host(made, second)
    assert where(made) == (Participant.State.PRESENT, second.pk)
    services.leave(participant_id=first.pk)
    assert where(made) == (Participant.State.PRESENT, second.pk)


def test_who_is_hosted_takes_no_place_of_a_face_and_cannot_be_put_to_wait_alone(made: Scene) -> None:
    hosted(made)
    came_in(made, replace(PROVIDER, name="Toinen"))
    require_room_for(made.meeting.pk, 0)  # the adviser and two partners: one place of four is left
    with pytest.raises(UserError, match=r"participant\.not_in_room"):
        meetings.hold(participant_id=made.guest.pk, by=made.adviser)
    with pytest.raises(UserError, match=r"participant\.not_in_room"):
        meetings.ask_mute(participant_id=made.guest.pk, by=made.adviser)


def test_a_colleague_who_goes_on_as_the_adviser_hosts_nobody(made: Scene) -> None:
    colleague = person(made.organisation, made.office)
    place = meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    meetings.tell_consent(participant_id=place.pk, by=made.adviser, how="Kysyin puhelimessa")
    Participant.objects.filter(pk=place.pk).update(state=Participant.State.PRESENT)
    host(made, place)
    assert where(made) == (Participant.State.PRESENT, place.pk)
    meetings.hand_on(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    assert where(made) == (Participant.State.LEFT, None)
    assert ColleagueDoor()._place(place.pk, colleague.pk) is None


def test_what_was_agreed_is_not_told_to_a_browser_that_nobody_looked_at(made: Scene) -> None:
    made.pass_the_code()  # a phone that broke before it waited
    partner = came_in(made)
    host(made, partner)
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="Salaista")
    assert where(made) == (Participant.State.PRESENT, partner.pk)
    assert Meeting.objects.get().outcome == Meeting.Outcome.MET
    at_door = ClientDoor().open({f"lasna_seat_{made.guest.pk}": seat_key(made.guest)}, made.guest.pk)
    assert at_door is not None
    assert "Salaista" not in str(snapshot_for(at_door))
    with pytest.raises(UserError, match=r"meeting\.already_ended"):
        end(made)


def test_the_record_says_where_the_client_took_part(made: Scene) -> None:
    partner = hosted(made)
    end(made)
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="")
    sections = {section.name: section for section in told_of(made.client.pk)}
    partner.refresh_from_db()
    assert partner.hosted_at is not None
    assert partner.hosted_at in [cell for row in sections["people"].rows for cell in row]
    assert len(sections["door"].rows) == 2
    browser = Browser()
    browser.force_login(made.adviser)
    contact = Contact.objects.get(meeting=made.meeting)
    for page in (f"/contacts/{contact.pk}", f"/meetings/{made.meeting.pk}"):
        assert "Demo Ohjaaja" in browser.get(page).content.decode()
    assert hosts_of(contact) == [partner]


def test_a_partner_says_that_the_client_is_with_them_and_the_adviser_answers(made: Scene) -> None:
    partner = ask(made, PROVIDER)
    come(made, partner)
    meetings.tell_beside(participant_id=partner.pk, names=[], with_client=True)
    assert last("participant.stepped")["with_client"] is True
    assert EVENTS["participant.stepped"].heard_by == {Standing.HOST}
    assert snapshot_for(screen(partner))["door"]["with_client"] is True
    assert where(made) == (Participant.State.INVITED, None)  # a word, and nothing more
    assert state_of(partner) == Participant.State.WAITING
    meetings.tell_beside(participant_id=partner.pk, names=["Demo-Opo"])  # which says nothing of it
    meetings.tell_consent(participant_id=partner.pk, by=made.adviser, how="Kysyin puhelimessa")
    meetings.admit(participant_id=partner.pk, by=made.adviser)
    services.sit(visit=screen(partner))
    other = came_in(made, replace(PROVIDER, name="Toinen"))
    assert seen(host_screen(made.adviser, made.meeting), partner)["with_client"] is True
    assert seen(screen(partner), partner)["with_client"] is True
    assert seen(screen(other), partner)["with_client"] is False
    meetings.refuse_hosting(participant_id=partner.pk, by=made.adviser)
    assert last("door.beside") | {"with_client": False, "names": ["Demo-Opo"]} == last("door.beside")
    assert where(made) == (Participant.State.INVITED, None)
    meetings.tell_beside(participant_id=partner.pk, names=["Demo-Opo"], with_client=True)
    host(made, partner)
    assert seen(screen(partner), partner)["with_client"] is False
    assert seen(screen(other), made.guest)["hosted_by"] == partner.pk


def test_the_word_is_a_partners_and_goes_with_them(made: Scene) -> None:
    made.admit()
    with pytest.raises(NotHere):
        meetings.tell_beside(participant_id=made.guest.pk, names=[], with_client=True)
    partner = came_in_later(made)
    meetings.tell_beside(participant_id=partner.pk, names=[], with_client=True)
    meetings.hold(participant_id=partner.pk, by=made.adviser)
    assert seen(host_screen(made.adviser, made.meeting), partner)["with_client"] is False
    assert snapshot_for(screen(partner))["door"]["with_client"] is False
