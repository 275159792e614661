"""Seats of groups: each client has one, with a link and an outcome of their own.

Whoever gives, takes or gives up a seat holds the lock of the meeting's room: no seat is anybody's twice.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.access import client_for
from lasna.clients.models import Client
from lasna.correspondence.services import withdraw_messages
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import lock_room, new_room, publish
from lasna.meetings import events
from lasna.meetings.models import CallAttempt, Invitation, Meeting, Participant
from lasna.meetings.queries.reminders import messages_waiting
from lasna.meetings.services.inviting import give_link, send, tell_one
from lasna.meetings.services.life import close, outcome_of_group, require_called, require_settleable
from lasna.meetings.services.locking import audit, locked_meeting, require_not_over
from lasna.meetings.services.phone import was_phoned
from lasna.meetings.signals import meeting_settled, put_out
from lasna.meetings.states import goes_on, next_state
from lasna.people.models import Person
from lasna.policy import Action


def locked_group(meeting_id: int) -> Meeting:
    """A group with its room locked, for who has asked the right already."""
    room_id = Meeting.objects.filter(pk=meeting_id).exclude(seats=None).values_list("room_id", flat=True)
    found = room_id.first()
    if found is None:
        raise NotHere("meeting")
    lock_room(found)
    rows = Meeting.objects.select_related("adviser__organisation", "organisation", "type", "office")
    return rows.get(pk=meeting_id)


@transaction.atomic
def give_seat(*, meeting_id: int, by: Person, client_id: int, send_by: str = "") -> Participant:
    """To a client of the group's office. ``send_by``: one of ``Client.by``; empty: no link is sent."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
    if not meeting.is_group:
        raise NotHere("group")
    client = client_for(by, client_id, Action.CLIENT_SEE)
    if has_seat(meeting, client):
        raise UserError("group.has_seat", _("This client has a seat in the group already."))
    return seat(meeting, client, who=f"person:{by.pk}", send_by=send_by)


def has_seat(meeting: Meeting, client: Client) -> bool:
    return meeting.participants.filter(client=client, group_seat__isnull=False).exists()


def seat(meeting: Meeting, client: Client, *, who: str, send_by: str) -> Participant:
    """The first seat that is free, in a group whose room is locked. Who gave one up may come back."""
    require_not_over(meeting)
    if client.office_id != meeting.office_id:
        raise NotHere("client")
    taken = set(
        meeting.participants.exclude(group_seat=None).values_list("group_seat", flat=True),
    )
    free = next((number for number in range(1, (meeting.seats or 0) + 1) if number not in taken), None)
    if free is None:
        raise UserError("group.full", _("This group is full now. Choose another group or time."))
    place = meeting.participants.filter(client=client).first()
    place = _back(place, free) if place else _new(meeting, client, free)
    place.meeting = meeting
    _seated(place, who, send_by)
    return place


def _new(meeting: Meeting, client: Client, number: int) -> Participant:
    place = Participant.objects.create(
        meeting=meeting,
        role=Participant.Role.CLIENT,
        client=client,
        name=_called(meeting, client),
        door=new_room(Room.Kind.DOOR),
        group_seat=number,
    )
    give_link(place)
    return place


def _called(meeting: Meeting, client: Client) -> str:
    """As the others in the room read it: the first name; where two have the same, with a letter more."""
    first = client.first_name or client.name
    same = meeting.participants.filter(role=Participant.Role.CLIENT, client__first_name=client.first_name)
    more = f" {client.last_name[:1]}." if client.last_name else ""
    return f"{first}{more}" if same.exists() else first


def _back(place: Participant, number: int) -> Participant:
    place.group_seat, place.outcome = number, ""
    place.state = next_state(place, "invite") or place.state
    place.calendar_sequence += 1
    place.save(update_fields=["group_seat", "outcome", "state", "calendar_sequence"])
    return place


def _seated(place: Participant, who: str, send_by: str) -> None:
    meeting = place.meeting
    publish(
        meeting.room_id,
        events.ParticipantAdded(
            participant=place.pk, role=place.role, name=place.name, by_phone=False, link_by=place.link_by
        ),
    )
    publish(meeting.adviser.desk_id, events.DeskChanged(what="seat"))
    meeting_settled.send(sender=Meeting, meeting=meeting)  # what was written of a seat given up before
    if send_by:
        send(place.invitation, send_by, kind="invitation")
    _record(place, who, "meeting.seat_given")


def _record(place: Participant, who: str, deed: str) -> None:
    """Of this client alone: the others' logs do not tell it."""
    chain = place.meeting.organisation_id
    record(chain=chain, who=who, deed=deed, subject="client", ids=[place.client_id or 0])


@transaction.atomic
def take_seat_away(*, meeting_id: int, by: Person, participant_id: int) -> Participant:
    """The adviser, for a client who cannot come. They are told, the way the invitation went."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
    place = _seat_of(meeting, participant_id)
    give_up(place, who=f"person:{by.pk}")
    return place


def _seat_of(meeting: Meeting, participant_id: int) -> Participant:
    seats = meeting.participants.filter(pk=participant_id, group_seat__isnull=False)
    place = seats.select_related("client").first()
    if place is None:
        raise NotHere("participant")
    place.meeting = meeting
    return place


def give_up(place: Participant, *, who: str) -> None:
    """A seat is free again, with the meeting's room locked; its link says so, kindly."""
    meeting = place.meeting
    if place.group_seat is None:
        return
    require_not_over(meeting)
    if place.admitted_at is not None:
        raise UserError("group.let_in", _("This client has been let in already. The seat stays theirs."))
    place.group_seat, place.outcome = None, Meeting.Outcome.CANCELLED
    place.state = next_state(place, "remove") or place.state
    place.waiting_since, place.asks_call, place.answer, place.answered_at = None, False, "", None
    place.door_version += 1
    place.calendar_sequence += 1
    place.save()
    invitation = Invitation.objects.select_related("participant__client").get(participant=place)
    invitation.participant.meeting = meeting
    withdraw_messages(messages_waiting(invitation))
    put_out.send(sender=Participant, participant=place)
    publish(meeting.room_id, events.ParticipantRemoved(participant=place.pk))
    publish(place.door_id, events.MeetingCancelled())
    publish(
        meeting.adviser.desk_id,
        events.DeskGone(participant=place.pk),
        events.DeskChanged(what="seat"),
    )
    tell_one(invitation, "cancelled")
    meeting_settled.send(sender=Meeting, meeting=meeting)
    _record(place, who, "meeting.seat_given_up")


@transaction.atomic
def settle_seat(*, meeting_id: int, by: Person, participant_id: int, outcome: str) -> Participant:
    """What became of it for one client. "Did not come" only after a call to them."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_OUTCOME)
    place = _seat_of(meeting, participant_id)
    _require_to_settle(meeting, by, outcome)
    require_called(place, outcome)
    _settle(meeting, [place], outcome)
    _record(place, f"person:{by.pk}", "meeting.seat_settled")
    return place


@transaction.atomic
def note_call(*, meeting_id: int, by: Person, participant_id: int, answered: bool) -> Participant:
    """The adviser phoned this client of the group: without it nobody "did not come"."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CALL_ATTEMPT)
    place = _seat_of(meeting, participant_id)
    result = CallAttempt.Result.ANSWERED if answered else CallAttempt.Result.NO_ANSWER
    CallAttempt.objects.create(meeting=meeting, participant=place, by=by, at=clock.now(), result=result)
    if asked := was_phoned(place):
        publish(meeting.room_id, *asked)
    publish(meeting.adviser.desk_id, events.DeskChanged(what="called"))
    _record(place, f"person:{by.pk}", "meeting.client_called")
    return place


@transaction.atomic
def settle_rest(*, meeting_id: int, by: Person, outcome: str) -> Meeting:
    """The same for everybody of whom nothing is said yet. A group without clients did not take place."""
    if outcome == Meeting.Outcome.DID_NOT_COME:
        raise NotHere("outcome")  # said of each, who was phoned
    meeting = locked_meeting(meeting_id, by, Action.MEETING_OUTCOME)
    _require_to_settle(meeting, by, outcome)
    open_ones = meeting.participants.filter(group_seat__isnull=False, outcome="")
    _settle(meeting, list(open_ones.order_by("group_seat")), outcome)
    audit(meeting, f"person:{by.pk}", "meeting.outcome_settled")
    return meeting


def _require_to_settle(meeting: Meeting, by: Person, outcome: str) -> None:
    if not meeting.is_group:
        raise NotHere("group")
    require_settleable(meeting, by, outcome)
    if goes_on(meeting, clock.now()):
        raise UserError("outcome.in_room", _("The meeting still goes on. End it in the room first."))


def _settle(meeting: Meeting, places: list[Participant], outcome: str) -> None:
    if not meeting.over:
        close(meeting)
    for place in places:
        place.outcome = outcome
    Participant.objects.bulk_update(places, ["outcome"])
    seats = meeting.participants.filter(group_seat__isnull=False)
    meeting.outcome = outcome_of_group(meeting) if seats.exists() else Meeting.Outcome.CANCELLED
    meeting.save(update_fields=["outcome"])
    meeting_settled.send(sender=Meeting, meeting=meeting)
