"""The message that brings the link for trying is rendered when it leaves."""

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import Rendered, message_kind
from lasna.guidance.queries import try_letter


@message_kind("try")
def render_try(message: Message) -> Rendered | None:
    client = Client.objects.select_related("organisation").filter(pk=message.about).first()
    return try_letter(client, message.channel).rendered(message.channel) if client else None
