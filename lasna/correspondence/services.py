"""Putting a message in the outbox."""

from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils.translation import gettext as _

from lasna.correspondence.models import Message
from lasna.errors import UserError
from lasna.kernel import clock, keys
from lasna.kernel.phones import parse_phone
from lasna.people.models import Organisation


class ToQueue(TypedDict):
    """How, to whom and when. ``address`` is an e-mail address, or a phone number in E.164.

    ``due_at``: not before (None: at once). ``drop_after``: of no use later. ``secret``: plain text that the
    renderer needs (a code); sealed here, read with ``keys.opened(message.secret)``, wiped once settled.
    """

    version: NotRequired[int]
    channel: str
    address: str
    language: str
    due_at: NotRequired[datetime | None]
    drop_after: datetime
    secret: NotRequired[str]


def queue_message(*, organisation: Organisation, kind: str, about: int, **more: Unpack[ToQueue]) -> Message:
    """A row in the caller's transaction: the message leaves if, and only if, that commits."""
    if not connection.in_atomic_block:
        raise RuntimeError("queue_message() belongs inside the transaction that makes the message needed")
    at = clock.now()
    channel = Message.Channel(more["channel"])
    return Message.objects.create(
        organisation=organisation,
        kind=kind,
        about=about,
        version=more.get("version", 1),
        channel=channel,
        address=_usable(channel, more["address"]),
        language=more["language"],
        secret=keys.sealed(more["secret"]) if more.get("secret") else "",
        due_at=more.get("due_at") or at,
        drop_after=more["drop_after"],
        created_at=at,
    )


def _usable(channel: Message.Channel, address: str) -> str:
    if channel is Message.Channel.SMS:
        return parse_phone(address)
    try:
        validate_email(address)
    except ValidationError as error:
        raise UserError("email.not_an_address", _("This is not an e-mail address. Check it.")) from error
    return address
