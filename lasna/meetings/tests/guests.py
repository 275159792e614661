"""Partners and colleagues on their way in, for tests."""

from dataclasses import replace

from django.test import Client as Browser

from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.access import place_of_adviser, seat_key
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.services import PartnerWish
from lasna.meetings.tests.scene import Scene
from lasna.people.models import Person
from lasna.room import services
from lasna.room.commands.colleague import ColleagueDoor
from lasna.room.commands.entrances import ClientDoor, HostDoor

INTERPRETER = PartnerWish(
    "interpreter", "Tuula Tulkki", email="tulkki@example.invalid", phone="+358407654321", language="sv"
)


def ask(made: Scene, wish: PartnerWish = INTERPRETER, send_by: str = "email") -> Participant:
    return meetings.add_partner(
        meeting_id=made.meeting.pk, by=made.adviser, wish=replace(wish, send_by=send_by)
    )


def come(made: Scene, partner: Participant) -> Visit:
    """Through the door with a code, and ready: in the waiting room as far as that is allowed."""
    code = meetings.read_code(meeting_id=made.meeting.pk, by=made.adviser, participant_id=partner.pk)
    meetings.enter(invitation_id=Invitation.objects.get(participant=partner).pk, code=code)
    said = Step(step="ready", camera="on", microphone="on")
    meetings.step(participant_id=partner.pk, said=said)
    return screen(partner)


def screen(partner: Participant) -> Visit:
    partner.refresh_from_db()
    visit = ClientDoor().open({f"lasna_seat_{partner.pk}": seat_key(partner)}, partner.pk)
    assert visit is not None
    return replace(visit, screen=f"screen-of-{partner.pk:04d}")


def agree(made: Scene, partner: Participant, yes: bool = True) -> None:
    meetings.answer_consent(participant_id=partner.pk, by=made.guest.pk, yes=yes)


def let_in(made: Scene, partner: Participant) -> Visit:
    come(made, partner)
    agree(made, partner)
    meetings.admit(participant_id=partner.pk, by=made.adviser)
    visit = screen(partner)
    services.sit(visit=visit)
    return visit


def state_of(partner: Participant) -> str:
    return Participant.objects.get(pk=partner.pk).state


def guest_screen(made: Scene) -> Visit:
    visit = ClientDoor().open(made.cookies(), made.guest.pk)
    assert visit is not None
    return replace(visit, screen="screen-of-guest")


def colleague_screen(made: Scene, colleague: Person, place: Participant) -> Visit | None:
    browser = Browser()
    browser.force_login(colleague)
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    visit = ColleagueDoor().open(cookies, place.pk)
    return replace(visit, screen=f"screen-of-{colleague.pk:05d}") if visit else None


def host_screen(person: Person, meeting: Meeting) -> Visit | None:
    """The adviser's room, to whom it is open."""
    place = place_of_adviser(person.pk, meeting.pk)
    return HostDoor()._visit(place, "") if place is not None else None
