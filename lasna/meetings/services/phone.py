"""Over to the phone, and back: the same meeting, nothing lost."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.live.events import Event
from lasna.kernel.live.publish import publish
from lasna.meetings import events
from lasna.meetings.models import CallAttempt, Leg, Meeting, Participant
from lasna.meetings.queries.snapshots import number_called_from
from lasna.meetings.services.life import begin, open_leg
from lasna.meetings.services.locking import (
    audit,
    locked_meeting,
    locked_participant,
    place_of_client,
    require_not_over,
    require_one,
)
from lasna.meetings.states import next_status
from lasna.people.models import Person
from lasna.policy import Action


@transaction.atomic
def move_to_phone(*, participant_id: int) -> None:
    """The meeting goes on by phone. Pressed twice, or by both at once, it happens once.

    Whatever ways its type allows: they bind what is agreed on, and the phone is the rescue (N26).
    """
    participant = locked_participant(participant_id)
    meeting = participant.meeting
    _require_of_two(meeting)
    leg = open_leg(meeting)
    if leg is not None and leg.channel == Channel.PHONE:
        _stay_on_phone(meeting, participant)
        return
    now = clock.now()
    if leg is not None:
        leg.ended = now
        leg.save(update_fields=["ended"])
    Leg.objects.create(meeting=meeting, channel=Channel.PHONE, began=now, began_by=participant.role)
    if next_status(meeting, "phone"):
        begin(meeting)
    number = number_called_from(meeting)
    guest = place_of_client(meeting)
    moved = events.MovedToPhone(by=participant.pk, since=now.isoformat(), calls_from=number)
    publish(meeting.room_id, moved, *was_phoned(guest))
    publish(guest.door_id, events.DoorCallComing(calls_from=number))
    who = f"participant:{participant.pk}" if participant.client_id else f"person:{participant.person_id}"
    audit(meeting, who, "meeting.moved_to_phone")


def _require_of_two(meeting: Meeting) -> None:
    require_not_over(meeting)
    if meeting.is_group:
        raise UserError("group.no_phone", _("A group does not go over to the phone. The video goes on."))


def _stay_on_phone(meeting: Meeting, participant: Participant) -> None:
    """On the way back to video somebody pressed phone again: the call was never left."""
    if not meeting.video_wanted:
        return
    leg = open_leg(meeting)
    meeting.video_wanted = False
    meeting.save(update_fields=["video_wanted"])
    since = leg.began if leg else clock.now()
    publish(
        meeting.room_id,
        events.MovedToPhone(
            by=participant.pk, since=since.isoformat(), calls_from=number_called_from(meeting)
        ),
    )


@transaction.atomic
def give_phone_reason(*, meeting_id: int, by: Person, reason: str) -> None:
    """Why the meeting went over to phone, in one tap. May be changed."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_PHONE_REASON)
    leg = meeting.legs.filter(channel=Channel.PHONE).last()
    if leg is None:
        raise UserError("phone.not_on_phone", _("The meeting is not on the phone."))
    leg.reason = reason
    leg.save(update_fields=["reason"])
    publish(meeting.room_id, events.PhoneReasonGiven(reason=reason))


@transaction.atomic
def want_video(*, participant_id: int) -> None:
    """Back to video: both connect while the call goes on."""
    participant = locked_participant(participant_id)
    meeting = participant.meeting
    require_not_over(meeting)
    leg = open_leg(meeting)
    if leg is None or leg.channel != Channel.PHONE or meeting.video_wanted:
        return
    meeting.video_wanted = True
    meeting.save(update_fields=["video_wanted"])
    publish(meeting.room_id, events.VideoWanted(by=participant.pk))


@transaction.atomic
def hear_video(*, participant_id: int) -> None:
    """The sound works on video: from now on the meeting is by video, and the call may end."""
    participant = locked_participant(participant_id)
    meeting = participant.meeting
    leg = open_leg(meeting)
    if meeting.over or not meeting.video_wanted or leg is None:
        return
    now = clock.now()
    leg.ended = now
    leg.save(update_fields=["ended"])
    Leg.objects.create(meeting=meeting, channel=Channel.VIDEO, began=now, began_by=participant.role)
    meeting.video_wanted = False
    meeting.save(update_fields=["video_wanted"])
    publish(meeting.room_id, events.BackOnVideo(since=now.isoformat()))


@transaction.atomic
def record_call_attempt(*, meeting_id: int, by: Person, answered: bool) -> None:
    """The adviser phoned. Answered or not, it is on record: without it nobody "did not come"."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CALL_ATTEMPT)
    require_one(meeting)
    result = CallAttempt.Result.ANSWERED if answered else CallAttempt.Result.NO_ANSWER
    CallAttempt.objects.create(meeting=meeting, by=by, at=clock.now(), result=result)
    publish(
        meeting.room_id,
        events.CallTried(answered=answered, attempts=meeting.call_attempts.count()),
        *was_phoned(place_of_client(meeting)),
    )
    audit(meeting, f"person:{by.pk}", "meeting.call_attempted")


def was_phoned(guest: Participant) -> list[Event]:
    """Whoever asked to be phoned asks no more."""
    if not guest.asks_call:
        return []
    guest.asks_call = False
    guest.save(update_fields=["asks_call"])
    return [events.ParticipantAsksCall(participant=guest.pk, asks=False)]
