"""Reminders: which an organisation wants, which wait, and whether one may leave."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from lasna.correspondence.models import Message
from lasna.meetings.models import Invitation
from lasna.meetings.states import REMINDERS
from lasna.people.models import Organisation

KINDS = tuple(f"reminder_{name}" for name in REMINDERS)
AROUND = ("task", "thanks")
"""Sent by the package of that name, about an invitation too."""
COUNTED = (*KINDS, "task")
"""Of these a client gets so many a day at most."""
NATIONAL = "national"
"""In place of ``day``: a message of somebody else comes the day before, and ours does not."""
_NOT_TAKEN = (Message.State.FAILED, Message.State.DROPPED)


def reminders_of(organisation: Organisation) -> list[str]:
    """Names of ``REMINDERS``, the earliest first."""
    wanted = organisation.reminders.split(",")
    return [name for name in REMINDERS if name in wanted]


def messages_waiting(invitation: Invitation, *, settled: bool = False) -> QuerySet[Message]:
    """Reminders of a meeting that wait for their moment; ``settled``: and those that do not."""
    messages = Message.objects.filter(kind__in=KINDS, about=invitation.pk)
    return messages if settled else messages.filter(state=Message.State.PENDING, lease_until=None)


def may_be_sent(message: Message, invitation: Invitation) -> bool:
    """Still about this time, still wanted, and not one too many for the client's day."""
    meeting = invitation.participant.meeting
    wanted = message.kind.removeprefix("reminder_") in reminders_of(meeting.organisation)
    if meeting.over or invitation.participant.gave_up or message.drop_after != meeting.starts or not wanted:
        return False
    return _before_it(message, invitation).count() < meeting.organisation.reminders_a_day


def _before_it(message: Message, invitation: Invitation) -> QuerySet[Message]:
    """Reminders and tasks to the same client, whatever their way, that are due before it on its day. Those
    that wait or leave at this moment count too: two workers do not both send the last one."""
    earlier = Q(due_at__lt=message.due_at) | Q(due_at=message.due_at, pk__lt=message.pk)
    return counted_on_day(invitation, message.due_at).filter(earlier)


def counted_on_day(invitation: Invitation, at: datetime) -> QuerySet[Message]:
    """Reminders and tasks to this client on the day of ``at``, sent, leaving or still to leave."""
    participant = invitation.participant
    first, last = _day_of(at, participant.meeting.zone)
    doors = Invitation.objects.filter(participant__client=participant.client_id)
    own = Message.objects.filter(kind__in=COUNTED, about__in=doors.values("pk"))
    return own.exclude(state__in=_NOT_TAKEN).filter(due_at__gte=first, due_at__lt=last)


def _day_of(at: datetime, zone: str) -> tuple[datetime, datetime]:
    local = at.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return local, (local + timedelta(days=1, hours=2)).replace(hour=0)
