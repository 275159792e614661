"""Over to the phone, and back."""

from lasna.kernel.live.commands import Nothing, command
from lasna.kernel.live.visits import Visit
from lasna.meetings import services
from lasna.meetings.access import host_of, participant_id_of
from lasna.meetings.protocol import GivePhoneReason, TellCallTried
from lasna.policy import Action


@command("meeting.move_to_phone", action=Action.MEETING_MOVE_TO_PHONE)
def move_to_phone(visit: Visit, request: Nothing) -> None:
    services.move_to_phone(participant_id=participant_id_of(visit))


@command("meeting.phone_reason", action=Action.MEETING_PHONE_REASON, request=GivePhoneReason)
def phone_reason(visit: Visit, request: GivePhoneReason) -> None:
    meeting_id, by = host_of(visit)
    services.give_phone_reason(meeting_id=meeting_id, by=by, reason=request.reason)


@command("meeting.want_video", action=Action.MEETING_WANT_VIDEO)
def want_video(visit: Visit, request: Nothing) -> None:
    services.want_video(participant_id=participant_id_of(visit))


@command("meeting.hear_video", action=Action.MEETING_HEAR_VIDEO)
def hear_video(visit: Visit, request: Nothing) -> None:
    services.hear_video(participant_id=participant_id_of(visit))


@command("meeting.call_tried", action=Action.MEETING_CALL_ATTEMPT, request=TellCallTried)
def call_tried(visit: Visit, request: TellCallTried) -> None:
    meeting_id, by = host_of(visit)
    services.record_call_attempt(meeting_id=meeting_id, by=by, answered=request.answered)
