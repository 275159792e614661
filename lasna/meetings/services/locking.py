"""The room's lock, taken before every row of a meeting; and what is written down of a deed."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import lock_room
from lasna.meetings.access import meeting_for, meetings_of, standing_in
from lasna.meetings.models import Meeting, Participant
from lasna.people.models import Person
from lasna.policy import Action, require


def locked_meeting(meeting_id: int, by: Person, action: Action) -> Meeting:
    """The meeting with its room locked first, if ``by`` may do ``action``."""
    # Asked of theirs alone: a stranger's try must not wait for, or hold, the lock of a meeting that goes on.
    room_id = meetings_of(by).filter(pk=meeting_id).values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotHere("meeting")
    lock_room(room_id)
    return meeting_for(by, meeting_id, action)


def require_not_over(meeting: Meeting) -> None:
    if meeting.over:
        raise UserError("meeting.already_ended", _("This meeting has already ended."))


def locked_participant(participant_id: int, of: QuerySet[Meeting] | None = None) -> Participant:
    """The participant (in one of these meetings) with the meeting's room locked first."""
    places = Participant.objects.filter(pk=participant_id)
    if of is not None:  # no stranger's try waits for, or holds, the lock of a meeting that goes on
        places = places.filter(meeting__in=of.order_by().values("pk"))
    room_id = places.values_list("meeting__room_id", flat=True).first()
    if room_id is None:
        raise NotHere("participant")
    lock_room(room_id)
    return Participant.objects.select_related(
        "meeting__adviser__organisation", "meeting__client", "client", "person"
    ).get(pk=participant_id)


def locked_guest(participant_id: int, by: Person, action: Action) -> Participant:
    """The client or a partner of a meeting, for who may do ``action`` in it."""
    participant = locked_participant(participant_id, of=meetings_of(by))
    require(action, standing_in(participant.meeting, by))
    if participant.role == Participant.Role.ADVISER:
        raise NotHere("participant")
    require_not_over(participant.meeting)
    return participant


def locked_partner(participant_id: int, by: Person, action: Action) -> Participant:
    """As ``locked_guest``, but not the client."""
    participant = locked_guest(participant_id, by, action)
    if not participant.is_partner:
        raise NotHere("participant")
    return participant


def audit(meeting: Meeting, who: str, deed: str) -> None:
    record(chain=meeting.organisation_id, who=who, deed=deed, subject="meeting", ids=[meeting.pk])
