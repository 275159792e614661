"""News of meetings becomes tasks and thanks; their messages are rendered when they leave."""

from typing import Any

from django.dispatch import receiver

from lasna.around import services
from lasna.around.queries.told import (
    may_be_thanked,
    task_letter,
    task_may_leave,
    thanks_letter,
    was_met,
)
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Rendered, message_kind
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.queries.messages import invitation_about
from lasna.meetings.signals import client_invited, meeting_moved, meeting_settled


@receiver(client_invited, dispatch_uid="around.client_invited")
def client_is_invited(sender: object, participant: Participant, **news: Any) -> None:
    services.propose_task(participant)


@receiver(meeting_moved, dispatch_uid="around.meeting_moved")
def meeting_has_moved(sender: object, meeting: Meeting, **news: Any) -> None:
    services.move_task(meeting)


@receiver(meeting_settled, dispatch_uid="around.meeting_settled")
def meeting_has_settled(sender: object, meeting: Meeting, **news: Any) -> None:
    services.settle_thanks(meeting)


@message_kind("task")
def render_task(message: Message) -> Rendered | None:
    """Not before a meeting that was called off or has begun; nor once it is done."""
    invitation = invitation_about(message)
    if invitation is None or not task_may_leave(invitation):
        return None
    return task_letter(invitation, message.channel).rendered(message.channel)


@message_kind("thanks")
def render_thanks(message: Message) -> Rendered | None:
    """Unless the outcome was corrected meanwhile."""
    invitation = invitation_about(message)
    if invitation is None or not may_be_thanked(invitation.participant.meeting):
        return None
    if not Invitation.objects.filter(was_met(), pk=invitation.pk).exists():
        return None
    return thanks_letter(invitation, message.channel).rendered(message.channel)
