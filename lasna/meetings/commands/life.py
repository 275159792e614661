"""Not letting in, words to the waiting, ending. Letting in is the room's: it carries an offer."""

from lasna.kernel.live.commands import command
from lasna.kernel.live.visits import Visit
from lasna.meetings import services
from lasna.meetings.access import host_of
from lasna.meetings.protocol import AboutParticipant, End, Say
from lasna.policy import Action


@command("meeting.deny", action=Action.MEETING_DENY, request=AboutParticipant)
def deny(visit: Visit, request: AboutParticipant) -> None:
    services.deny(participant_id=request.participant, by=host_of(visit)[1])


@command("meeting.say", action=Action.MEETING_SAY, request=Say)
def say(visit: Visit, request: Say) -> None:
    services.say(
        participant_id=request.participant,
        by=host_of(visit)[1],
        words=request.words,
        minutes_late=request.minutes_late,
    )


@command("meeting.end", action=Action.MEETING_END, request=End)
def end(visit: Visit, request: End) -> None:
    meeting_id, by = host_of(visit)
    services.end_meeting(meeting_id=meeting_id, by=by, agreed=request.agreed)
