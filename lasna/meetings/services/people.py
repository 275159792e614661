"""What the adviser may do with who is in the room: hold, remove, ask to mute, lock."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.live.publish import publish
from lasna.meetings import events
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.services.arrival import wait
from lasna.meetings.services.companions import where_sound_is
from lasna.meetings.services.hosting import got_up
from lasna.meetings.services.life import admitted, require_welcome
from lasna.meetings.services.locking import (
    audit,
    locked_guest,
    locked_meeting,
    locked_partner,
    require_not_over,
)
from lasna.meetings.services.telling import tell_step
from lasna.meetings.signals import put_out
from lasna.meetings.states import next_state
from lasna.people.models import Person
from lasna.policy import Action


@transaction.atomic
def hold(*, participant_id: int, by: Person) -> None:
    """Back to waiting: nobody sees or hears them, and they see and hear nobody."""
    participant = locked_guest(participant_id, by, Action.MEETING_HOLD)
    if next_state(participant, "hold") is None:
        raise _not_in_room()
    put_to_wait(participant)
    audit(participant.meeting, f"person:{by.pk}", "meeting.held")


def _not_in_room() -> UserError:
    return UserError("participant.not_in_room", _("This person is not in the room now."))


def put_to_wait(participant: Participant) -> None:
    """With the room locked. Their screens get a fresh welcome at the door."""
    participant.state = next_state(participant, "hold") or participant.state
    participant.waiting_since = participant.seen_at = participant.away_since = None
    participant.save(update_fields=["state", "waiting_since", "seen_at", "away_since"])
    put_out.send(sender=Participant, participant=participant)
    got_up(participant)
    publish(participant.meeting.room_id, events.ParticipantHeld(participant=participant.pk))
    publish(participant.door_id, events.DoorHeld())


@transaction.atomic
def remove(*, participant_id: int, by: Person) -> None:
    """No longer of this meeting: neither link nor cookie opens anything of it any more."""
    partner = locked_partner(participant_id, by, Action.MEETING_REMOVE)
    state = next_state(partner, "remove")
    if state is None:
        return
    partner.state, partner.waiting_since, partner.asks_call = state, None, False
    partner.door_version += 1
    partner.save(update_fields=["state", "waiting_since", "asks_call", "door_version"])
    Invitation.objects.filter(participant=partner).update(
        code_hash="", code_until=None, tries_left=0, vouched_until=None, demo_code_hash=""
    )
    put_out.send(sender=Participant, participant=partner)
    got_up(partner)
    publish(partner.meeting.room_id, events.ParticipantRemoved(participant=partner.pk))
    publish(partner.door_id, events.DoorRemoved())
    publish(partner.meeting.adviser.desk_id, events.DeskGone(participant=partner.pk))
    audit(partner.meeting, f"person:{by.pk}", "meeting.partner_removed")


@transaction.atomic
def connect_by_phone(*, participant_id: int, by: Person) -> None:
    """The interpreter whom the adviser has on the phone takes part from now on."""
    partner = locked_partner(participant_id, by, Action.MEETING_ADMIT)
    state = next_state(partner, "phone") if partner.by_phone else None
    if state is None:
        raise UserError("participant.not_waiting", _("This person is not waiting now."))
    require_welcome(partner)
    partner.state, partner.admitted_at = state, partner.admitted_at or clock.now()
    partner.save(update_fields=["state", "admitted_at"])
    publish(partner.meeting.room_id, admitted(partner))
    audit(partner.meeting, f"person:{by.pk}", "meeting.admitted")


@transaction.atomic
def ask_mute(*, participant_id: int, by: Person) -> None:
    """A wish, told to that person alone. Nobody's microphone is switched by another."""
    participant = locked_guest(participant_id, by, Action.MEETING_ASK_MUTE)
    if participant.state != Participant.State.PRESENT or participant.by_phone or participant.hosted_by_id:
        raise _not_in_room()
    publish(where_sound_is(participant).door_id, events.DoorMuteAsked())


@transaction.atomic
def lock(*, meeting_id: int, by: Person, locked: bool) -> None:
    """Nobody new arrives or is let in; whoever was ever in may come back."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_LOCK)
    require_not_over(meeting)
    if (meeting.locked_at is not None) == locked:
        return
    meeting.locked_at = clock.now() if locked else None
    meeting.save(update_fields=["locked_at"])
    publish(meeting.room_id, events.MeetingLocked(locked=locked))
    for guest in _new_ones(meeting):
        if locked:
            _shut(guest)
        else:
            _open(guest)
    audit(meeting, f"person:{by.pk}", "meeting.locked" if locked else "meeting.unlocked")


def _new_ones(meeting: Meeting) -> list[Participant]:
    guests = meeting.participants.filter(admitted_at=None).exclude(role=Participant.Role.ADVISER)
    return list(guests.exclude(state=Participant.State.REMOVED).order_by("pk"))


def _shut(guest: Participant) -> None:
    state = next_state(guest, "shut")
    publish(guest.door_id, events.DoorLocked(locked=True))
    if state is None:
        return
    guest.state, guest.waiting_since, guest.seen_at = state, None, None
    guest.save(update_fields=["state", "waiting_since", "seen_at"])
    tell_step(guest)
    publish(guest.door_id, events.DoorStepped(state=state))
    publish(guest.meeting.adviser.desk_id, events.DeskGone(participant=guest.pk))


def _open(guest: Participant) -> None:
    """Who stood ready before the locked room waits again."""
    publish(guest.door_id, events.DoorLocked(locked=False))
    if guest.state == Participant.State.ARRIVED and guest.step == Participant.Step.READY:
        wait(guest)
