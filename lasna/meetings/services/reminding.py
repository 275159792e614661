"""Reminders: rows of the outbox that wait for their moment. A moved meeting has others, a cancelled one
none."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lasna.correspondence.models import Message
from lasna.correspondence.services import queue_message, withdraw_messages
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.queries.reminders import KINDS, NATIONAL, messages_waiting, reminders_of
from lasna.meetings.states import REMINDERS, SOONEST_REMINDER, reminder_at
from lasna.organisation.services import own_organisation
from lasna.people.models import Organisation, Person

TOLD = ("invitation", "changed", "cancelled")


def plan_reminders(invitation: Invitation, channel: str) -> None:
    """By ``channel``, in place of those that wait. Only the client is reminded, and not who got a letter: the
    code comes by their other ways, and a reminder has the link."""
    if invitation.participant.role != Participant.Role.CLIENT:
        return
    meeting = invitation.participant.meeting
    withdraw_messages(messages_waiting(invitation))
    if channel == Message.Channel.POST:
        return
    for name in reminders_of(meeting.organisation):
        _plan_one(invitation, meeting, channel, name)


def _plan_one(invitation: Invitation, meeting: Meeting, channel: str, name: str) -> None:
    """Too near to the invitation, or on its way already: not another one."""
    due = reminder_at(name, meeting.starts, meeting.zone)
    on_its_way = messages_waiting(invitation, settled=True).filter(
        kind=f"reminder_{name}", drop_after=meeting.starts
    )
    if due < clock.now() + SOONEST_REMINDER or on_its_way.exists():
        return
    addressee = invitation.participant.addressee
    queue_message(
        organisation=meeting.organisation,
        kind=f"reminder_{name}",
        about=invitation.pk,
        version=invitation.version,
        channel=channel,
        address=addressee.by(channel),
        language=addressee.language,
        due_at=due,
        drop_after=meeting.starts,
    )


def _messages_of(meeting: Meeting) -> QuerySet[Message]:
    invitations = Invitation.objects.filter(participant__meeting=meeting.pk)
    return Message.objects.filter(kind__in=(*KINDS, *TOLD), about__in=invitations.values("pk"))


def leaves_now(meeting: Meeting) -> bool:
    """A worker holds a message about it at this moment. Their rows are locked: none takes up another."""
    rows = list(_messages_of(meeting).select_for_update().order_by("pk"))
    return any(row.state == Message.State.SENDING or row.lease_until for row in rows)


def messages_go_along(meeting: Meeting, before: tuple[datetime, datetime]) -> None:
    """The same time on the clock is another moment now than ``before``. What waits, waits for that; what has
    left is about it, and does not come a second time."""
    own = _messages_of(meeting)
    for name in REMINDERS:
        about_it = own.filter(kind=f"reminder_{name}", drop_after=before[0])
        due = reminder_at(name, meeting.starts, meeting.zone)
        about_it.filter(state=Message.State.PENDING, attempts=0).update(due_at=due)
        about_it.update(drop_after=meeting.starts)
    own.filter(kind__in=TOLD, drop_after=before[1]).update(drop_after=meeting.ends)


@transaction.atomic
def say_reminders(*, by: Person, names: Iterable[str], a_day: int) -> Organisation:
    """When clients are reminded, and how often a day at most. ``names``: of ``REMINDERS``, or ``NATIONAL``.

    Of what is agreed on already, a reminder that is no longer wanted does not leave; a new one comes with
    meetings agreed on from now on."""
    organisation = own_organisation(by)
    chosen = set(names)
    organisation.reminders = ",".join(name for name in (*REMINDERS, NATIONAL) if name in chosen)
    organisation.reminders_a_day = a_day
    organisation.save(update_fields=["reminders", "reminders_a_day"])
    record(
        chain=organisation.pk,
        who=f"person:{by.pk}",
        deed="organisation.reminders_changed",
        subject="organisation",
        ids=[organisation.pk],
    )
    return organisation
