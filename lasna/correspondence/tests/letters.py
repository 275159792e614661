"""A letter that waits to be printed, to the client of a scene."""

from django.db import transaction

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.correspondence.services import queue_message
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene

STREET, CODE, TOWN = "Mäkitie 3 A 5", "00100", "Helsinki"


def at_home(client: Client) -> Client:
    """The client has an address for letters."""
    if client.post:
        return client
    client.street, client.postal_code, client.town = STREET, CODE, TOWN
    client.save(update_fields=["street", "postal_code", "town"])
    return client


def letter_of(made: Scene) -> Message:
    """The invitation on paper: the one that waits, or a new one."""
    waiting = Message.objects.filter(channel="post", client=made.client, state=Message.State.PRINT).first()
    return waiting or letter_about(made.meeting)


def letter_about(meeting: Meeting) -> Message:
    invitation = meeting.participants.get(role="client").invitation
    client = at_home(meeting.one)
    with transaction.atomic():
        return queue_message(
            organisation=meeting.organisation,
            kind="invitation",
            about=invitation.pk,
            version=invitation.version,
            channel="post",
            address=client.post,
            language=client.language,
            drop_after=meeting.ends,
            client=client,
        )
