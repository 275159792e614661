"""Places in a meeting and their links; telling everybody who has one what became of it."""

from secrets import token_hex

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import EVERY_WAY
from lasna.clients.services import address_by
from lasna.correspondence.models import Message
from lasna.correspondence.services import ToQueue, queue_message, withdraw_messages
from lasna.errors import NotHere, UserError
from lasna.kernel import keys
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import new_room
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.queries.rules import code_is_wanted
from lasna.meetings.services.locking import audit, locked_meeting, require_not_over
from lasna.meetings.services.reminding import plan_reminders
from lasna.meetings.signals import client_invited
from lasna.people.models import Person
from lasna.policy import Action


def invite_client(meeting: Meeting, *, asks_code: bool = True) -> None:
    """``asks_code``: if the rules say so; without it the link alone leads to the waiting room."""
    guest = Participant.objects.create(
        meeting=meeting,
        role=Participant.Role.CLIENT,
        client=meeting.one,
        name=meeting.one.name,
        door=new_room(Room.Kind.DOOR),
    )
    give_link(guest, asks_code=asks_code)
    client_invited.send(sender=Participant, participant=guest)


def give_link(participant: Participant, *, asks_code: bool = True) -> Invitation:
    """A link of their own. Whether it asks for a code is promised here."""
    meeting = participant.meeting
    invitation = Invitation.objects.create(
        participant=participant,
        token_hash=token_hex(32),
        needs_code=asks_code and code_is_wanted(meeting.organisation_id, meeting.office_id, meeting.type),
    )
    invitation.token_hash = keys.hashed(token_of(invitation))
    invitation.save(update_fields=["token_hash"])
    return invitation


def invitation_to(meeting: Meeting, participant_id: int | None = None, *, locked: bool = False) -> Invitation:
    """Somebody's invitation to this meeting; without a number that of its one client."""
    rows = Invitation.objects.select_for_update(of=("self",)) if locked else Invitation.objects
    rows = rows.select_related("participant__client", "participant__meeting").filter(
        participant__meeting=meeting
    )
    if participant_id is None:
        return rows.get(participant__role=Participant.Role.CLIENT, participant__client=meeting.one)
    invitation = (
        rows.exclude(participant__state=Participant.State.REMOVED).filter(participant=participant_id).first()
    )
    if invitation is None:
        raise NotHere("participant")
    return invitation


def token_of(invitation: Invitation) -> str:
    """The link's token, computed from keys that the database does not hold."""
    return keys.link_token("invitation", invitation.pk, invitation.version)


def send(invitation: Invitation, channel: str, *, kind: str) -> None:
    participant = invitation.participant
    meeting, addressee = participant.meeting, participant.addressee
    if participant.is_partner and not addressee.by(channel):
        raise UserError(
            "partner.no_address",
            _("There is no address for this. Choose another way, or add the person again."),
        )
    to_queue: ToQueue = {
        "version": invitation.version,
        "channel": channel,
        "address": address_by(channel, addressee),
        "language": addressee.language,
        "drop_after": meeting.ends,
    }
    if channel == Message.Channel.POST and participant.client is not None:
        to_queue["client"] = participant.client
        kind = _in_place_of_waiting(invitation, kind)
    if kind:
        queue_message(organisation=meeting.organisation, kind=kind, about=invitation.pk, **to_queue)
    invitation.sent_by = channel
    invitation.save(update_fields=["sent_by"])
    if kind in ("invitation", "changed"):
        plan_reminders(invitation, channel)


def _in_place_of_waiting(invitation: Invitation, kind: str) -> str:
    """A letter that nobody has posted yet gives way to the new one, which then is the first they hear of the
    meeting. Empty: there is nothing to say, for they have not heard of it at all."""
    told = Message.objects.filter(about=invitation.pk, kind__in=("invitation", "changed", "cancelled"))
    withdraw_messages(told.filter(channel=Message.Channel.POST))
    never_left = (Message.State.DROPPED, Message.State.FAILED)
    if kind == "invitation" or told.exclude(state__in=never_left).exists():
        return kind
    return "invitation" if kind == "changed" else ""


def send_link(*, meeting_id: int, by: Person, channel: str, participant_id: int | None = None) -> None:
    """Send somebody's link (again), by e-mail, SMS or letter; the code then goes by another."""
    with transaction.atomic():
        meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
        require_not_over(meeting)
        send(invitation_to(meeting, participant_id, locked=True), channel, kind="invitation")
        audit(meeting, f"person:{by.pk}", "meeting.link_sent")


def tell_change(meeting: Meeting, kind: str) -> None:
    """Everybody who was sent a link: the way it went; by the other where that address is gone."""
    invitations = Invitation.objects.filter(participant__meeting=meeting).exclude(
        participant__state=Participant.State.REMOVED
    )
    for invitation in invitations.select_related("participant__client").order_by("pk"):
        invitation.participant.meeting = meeting  # with the new time
        tell_one(invitation, kind)


def tell_one(invitation: Invitation, kind: str) -> None:
    if not invitation.sent_by:
        return
    way = invitation.participant.addressee.way(EVERY_WAY, first=invitation.sent_by)
    if way:
        send(invitation, way, kind=kind)
