"""The call the day before, to who needs a human voice."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.publish import publish
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Participant
from lasna.meetings.services.locking import audit, locked_meeting, place_of_client
from lasna.people.models import Person
from lasna.policy import Action

DEEDS = {
    Participant.CalledBefore.ANSWERED: "meeting.called_before",
    Participant.CalledBefore.NO_ANSWER: "meeting.called_in_vain",
    Participant.CalledBefore.NO: "meeting.call_taken_back",
}


@transaction.atomic
def note_call_before(*, meeting_id: int, by: Person, said: str) -> Participant:
    """``said``: of ``Participant.CalledBefore``; empty takes back what was said. Pressed twice it is once;
    another call in vain has its own time."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CALL_ATTEMPT)
    if said not in Participant.CalledBefore.values:
        raise NotHere("called_before")
    if meeting.over or meeting.starts <= clock.now():
        raise UserError("call_before.late", _("The meeting has begun or is over."))
    place = place_of_client(meeting)
    if place.called_before == said != Participant.CalledBefore.NO_ANSWER:
        return place
    place.called_before, place.called_before_at = said, clock.now() if said else None
    place.save(update_fields=["called_before", "called_before_at"])
    publish(meeting.adviser.desk_id, DeskChanged(what="called"))
    audit(meeting, f"person:{by.pk}", DEEDS[Participant.CalledBefore(said)])
    return place
