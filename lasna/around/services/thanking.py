"""Thanks after a meeting that was met: by rule of its type, or by the adviser's press. Once a meeting."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lasna.around.models import ThankedType
from lasna.around.queries.told import MAY_BE_THANKED, is_thanked, may_be_thanked, thanks_of, was_met
from lasna.correspondence.models import Message
from lasna.correspondence.services import queue_message, withdraw_messages
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.models import Invitation, Meeting, MeetingType, Participant
from lasna.meetings.services.locking import audit, locked_meeting
from lasna.organisation.services import own_organisation
from lasna.people.models import Person
from lasna.policy import Action

FIRST_SEEN_OVER = timedelta(minutes=10)
"""An outcome chosen by mistake is corrected before anything has left."""


def settle_thanks(meeting: Meeting) -> None:
    """In the transaction that settles the meeting: what waits of another outcome does not leave."""
    own = Invitation.objects.filter(participant__meeting=meeting, participant__role=Participant.Role.CLIENT)
    not_met = own.exclude(pk__in=_of_met(meeting).values("pk")).values("pk")
    withdraw_messages(Message.objects.filter(kind="thanks", about__in=not_met))
    if is_thanked(meeting.type_id) and may_be_thanked(meeting):
        for invitation in _of_met(meeting):
            _queue(invitation, wait=FIRST_SEEN_OVER)


def _of_met(meeting: Meeting) -> QuerySet[Invitation]:
    """Of the clients who were met: in a group, not everybody."""
    rows = Invitation.objects.filter(
        was_met(), participant__meeting=meeting, participant__role=Participant.Role.CLIENT
    ).exclude(participant__state=Participant.State.REMOVED)
    return rows.select_related("participant__client", "participant__meeting__organisation").order_by("pk")


def _queue(invitation: Invitation, *, wait: timedelta = timedelta()) -> bool:
    """Whether there is an address, and nobody was thanked before."""
    addressee, now = invitation.participant.addressee, clock.now()
    way = addressee.way(first=invitation.sent_by)
    if not way or thanks_of(invitation):
        return False
    queue_message(
        organisation=invitation.participant.meeting.organisation,
        kind="thanks",
        about=invitation.pk,
        version=invitation.version,
        channel=way,
        address=addressee.by(way),
        language=addressee.language,
        due_at=now + wait,
        drop_after=now + MAY_BE_THANKED,
    )
    return True


@transaction.atomic
def send_thanks(*, meeting_id: int, by: Person) -> None:
    """Now, by one press."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_OUTCOME)
    if not may_be_thanked(meeting):
        raise UserError("thanks.not_met", _("Thanks are sent after a meeting that was met, within two days."))
    if not any([_queue(invitation) for invitation in _of_met(meeting)]):
        raise UserError("thanks.sent", _("Thanks have been sent already, or there is no address for them."))
    audit(meeting, f"person:{by.pk}", "meeting.thanks_sent")


@transaction.atomic
def say_thanked(*, by: Person, types: set[int]) -> None:
    """After meetings of these types clients are thanked by themselves; of what waits nothing changes."""
    organisation = own_organisation(by)
    own = MeetingType.objects.filter(organisation=organisation, pk__in=types)
    ThankedType.objects.filter(type__organisation=organisation).exclude(type__in=own).delete()
    for type in own:
        ThankedType.objects.get_or_create(type=type)
    record(
        chain=organisation.pk,
        who=f"person:{by.pk}",
        deed="organisation.thanks_changed",
        subject="organisation",
        ids=[organisation.pk],
    )
