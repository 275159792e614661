"""Signals between screens, and what is switched on at a seat."""

from lasna.kernel.live.commands import Nothing, command
from lasna.kernel.live.publish import signal
from lasna.kernel.live.visits import Visit
from lasna.meetings.access import participant_id_of
from lasna.policy import Action
from lasna.room import services
from lasna.room.protocol import SendSignal, TakeSeat, TellDevices
from lasna.room.queries import relay_is_set
from lasna.room.states import checked_signal


@command("signal.send", action=Action.SIGNAL_SEND, request=SendSignal, passing=True)
def send_signal(visit: Visit, request: SendSignal) -> None:
    body = checked_signal(request.signal, relay_only=relay_is_set())
    if body is not None:
        signal(visit.rooms[0], sender=visit.screen, to=request.to, body=body)


@command("seat.take", action=Action.SEAT_TAKE, request=TakeSeat)
def take(visit: Visit, request: Nothing) -> None:
    services.sit(visit=visit, take=True)


@command("meeting.leave", action=Action.MEETING_LEAVE)
def leave(visit: Visit, request: Nothing) -> None:
    services.leave(participant_id=participant_id_of(visit))


@command("seat.devices", action=Action.SEAT_DEVICES, request=TellDevices)
def devices(visit: Visit, request: TellDevices) -> None:
    services.tell_devices(visit=visit, camera=request.camera, microphone=request.microphone)
