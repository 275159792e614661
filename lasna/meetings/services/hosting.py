"""The hosted seat: the client sits at a partner's device, without a link, a code or a device of their own.

Nobody but the adviser seats the client there, who sees or hears them. The partner may say that the client is
with them, which is a word and nothing more.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.live.publish import ask_anew, publish
from lasna.meetings import events
from lasna.meetings.models import DoorSight, Participant
from lasna.meetings.services.companions import companion_goes_with
from lasna.meetings.services.life import admitted, meet
from lasna.meetings.services.locking import (
    audit,
    locked_meeting,
    locked_partner,
    place_of_client,
    require_not_over,
)
from lasna.meetings.services.telling import tell_step
from lasna.meetings.signals import put_out
from lasna.meetings.states import next_state, state_at_door
from lasna.people.models import Person
from lasna.policy import Action


@transaction.atomic
def begin_hosting(*, participant_id: int, by: Person) -> None:
    """The client takes part at this partner's device from now on, who is in the room already."""
    partner = locked_partner(participant_id, by, Action.MEETING_HOSTING)
    meeting = partner.meeting
    if partner.by_phone or partner.state != Participant.State.PRESENT:
        raise UserError(
            "hosting.not_in_room",
            _("This person is not in the room now. Let them in first, and look who is with them."),
        )
    client = _client_of(partner)
    if client.hosted_by_id == partner.pk and client.state == Participant.State.PRESENT:
        return
    state = next_state(client, "host")
    if state is None:
        raise UserError(
            "hosting.own_device",
            _("The client is here at a device of their own, or waits at one. Let them in, or do not, first."),
        )
    client.state, client.hosted_by, client.asks_call = state, partner, False
    client.save(update_fields=["state", "hosted_by", "asks_call"])
    partner.hosted_at, partner.with_client = clock.now(), False
    partner.save(update_fields=["hosted_at", "with_client"])
    channel = meet(meeting)
    publish(meeting.room_id, admitted(client), *channel)
    tell_step(partner)
    publish(client.door_id, events.DoorStepped(state=state_at_door(client)))
    put_out.send(sender=Participant, participant=client)  # of a seat of their own that was kept
    ask_anew(f"participant:{client.pk}")  # a browser that was let in before waits, should it come back
    publish(partner.door_id, events.DoorBeside(names=partner.beside_names))
    publish(by.desk_id, events.DeskGone(participant=client.pk))
    DoorSight.objects.create(participant=client, what="hosted", at=clock.now())
    audit(meeting, f"person:{by.pk}", "meeting.client_hosted")


def _client_of(partner: Participant) -> Participant:
    client = place_of_client(partner.meeting)
    client.meeting = partner.meeting
    return client


@transaction.atomic
def refuse_hosting(*, participant_id: int, by: Person) -> None:
    """The adviser does not see the client there. The partner may say it again."""
    partner = locked_partner(participant_id, by, Action.MEETING_HOSTING)
    _forget_word(partner)


@transaction.atomic
def end_hosting(*, meeting_id: int, by: Person) -> None:
    """The client does not sit at anybody else's device any more."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_HOSTING)
    require_not_over(meeting)
    client = place_of_client(meeting)
    if client.hosted_by_id is None:
        return
    client.meeting = meeting
    _leave(client)
    audit(meeting, f"person:{by.pk}", "meeting.hosting_ended")


def got_up(participant: Participant) -> None:
    """Not in the room any more: neither is another device of theirs, nor who sat at a partner's device.

    With the room locked.
    """
    companion_goes_with(participant)
    if not participant.is_partner:
        return
    _forget_word(participant)
    for client in Participant.objects.filter(meeting=participant.meeting_id, hosted_by=participant):
        client.meeting = participant.meeting
        _leave(client)


def _forget_word(partner: Participant) -> None:
    if not partner.with_client:
        return
    partner.with_client = False
    partner.save(update_fields=["with_client"])
    tell_step(partner)
    publish(partner.door_id, events.DoorBeside(names=partner.beside_names))


def _leave(client: Participant) -> None:
    """No seat is kept: they had none. A browser of their own at the door goes on standing there."""
    left = next_state(client, "unhost")
    client.state = left or client.state
    client.hosted_by = client.away_since = None
    client.save(update_fields=["state", "hosted_by", "away_since"])
    publish(client.meeting.room_id, events.ParticipantLeft(participant=client.pk))
    if left is None:
        tell_step(client)
    else:
        publish(client.door_id, events.DoorStepped(state=left))
    DoorSight.objects.create(participant=client, what="hosting_ended", at=clock.now())
