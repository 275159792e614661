"""Reminders: which an organisation wants, which wait, and whether one may leave."""

from datetime import timedelta

from django.db.models import QuerySet

from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.meetings.models import Invitation
from lasna.meetings.states import REMINDERS
from lasna.people.models import Organisation

KINDS = tuple(f"reminder_{name}" for name in REMINDERS)
MOST_A_DAY = 2
"""To one address, whatever they are about."""
_TOOK = (Message.State.SENT, Message.State.DELIVERED, Message.State.UNKNOWN)


def reminders_of(organisation: Organisation) -> list[str]:
    """Names of ``REMINDERS``, the earliest first."""
    wanted = organisation.reminders.split(",")
    return [name for name in REMINDERS if name in wanted]


def messages_waiting(invitation: Invitation, *, settled: bool = False) -> QuerySet[Message]:
    """Reminders of a meeting that wait for their moment; ``settled``: and those that do not."""
    messages = Message.objects.filter(kind__in=KINDS, about=invitation.pk)
    return messages if settled else messages.filter(state=Message.State.PENDING, lease_until=None)


def may_be_sent(message: Message, invitation: Invitation) -> bool:
    """Still about this time, still wanted, and not one too many for a day."""
    meeting = invitation.participant.meeting
    wanted = message.kind.removeprefix("reminder_") in reminders_of(meeting.organisation)
    if meeting.over or message.drop_after != meeting.starts or not wanted:
        return False
    since = clock.now() - timedelta(hours=20)
    today = Message.objects.filter(
        kind__in=KINDS, address=message.address, state__in=_TOOK, due_at__gte=since
    )
    return today.count() < MOST_A_DAY
