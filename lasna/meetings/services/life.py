"""Arriving, waiting, letting in, leaving, ending."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.events import Event
from lasna.kernel.live.publish import publish
from lasna.kernel.words import plain_line, plain_lines
from lasna.meetings import events
from lasna.meetings.access import standing_in
from lasna.meetings.models import DoorSight, Invitation, Leg, Meeting, Participant
from lasna.meetings.services.inviting import tell_change
from lasna.meetings.services.locking import (
    audit,
    locked_guest,
    locked_meeting,
    locked_participant,
    require_not_over,
    require_one,
)
from lasna.meetings.signals import meeting_over, meeting_settled, plans_changed
from lasna.meetings.states import agreed_to, goes_on, hears_agreed, next_state, next_status, shut_out
from lasna.people.models import Person
from lasna.policy import Action, may


@transaction.atomic
def show_arrival(*, participant_id: int, by: Person) -> None:
    """A desk has shown it: the client is told that they are seen."""
    participant = locked_participant(participant_id, of=Meeting.objects.filter(adviser=by))
    if participant.state != Participant.State.WAITING or participant.seen_at:
        return
    participant.seen_at = clock.now()
    participant.save(update_fields=["seen_at"])
    publish(participant.door_id, events.DoorSeen())


@transaction.atomic
def say(*, participant_id: int, by: Person, words: str, minutes_late: int) -> None:
    """The adviser's words to somebody at the door, and when to expect them."""
    participant = locked_guest(participant_id, by, Action.MEETING_SAY)
    meeting = participant.meeting
    expected = clock.now() + timedelta(minutes=minutes_late) if minutes_late else None
    meeting.expected_at = expected
    meeting.save(update_fields=["expected_at"])
    participant.said = plain_line(words)
    participant.save(update_fields=["said"])
    when = expected.isoformat() if expected else ""
    publish(meeting.room_id, events.MeetingDelayed(expected=when))
    publish(participant.door_id, events.DoorSaid(words=participant.said, expected=when))


@transaction.atomic
def ask_call(*, participant_id: int) -> None:
    """The client wants to be phoned instead."""
    participant = locked_participant(participant_id)
    if participant.meeting.over or participant.asks_call:
        return
    participant.asks_call = True
    participant.save(update_fields=["asks_call"])
    DoorSight.objects.create(participant=participant, what="asked_for_call", at=clock.now())
    meeting = participant.meeting
    publish(meeting.room_id, events.ParticipantAsksCall(participant=participant.pk, asks=True))
    publish(
        meeting.adviser.desk_id,
        events.DeskAsksCall(
            meeting=meeting.pk, participant=participant.pk, name=participant.name, why="asked"
        ),
    )


@transaction.atomic
def admit(*, participant_id: int, by: Person, offered: bool = False) -> Participant:
    """Let one person in. ``offered``: the host's offer follows as a signal."""
    participant = locked_guest(participant_id, by, Action.MEETING_ADMIT)
    state = next_state(participant, "admit")
    if state is None:
        raise UserError("participant.not_waiting", _("This person is not waiting now."))
    meeting = participant.meeting
    require_welcome(participant)
    participant.state, participant.waiting_since, participant.asks_call = state, None, False
    participant.admitted_at = participant.admitted_at or clock.now()
    if participant.hosted_by_id is not None:  # from now on they sit at their own device
        participant.hosted_by = None
        DoorSight.objects.create(participant=participant, what="hosting_ended", at=clock.now())
    participant.save(update_fields=["state", "waiting_since", "asks_call", "admitted_at", "hosted_by"])
    # With a partner alone the client is not met yet: the record runs from the client on.
    channel = [] if participant.is_partner else meet(meeting)
    publish(meeting.room_id, admitted(participant), *channel)
    publish(participant.door_id, events.DoorAdmitted(offered=offered))
    publish(by.desk_id, events.DeskGone(participant=participant.pk))
    audit(meeting, f"person:{by.pk}", "meeting.admitted")
    return participant


def admitted(participant: Participant) -> Event:
    return events.ParticipantAdmitted(
        participant=participant.pk,
        role=participant.role,
        name=participant.name,
        by_phone=participant.by_phone,
        beside=participant.beside_names,
        hosted_by=participant.hosted_by_id,
        companion_of=participant.companion_of_id,
    )


def require_welcome(participant: Participant) -> None:
    """The client has agreed to them, and the room is not locked to them."""
    if not agreed_to(participant):
        raise UserError(
            "partner.not_agreed",
            _("The client has not agreed to this person yet. Ask the client first."),
        )
    if shut_out(participant, participant.meeting):
        raise UserError("meeting.locked", _("The room is locked. Unlock it first."))


def begin(meeting: Meeting) -> None:
    """Under way: now the record runs."""
    meeting.status = Meeting.Status.UNDER_WAY
    meeting.opened_at = meeting.opened_at or clock.now()
    meeting.save(update_fields=["status", "opened_at"])
    publish(meeting.room_id, events.MeetingUnderWay())


def meet(meeting: Meeting) -> list[Event]:
    """The client takes part from now on, wherever they sit. What screens are told of the channel."""
    if next_status(meeting, "admit"):
        begin(meeting)
    return _channel_of_admission(meeting)


def _channel_of_admission(meeting: Meeting) -> list[Event]:
    """Video begins; or, on the phone already, both are now on their way back to video."""
    leg = open_leg(meeting)
    if leg is None:
        Leg.objects.create(meeting=meeting, channel=Channel.VIDEO, began=clock.now(), began_by="adviser")
        return []
    if leg.channel == Channel.PHONE and not meeting.video_wanted:
        meeting.video_wanted = True
        meeting.save(update_fields=["video_wanted"])
        host = meeting.participants.get(role=Participant.Role.ADVISER)
        return [events.VideoWanted(by=host.pk)]
    return []


def open_leg(meeting: Meeting) -> Leg | None:
    return Leg.objects.filter(meeting=meeting, ended=None).first()


@transaction.atomic
def deny(*, participant_id: int, by: Person) -> None:
    """Not let in; the link's holder needs a new code to come again."""
    participant = locked_guest(participant_id, by, Action.MEETING_DENY)
    state = next_state(participant, "deny")
    if state is None:
        raise UserError("participant.not_waiting", _("This person is not waiting now."))
    participant.state, participant.waiting_since = state, None
    participant.door_version += 1
    participant.save(update_fields=["state", "waiting_since", "door_version"])
    # Nothing that was given out before lets them in again.
    Invitation.objects.filter(participant=participant).update(
        code_hash="", code_until=None, tries_left=0, vouched_until=None, demo_code_hash="", needs_code=True
    )
    publish(participant.meeting.room_id, events.ParticipantDenied(participant=participant.pk))
    publish(participant.door_id, events.DoorDenied())
    publish(by.desk_id, events.DeskGone(participant=participant.pk))
    audit(participant.meeting, f"person:{by.pk}", "meeting.denied")


def end_meeting(*, meeting_id: int, by: Person, agreed: str = "") -> Meeting:
    """Close the room for everyone. The record is written at once where somebody was met."""
    with transaction.atomic():
        meeting = locked_meeting(meeting_id, by, Action.MEETING_END)
        require_not_over(meeting)
        close(meeting, agreed)
        if meeting.outcome or meeting.is_group:
            meeting_settled.send(sender=Meeting, meeting=meeting)
        audit(meeting, f"person:{by.pk}", "meeting.ended")
        return meeting


def close(meeting: Meeting, agreed: str = "") -> None:
    """With the room locked. Of a group, whoever was let in was met; the others wait for a word."""
    now = clock.now()
    Leg.objects.filter(meeting=meeting, ended=None).update(ended=now)
    meeting.status, meeting.ended_at, meeting.agreed = Meeting.Status.ENDED, now, plain_lines(agreed)
    meeting.video_wanted = False
    if meeting.is_group:
        let_in = meeting.participants.filter(group_seat__isnull=False, admitted_at__isnull=False)
        let_in.update(outcome=Meeting.Outcome.MET)
        meeting.outcome = outcome_of_group(meeting)
    elif meeting.legs.exists():
        meeting.outcome = Meeting.Outcome.MET
    meeting.save()
    publish(meeting.room_id, events.MeetingEnded(agreed=meeting.agreed))
    _close_doors(meeting)
    meeting_over.send(sender=Meeting, meeting=meeting)


def outcome_of_group(meeting: Meeting) -> str:
    """Of the whole group, once there is a word about everybody who has a seat: somebody was met, or why
    nobody was. Empty: not yet."""
    seats = meeting.participants.filter(group_seat__isnull=False).order_by("group_seat")
    said = list(seats.values_list("outcome", flat=True))
    if not said or "" in said:
        return ""
    return Meeting.Outcome.MET.value if Meeting.Outcome.MET in said else said[0]


def _close_doors(meeting: Meeting) -> None:
    """Tell those at the door, and the desk that nobody waits. What was agreed is for those let in."""
    guests = list(meeting.participants.exclude(role=Participant.Role.ADVISER))
    for guest in guests:
        agreed = meeting.agreed if hears_agreed(guest) else ""
        cancelled = meeting.status == Meeting.Status.CANCELLED
        publish(guest.door_id, events.MeetingCancelled() if cancelled else events.MeetingEnded(agreed=agreed))
    gone: list[Event] = [events.DeskGone(participant=guest.pk) for guest in guests]
    publish(meeting.adviser.desk_id, *gone, events.DeskChanged(what="ended"))
    # The rest of its time is free again.
    spans = [(meeting.starts, meeting.ends)]
    plans_changed.send(sender=Meeting, adviser_id=meeting.adviser_id, spans=spans)


def cancel_meeting(*, meeting_id: int, by: Person) -> Meeting:
    """Cancel a meeting that nobody has been let in to; the client is told. Its link says so, kindly."""
    with transaction.atomic():
        meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
        call_off(meeting)
        audit(meeting, f"person:{by.pk}", "meeting.cancelled")
        return meeting


def call_off(meeting: Meeting) -> None:
    """A meeting whose room is locked does not take place. Everybody who has a link is told."""
    status = next_status(meeting, "cancel")
    if status is None:
        raise UserError("meeting.has_begun", _("This meeting has begun or is over. End it instead."))
    meeting.status, meeting.outcome, meeting.ended_at = status, Meeting.Outcome.CANCELLED, clock.now()
    meeting.calendar_sequence += 1
    meeting.save()
    meeting.participants.filter(group_seat__isnull=False).update(outcome=Meeting.Outcome.CANCELLED)
    publish(meeting.room_id, events.MeetingCancelled())
    _close_doors(meeting)
    meeting_over.send(sender=Meeting, meeting=meeting)
    tell_change(meeting, "cancelled")
    meeting_settled.send(sender=Meeting, meeting=meeting)


def require_called(of: Meeting | Participant, outcome: str) -> None:
    """Nobody "did not come" whom nobody phoned."""
    if outcome == Meeting.Outcome.DID_NOT_COME and not of.call_attempts.exists():
        raise UserError("outcome.call_first", _("Phone the client first. Then record whether they answered."))


def require_settleable(meeting: Meeting, by: Person, outcome: str) -> None:
    """A colleague tells what became of a meeting, but does not end one that goes on."""
    if outcome not in Meeting.Outcome.values:
        raise NotHere("outcome")
    if meeting.starts > clock.now():
        raise UserError("outcome.not_yet", _("The meeting has not begun. You can move or cancel it."))
    if meeting.status == Meeting.Status.CANCELLED:
        raise UserError("outcome.was_cancelled", _("This meeting was cancelled. Plan a new one."))
    if goes_on(meeting, clock.now()) and not may(Action.MEETING_END, standing_in(meeting, by)):
        raise UserError("outcome.under_way", _("The meeting still goes on. Its adviser ends it."))


def settle_outcome(*, meeting_id: int, by: Person, outcome: str) -> Meeting:
    """What became of it, in one tap. "Did not come" only after a call attempt."""
    with transaction.atomic():
        meeting = locked_meeting(meeting_id, by, Action.MEETING_OUTCOME)
        require_one(meeting)
        require_called(meeting, outcome)
        require_settleable(meeting, by, outcome)
        if not meeting.over:
            close(meeting)
        meeting.outcome = outcome
        meeting.save(update_fields=["outcome"])
        meeting_settled.send(sender=Meeting, meeting=meeting)
        audit(meeting, f"person:{by.pk}", "meeting.outcome_settled")
        return meeting
