"""Letting in with an offer, signals between screens, and what is switched on or shown at a seat."""

from django.db import transaction

from lasna.kernel.live.commands import Nothing, command
from lasna.kernel.live.publish import signal
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.access import host_of, participant_id_of
from lasna.meetings.protocol import Admit
from lasna.policy import Action, Standing
from lasna.room import services
from lasna.room.adapters.legs import end_legs_of
from lasna.room.protocol import SendSignal, ShareScreen, TakeSeat, TellDevices
from lasna.room.queries import relay_is_set, require_room_for
from lasna.room.states import checked_signal


@command("meeting.admit", action=Action.MEETING_ADMIT, request=Admit)
def admit(visit: Visit, request: Admit) -> None:
    """The host's offer travels with the admission: one message to join. It is checked as every signal is."""
    offer = None
    if request.offer is not None:
        offer = checked_signal(request.offer, relay_only=relay_is_set())
    meeting_id, adviser = host_of(visit)
    require_room_for(meeting_id, request.participant)
    guest = meetings.admit(participant_id=request.participant, by=adviser, offered=offer is not None)
    if offer is not None:
        signal(guest.door_id, sender=visit.screen, to="", body=offer)


@command("signal.send", action=Action.SIGNAL_SEND, request=SendSignal, passing=True)
def send_signal(visit: Visit, request: SendSignal) -> None:
    body = checked_signal(request.signal, relay_only=relay_is_set(), to=request.to)
    if body is not None:
        signal(visit.rooms[0], sender=visit.screen, to=request.to, body=body)


@command("seat.take", action=Action.SEAT_TAKE, request=TakeSeat)
def take(visit: Visit, request: Nothing) -> None:
    services.sit(visit=visit, take=True)


@command("meeting.leave", action=Action.MEETING_LEAVE)
def leave(visit: Visit, request: Nothing) -> None:
    if visit.standing == Standing.COMPANION:
        own = participant_id_of(visit)
        meetings.end_companion(participant_id=own, by=own)
        return
    with transaction.atomic():
        end_legs_of(services.leave(participant_id=participant_id_of(visit)))


@command("seat.devices", action=Action.SEAT_DEVICES, request=TellDevices)
def devices(visit: Visit, request: TellDevices) -> None:
    services.tell_devices(visit=visit, camera=request.camera, microphone=request.microphone)


@command("seat.share", action=Action.SEAT_SHARE, request=ShareScreen)
def share(visit: Visit, request: ShareScreen) -> None:
    services.share_screen(visit=visit, sharing=request.sharing)
