"""The room's lock, taken before every row of a meeting; and what is written down of a deed."""

from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel.audit.services import record
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live.publish import lock_room
from lasna.meetings.access import meeting_for, meetings_near, meetings_of, standing_in
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.people.access import office_ids_of
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


def require_one(meeting: Meeting) -> None:
    """Of a group each client is named."""
    if meeting.is_group:
        raise NotHere("client")


def place_of_client(meeting: Meeting) -> Participant:
    """Of the one client. What is done with one client is not here for a group."""
    return meeting.participants.get(role=Participant.Role.CLIENT, client=meeting.one)


def locked_participant(participant_id: int, of: QuerySet[Meeting] | None = None) -> Participant:
    """The participant (in one of these meetings) with the meeting's room locked first."""
    if of is None:
        return _locked(participant_id, _kept_room.rows(participant_id))
    places = Participant.objects.filter(pk=participant_id, meeting__in=of.order_by().values("pk"))
    return _locked(participant_id, list(places.values_list("meeting__room_id")))


def _locked(participant_id: int, rooms: list[tuple[int]]) -> Participant:
    """``rooms``: theirs, if they may be asked for at all. A stranger's try must not wait for, or hold, the
    lock of a meeting that goes on.
    """
    if not rooms:
        raise NotHere("participant")
    lock_room(rooms[0][0])
    participant = _kept_place.first(participant_id)
    if participant is None:
        raise NotHere("participant")
    return participant


_WITH = ("meeting__adviser__organisation", "meeting__client", "meeting__type", "client", "person")
_kept_place = Kept(lambda place: Participant.objects.filter(pk=place).select_related(*_WITH), *some_ids(1))
_kept_room = Kept(
    lambda place: Participant.objects.filter(pk=place).values_list("meeting__room_id"), *some_ids(1)
)


@cache
def _kept_room_near(offices: int) -> Kept[Participant]:
    def room(place: int, *of: int) -> QuerySet[Participant, Any]:
        near = meetings_near(*of).order_by().values("pk")
        return Participant.objects.filter(pk=place, meeting__in=near).values_list("meeting__room_id")

    return Kept(room, *some_ids(3 + offices))


def locked_guest(participant_id: int, by: Person, action: Action) -> Participant:
    """The client or a partner of a meeting, whatever device they use, for who may do ``action`` in it."""
    if not (by.is_active and by.advises):
        raise NotHere("participant")
    offices = office_ids_of(by)
    near = _kept_room_near(len(offices)).rows(participant_id, by.organisation_id, by.pk, *offices)
    participant = _locked(participant_id, near)
    require(action, standing_in(participant.meeting, by))
    if participant.role in (Participant.Role.ADVISER, Participant.Role.COMPANION):
        raise NotHere("participant")
    require_not_over(participant.meeting)
    return participant


def locked_partner(participant_id: int, by: Person, action: Action) -> Participant:
    """As ``locked_guest``, but not the client."""
    participant = locked_guest(participant_id, by, action)
    if not participant.is_partner:
        raise NotHere("participant")
    return participant


def locked_invitation(invitation_id: int) -> Invitation:
    """The meeting's room, then the invitation's row: parallel guesses wait here for each other."""
    lock_room(Meeting.objects.values_list("room_id", flat=True).get(participants__invitation=invitation_id))
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related(
            "participant__meeting__adviser__organisation",
            "participant__meeting__organisation",
            "participant__client",
        )
        .get(pk=invitation_id)
    )


def audit(meeting: Meeting, who: str, deed: str) -> None:
    record(chain=meeting.organisation_id, who=who, deed=deed, subject="meeting", ids=[meeting.pk])
