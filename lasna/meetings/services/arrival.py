"""Coming: the adviser to the room, the client to the door and the waiting room."""

from datetime import timedelta

from django.db import transaction

from lasna.clients.models import Client
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live.publish import lock_room, publish
from lasna.kernel.names import plain_name
from lasna.kernel.words import plain_line
from lasna.meetings import events
from lasna.meetings.models import DoorSight, Meeting, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.services.hosting import got_up
from lasna.meetings.services.locking import locked_participant, require_not_over
from lasna.meetings.services.telling import tell_arrival, tell_step
from lasna.meetings.states import (
    KNOWN_IN_ROOM,
    door_is_open,
    next_state,
    next_status,
    seat_is_kept,
    shut_out,
)

GHOST_AFTER = timedelta(seconds=30)
"""Somebody waiting whose page has not been heard of for this long does not wait any more."""


def open_room(*, meeting_id: int) -> None:
    """The adviser has come: each time that they come back, too."""
    meeting = _of(meeting_id)
    # Nothing leads back to where one arrives from: who comes back needs no lock to know it.
    if next_status(meeting, "arrive") is not None:
        _open_room(meeting_id, meeting.room_id)


@transaction.atomic
def _open_room(meeting_id: int, room_id: int) -> None:
    lock_room(room_id)
    meeting = _of(meeting_id)
    status = next_status(meeting, "arrive")
    if status is None:
        return
    meeting.status, meeting.opened_at = status, clock.now()
    meeting.save(update_fields=["status", "opened_at"])
    publish(room_id, events.MeetingOpened())


_kept = Kept(lambda meeting: Meeting.objects.filter(pk=meeting), *some_ids(1))


def _of(meeting_id: int) -> Meeting:
    meeting = _kept.first(meeting_id)
    if meeting is None:
        raise NotHere("meeting")
    return meeting


@transaction.atomic
def come_to_door(*, participant_id: int) -> None:
    """A browser with the right cookie is at the door; away for too long, it starts there anew."""
    participant = locked_participant(participant_id)
    if participant.state == Participant.State.INVITED:
        _arrive(participant)
        return
    state = next_state(participant, "late")
    if state is None or seat_is_kept(participant, clock.now()):
        return
    participant.state, participant.seen_at = state, None
    participant.save(update_fields=["state", "seen_at"])
    got_up(participant)
    tell_step(participant)
    publish(participant.door_id, events.DoorStepped(state=state))


def _arrive(participant: Participant) -> None:
    """A colleague: signed in, so no code was asked for."""
    meeting = participant.meeting
    if participant.person is None or not door_is_open(meeting, clock.now()) or shut_out(participant, meeting):
        return
    participant.state = next_state(participant, "code") or participant.state
    participant.step = Participant.Step.CAMERA
    participant.save(update_fields=["state", "step"])
    tell_step(participant)
    publish(participant.door_id, events.DoorStepped(state=participant.state))


@transaction.atomic
def tell_beside(*, participant_id: int, names: list[str], with_client: bool | None = None) -> None:
    """Who else sits at this device. At the door the adviser alone hears it, in the room everybody.

    ``with_client``: a partner says whether the client does, to the adviser alone; None: nothing new of it.
    """
    participant = locked_participant(participant_id)
    require_not_over(participant.meeting)
    if participant.state in (Participant.State.DENIED, Participant.State.REMOVED):
        raise NotHere("participant")
    plain = [name for name in dict.fromkeys(map(plain_name, names)) if name]
    said = participant.with_client if with_client is None else with_client
    said = said and not participant.meeting.is_group  # there is no one client
    if said and not participant.is_partner:
        raise NotHere("participant")
    before = participant.beside_names, participant.with_client
    if (plain, said) == before:
        return
    participant.beside, participant.with_client = "\n".join(plain), said
    participant.save(update_fields=["beside", "with_client"])
    _tell_beside(participant, *before)


def _tell_beside(participant: Participant, names: list[str], said: bool) -> None:
    """``names`` and ``said``: as it was before."""
    in_room = participant.state in KNOWN_IN_ROOM
    if in_room and participant.beside_names != names:
        told = events.ParticipantBeside(participant=participant.pk, names=participant.beside_names)
        publish(participant.meeting.room_id, told)
    if not in_room or participant.with_client != said:
        tell_step(participant)
    if participant.role != Participant.Role.ADVISER:  # who has no door
        told_door = events.DoorBeside(names=participant.beside_names, with_client=participant.with_client)
        publish(participant.door_id, told_door)


def keep_waiting(participant_ids: list[int]) -> None:
    """Their pages are open: one statement for all."""
    Participant.objects.filter(pk__in=participant_ids).update(door_seen_at=clock.now())


def give_up_waiting() -> int:
    """Nobody waits whose page died without a word. Returns how many."""
    silent = Participant.objects.filter(
        state=Participant.State.WAITING, door_seen_at__lt=clock.now() - GHOST_AFTER
    ).values_list("pk", flat=True)
    gone = list(silent[:100])
    for participant_id in gone:
        went_from_door(participant_id=participant_id)
    return len(gone)


@transaction.atomic
def step(*, participant_id: int, said: Step) -> None:
    """The client has come this far; ready means: waiting."""
    participant = locked_participant(participant_id)
    if participant.meeting.over:
        return
    participant.camera, participant.microphone = said.camera, said.microphone
    participant.step = said.step
    participant.save(update_fields=["camera", "microphone", "step"])
    DoorSight.objects.create(participant=participant, what=_sight_of(said), at=clock.now())
    tell_step(participant)
    if said.step != "ready":
        return
    if not shut_out(participant, participant.meeting):
        wait(participant)
    if participant.client is not None:
        _keep_means(participant.client, said)


def _sight_of(said: Step) -> str:
    troubled = [state for state in (said.camera, said.microphone) if state in ("blocked", "missing", "busy")]
    return f"{said.step}_{troubled[0]}" if troubled else said.step


def _keep_means(client: Client, said: Step) -> None:
    """What the devices answered, with the day: tried, not guessed (N3)."""
    for name, state in (("means_camera", said.camera), ("means_microphone", said.microphone)):
        if state == "on":
            setattr(client, name, Client.YesNo.YES)
        elif state == "missing":
            setattr(client, name, Client.YesNo.NO)
    client.means_device = plain_line(said.device) or client.means_device
    client.means_tried_on = clock.now().date()
    client.save(update_fields=["means_camera", "means_microphone", "means_device", "means_tried_on"])


def wait(participant: Participant) -> None:
    """In the waiting room, and the desk knows it."""
    state = next_state(participant, "ready")
    if state is None:
        return
    now = clock.now()
    participant.state, participant.waiting_since, participant.seen_at = state, now, None
    participant.door_seen_at = now
    participant.save(update_fields=["state", "waiting_since", "seen_at", "door_seen_at"])
    meeting = participant.meeting
    publish(participant.door_id, events.DoorStepped(state=state))
    publish(
        meeting.room_id,
        events.ParticipantWaiting(
            participant=participant.pk,
            since=now.isoformat(),
            camera=participant.camera,
            microphone=participant.microphone,
        ),
    )
    tell_arrival(participant, meeting.adviser.desk_id)


@transaction.atomic
def went_from_door(*, participant_id: int) -> None:
    """The waiting person's page closed: the desk no longer says that they wait."""
    participant = locked_participant(participant_id)
    if participant.state != Participant.State.WAITING:
        return
    participant.state = Participant.State.ARRIVED
    participant.waiting_since = participant.seen_at = None
    participant.save(update_fields=["state", "waiting_since", "seen_at"])
    tell_step(participant)
    publish(participant.door_id, events.DoorStepped(state=participant.state))
    publish(participant.meeting.adviser.desk_id, events.DeskGone(participant=participant.pk))
