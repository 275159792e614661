"""Putting a message in the outbox, and what becomes of it."""

from datetime import datetime, timedelta
from typing import NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.signals import message_settled
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.phones import parse_phone
from lasna.people.models import Organisation


class ToQueue(TypedDict):
    """How, to whom and when. ``address`` is an e-mail address, or a phone number in E.164.

    ``due_at``: not before (None: at once). ``drop_after``: of no use later. ``secret``: what the renderer
    needs and the database must not know (a code), ``keys.sealed``; wiped once the message is settled.
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
        secret=more.get("secret", ""),
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


def hand_over(message: Message) -> bool:
    """From here on the message may have left the house. False: the lease went to somebody else meanwhile."""
    taken = _mine(message, Message.State.PENDING).update(state=Message.State.SENDING)
    return bool(taken)


def settle(message: Message, state: Message.State, *, reason: str = "", gateway_id: str = "") -> None:
    """The last word about the message; its secret is wiped. Others hear of it by ``message_settled``."""
    before = {Message.State.PENDING, Message.State.SENDING}
    if state != Message.State.UNKNOWN:
        before.add(Message.State.UNKNOWN)  # a worker that was slow, not dead, still learns what became of it
    settled = _mine(message, *before).update(
        state=state,
        reason=reason,
        gateway_id=gateway_id,
        secret="",
        lease_until=None,
        sent_at=clock.now() if state == Message.State.SENT else None,
    )
    if settled:
        message.refresh_from_db()
        with transaction.atomic():
            message_settled.send(sender=Message, message=message)


def try_later(message: Message, *, reason: str, pause: timedelta) -> None:
    """It has certainly not left. Tried again after ``pause``, if it would still be of use then."""
    due_at = clock.now() + pause
    if due_at >= message.drop_after:
        settle(message, Message.State.FAILED, reason=reason)
        return
    _mine(message, Message.State.PENDING, Message.State.SENDING).update(
        state=Message.State.PENDING, reason=reason, due_at=due_at, lease_until=None
    )


def withdraw_messages(messages: QuerySet[Message]) -> None:
    """What waits for its moment is not wanted any more, and is not kept. What a worker has taken up stays."""
    messages.filter(state=Message.State.PENDING, lease_until=None).delete()


def erase_messages(messages: QuerySet[Message]) -> int:
    """Their rows and what the demo's mailbox got; what waits never leaves."""
    locked = messages.select_for_update().order_by("pk")
    if any(message.state == Message.State.SENDING for message in locked):
        words = _("A message to this client is being sent right now. Try again in a minute.")
        raise UserError("erase.message_leaves", words)
    numbers = [message.pk for message in locked]
    Message.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def settled_before(organisation_id: int, before: datetime) -> QuerySet[Message]:
    """Messages that nobody sends any more, made before that moment."""
    waiting = (Message.State.PENDING, Message.State.SENDING)
    return Message.objects.filter(organisation=organisation_id, created_at__lt=before).exclude(
        state__in=waiting
    )


def received_before(organisation_id: int, before: datetime) -> QuerySet[MailboxItem]:
    return MailboxItem.objects.filter(message__organisation=organisation_id, received_at__lt=before)


def _mine(message: Message, *states: Message.State) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, lease_by=message.lease_by, state__in=states)
