"""The message that brings the link for trying is rendered when it leaves; help ends with the meeting."""

from typing import Any

from django.dispatch import receiver

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Rendered, message_kind
from lasna.guidance.queries.trying import try_letter
from lasna.guidance.services import close_requests
from lasna.meetings.models import Meeting
from lasna.meetings.signals import meeting_over


@message_kind("try")
def render_try(message: Message) -> Rendered | None:
    client = Client.objects.select_related("organisation").filter(pk=message.about).first()
    return try_letter(client, message.channel).rendered(message.channel) if client else None


@receiver(meeting_over, dispatch_uid="guidance.meeting_over")
def no_more_help(sender: object, meeting: Meeting, **news: Any) -> None:
    close_requests(meeting)
