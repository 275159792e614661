"""A companion: another device of somebody in the room, in the same place. Its picture comes beside theirs.

The sound of both is at one of them, so that nobody hears an echo.
"""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import new_room, publish
from lasna.meetings import events
from lasna.meetings.access import companion_to_join
from lasna.meetings.models import Participant
from lasna.meetings.services.locking import audit, locked_participant, require_not_over
from lasna.meetings.signals import put_out
from lasna.meetings.states import next_state, seat_is_kept
from lasna.people.models import Person


@transaction.atomic
def invite_companion(*, participant_id: int) -> Participant:
    """A place for another device of this person, who is in the room. A link given before is worth nothing."""
    owner = locked_participant(participant_id)
    require_not_over(owner.meeting)
    if owner.state != Participant.State.PRESENT or owner.hosted_by_id is not None:
        raise NotHere("participant")
    companion = Participant.objects.filter(companion_of=owner).first()
    if companion is None:
        return Participant.objects.create(
            meeting=owner.meeting,
            role=Participant.Role.COMPANION,
            companion_of=owner,
            language=owner.addressee.language,
            door=new_room(Room.Kind.DOOR),
            invited_at=clock.now(),
        )
    if companion.state not in (Participant.State.INVITED, Participant.State.REMOVED):
        raise UserError("companion.there", _("Another device is here already. Remove it first."))
    companion.state = next_state(companion, "invite") or companion.state
    companion.door_version += 1
    companion.invited_at = clock.now()
    companion.save(update_fields=["state", "door_version", "invited_at"])
    return companion


@transaction.atomic
def join_as_companion(*, token: str) -> Participant:
    """This browser is the other device from now on, straight in the room: its owner asked for it there."""
    known = companion_to_join(token)
    companion = locked_participant(known.pk)
    owner = companion.companion_of
    state = next_state(companion, "join")
    used = companion.door_version != known.door_version
    if owner is None or state is None or used or not seat_is_kept(owner, clock.now()):
        raise NotHere("companion")
    require_not_over(companion.meeting)
    if companion.meeting.locked_at is not None:
        raise UserError(
            "meeting.locked_to_devices", _("The room is locked. Ask the adviser to unlock it first.")
        )
    companion.state, companion.admitted_at, companion.has_sound = state, clock.now(), False
    companion.door_version += 1
    companion.save(update_fields=["state", "admitted_at", "has_sound", "door_version"])
    publish(
        companion.meeting.room_id,
        events.ParticipantAdmitted(
            participant=companion.pk, role=companion.role, name=owner.name, companion_of=owner.pk
        ),
    )
    audit(companion.meeting, companion.who, "meeting.companion_joined")
    return companion


@transaction.atomic
def end_companion(*, participant_id: int, by: int, host: Person | None = None) -> None:
    """The device goes: by itself, by its owner, or by the adviser (``host``). ``by``: their own place."""
    # Asked of theirs alone: a stranger's try must not wait for, or hold, the lock of a meeting that goes on.
    theirs = Q(companion_of=by) | Q(pk=by, companion_of__isnull=False)
    if host is not None:
        theirs |= Q(meeting__adviser=host, companion_of__isnull=False)
    if not Participant.objects.filter(theirs, pk=participant_id).exists():
        raise NotHere("companion")
    companion = locked_participant(participant_id)
    if _end(companion) and host is not None and companion.companion_of_id != by:
        audit(companion.meeting, f"person:{host.pk}", "meeting.companion_removed")


def where_sound_is(person: Participant) -> Participant:
    """The device of theirs whose microphone is heard."""
    other = Participant.objects.filter(
        companion_of=person, has_sound=True, state=Participant.State.PRESENT
    ).first()
    return other or person


def companion_goes_with(owner: Participant) -> None:
    """Its owner is not in the room any more. With the room locked."""
    companion = Participant.objects.filter(companion_of=owner).first()
    if companion is not None:
        companion.meeting = owner.meeting
        _end(companion)


def _end(companion: Participant) -> bool:
    """False: it was not here."""
    state = next_state(companion, "remove")
    if state is None:
        return False
    companion.state, companion.has_sound = state, False
    companion.door_version += 1
    companion.save(update_fields=["state", "has_sound", "door_version"])
    put_out.send(sender=Participant, participant=companion)
    publish(companion.meeting.room_id, events.ParticipantRemoved(participant=companion.pk))
    publish(companion.door_id, events.DoorRemoved())
    return True


@transaction.atomic
def move_sound(*, participant_id: int, here: bool) -> None:
    """Microphone and loudspeaker are at this device from now on, and off at the other one; or not ``here``.

    Nobody opens another device's microphone: a companion may give the sound back, its owner may not send it.
    """
    device = locked_participant(participant_id)
    require_not_over(device.meeting)
    is_companion = device.role == Participant.Role.COMPANION
    companion = device if is_companion else Participant.objects.filter(companion_of=device).first()
    if companion is None or not (is_companion or here):
        raise NotHere("companion")
    there = here == is_companion
    if companion.has_sound == there:
        return
    companion.has_sound = there
    companion.save(update_fields=["has_sound"])
    publish(device.meeting.room_id, events.SoundMoved(participant=companion.pk, here=there))
