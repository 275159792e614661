"""At the door, from both sides of it."""

from lasna.kernel.live.commands import Nothing, command
from lasna.kernel.live.visits import Visit
from lasna.meetings import services
from lasna.meetings.access import host_of, participant_id_of
from lasna.meetings.protocol import AboutSomebody, ReadCode, SendLink, Step, TellBeside, Vouch
from lasna.policy import Action


@command("door.step", action=Action.DOOR_STEP, request=Step)
def step(visit: Visit, request: Step) -> None:
    services.step(participant_id=participant_id_of(visit), said=request)


@command("door.ask_call", action=Action.DOOR_ASK_CALL)
def ask_call(visit: Visit, request: Nothing) -> None:
    services.ask_call(participant_id=participant_id_of(visit))


@command("participant.beside", action=Action.PARTICIPANT_BESIDE, request=TellBeside)
def beside(visit: Visit, request: TellBeside) -> None:
    services.tell_beside(
        participant_id=participant_id_of(visit), names=request.names, with_client=request.with_client
    )


@command("meeting.send_link", action=Action.MEETING_ADMIT, request=SendLink)
def send_link(visit: Visit, request: SendLink) -> None:
    meeting_id, by = host_of(visit)
    services.send_link(
        meeting_id=meeting_id, by=by, channel=request.channel, participant_id=request.participant
    )


@command("meeting.vouch", action=Action.MEETING_VOUCH, request=Vouch)
def vouch(visit: Visit, request: Vouch) -> None:
    meeting_id, by = host_of(visit)
    services.vouch(meeting_id=meeting_id, by=by, how=request.how, participant_id=request.participant)


@command("meeting.read_code", action=Action.MEETING_VOUCH, request=AboutSomebody)
def read_code(visit: Visit, request: AboutSomebody) -> ReadCode:
    meeting_id, by = host_of(visit)
    code = services.read_code(meeting_id=meeting_id, by=by, participant_id=request.participant)
    return ReadCode(code=code)
