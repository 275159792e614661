"""Letting in, leaving, ending."""

from lasna.kernel.live.commands import command
from lasna.kernel.live.publish import signal
from lasna.kernel.live.visits import Visit
from lasna.meetings import services
from lasna.meetings.access import host_of
from lasna.meetings.protocol import AboutParticipant, Admit, End, Say
from lasna.policy import Action


@command("meeting.admit", action=Action.MEETING_ADMIT, request=Admit)
def admit(visit: Visit, request: Admit) -> None:
    """The host's offer travels with the admission: one message to join."""
    _meeting_id, by = host_of(visit)
    guest = services.admit(participant_id=request.participant, by=by, offered=request.offer is not None)
    if request.offer is not None:
        signal(guest.door_id, sender=visit.screen, to="", body=request.offer)


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
