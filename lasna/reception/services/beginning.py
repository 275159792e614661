"""From the queue into a meeting: an ordinary one, which begins now."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.access import client_for
from lasna.clients.models import Client
from lasna.clients.services import Details, add_client
from lasna.errors import NotHere, UserError
from lasna.kernel.live.publish import lock_room
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting, Participant
from lasna.people.models import Person
from lasna.policy import Action
from lasna.reception.models import Visit
from lasna.reception.services.queue import moved
from lasna.reception.services.serving import note, own_visit


def _no_number() -> UserError:
    words = _("The client's card has no phone number. Add it there, or choose another card.")
    return UserError("visit.no_number", words)


def _no_time(when: str) -> UserError:
    words = _("You have a meeting {when}. Put the visitor back, so that a colleague takes them.")
    return UserError("visit.no_time", words.format(when=when))


# With less than five minutes before the next meeting a colleague had better take the visitor.
QUEUED = meetings.DropIn(5, _no_number, _no_time)


@dataclass(frozen=True)
class NewVisitor:
    """Who was not known yet, as the adviser has heard it."""

    first_name: str
    last_name: str = ""
    phone: str = ""


@transaction.atomic
def begin(*, visit_id: int, by: Person, client_id: int) -> Meeting:
    """The visitor is this client, says the adviser. Their meeting begins now."""
    lock_room(by.desk_id)
    visit = own_visit(visit_id, by)
    return _begin(visit, by, client_for(by, client_id, Action.MEETING_CHANGE))


@transaction.atomic
def begin_with_new(*, visit_id: int, by: Person, new: NewVisitor) -> Meeting:
    """The visitor gets a card, and their meeting begins now."""
    lock_room(by.desk_id)
    visit = own_visit(visit_id, by)
    details = Details(new.first_name, new.last_name, phone=new.phone, language=visit.language)
    return _begin(visit, by, add_client(by=by, office_id=visit.reception.office_id, details=details))


def _begin(visit: Visit, by: Person, client: Client) -> Meeting:
    meeting = meetings.meet_now(
        adviser=by, client=client, type=visit.reception.type, channel=visit.channel, came=QUEUED
    )
    moved(visit, "begin", client=client, meeting=meeting, lease_until=None)
    note(by, "visit.begun", visit)
    return meeting


def come_in(*, visit: Visit, address: str) -> tuple[Participant, str]:
    """The visitor's browser passes the door of the meeting, and waits for the adviser's eye."""
    if visit.state != Visit.State.LED or visit.meeting is None:
        raise NotHere("visit")
    return meetings.come_in(meeting=visit.meeting, address=address)
