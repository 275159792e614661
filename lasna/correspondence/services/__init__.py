"""Putting a message in the outbox, and what becomes of it."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.clients.models import Client
from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.protocol import Receipt
from lasna.correspondence.queries import can_leave_again, told_of, troubled
from lasna.correspondence.queries.paper import paper_code
from lasna.correspondence.signals import message_settled
from lasna.errors import NotHere, UserError
from lasna.kernel import clock, keys
from lasna.kernel.audit.services import record
from lasna.kernel.phones import parse_phone
from lasna.people.models import Organisation, Person
from lasna.policy import Action, may

RECEIVED = ["state", "reason", "delivered_at", "sent_at", "gateway_id", "secret", "lease_until"]


class ToQueue(TypedDict):
    """How, to whom and when. ``address`` is an e-mail address, a phone number in E.164, or the lines of an
    address for letters; a letter has a ``client``, too.

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
    client: NotRequired[Client]


def queue_message(*, organisation: Organisation, kind: str, about: int, **more: Unpack[ToQueue]) -> Message:
    """A row in the caller's transaction: the message leaves if, and only if, that commits."""
    if not connection.in_atomic_block:
        raise RuntimeError("queue_message() belongs inside the transaction that makes the message needed")
    at = clock.now()
    channel = Message.Channel(more["channel"])
    message = Message(
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
    if channel is Message.Channel.POST:
        return _to_print(message, more["client"])
    message.save()
    return message


def _to_print(letter: Message, client: Client) -> Message:
    """It waits for somebody of the client's office. Its short link is computed, as every link is."""
    letter.state, letter.client = Message.State.PRINT, client
    letter.paper_hash = token_hex(32)
    letter.save()
    letter.paper_hash = keys.hashed(paper_code(letter))
    letter.save(update_fields=["paper_hash"])
    return letter


def _usable(channel: Message.Channel, address: str) -> str:
    if channel is Message.Channel.SMS:
        return parse_phone(address)
    if channel is Message.Channel.POST:
        return address
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
    before = {Message.State.PENDING, Message.State.PRINT, Message.State.SENDING}
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


def try_later(message: Message, *, reason: str, pause: timedelta, counted: bool = True) -> None:
    """It has certainly not left. Tried again after ``pause``, if it would still be of use then.

    Not ``counted``: the gateway said itself when to come again.
    """
    due_at = clock.now() + pause
    if due_at >= message.drop_after:
        settle(message, Message.State.FAILED, reason=reason)
        return
    _mine(message, Message.State.PENDING, Message.State.SENDING).update(
        state=Message.State.PENDING,
        reason=reason,
        due_at=due_at,
        lease_until=None,
        attempts=message.attempts if counted else message.attempts - 1,
    )


def take_receipt(receipt: Receipt) -> bool:
    """What the gateway tells later. False: of no message of ours.

    Delivered is the last word, whenever and how often it comes; a failure is one until then. So doubled and
    belated receipts change nothing, and one may come before the gateway's own answer.
    """
    with transaction.atomic():
        message = told_of(receipt).select_for_update().first()
        news = message is not None and _note_receipt(message, receipt)
    if news:
        with transaction.atomic():  # by itself, as after settle(): desks are locked before rows
            message_settled.send(sender=Message, message=message)
    return message is not None


def _note_receipt(message: Message, receipt: Receipt) -> bool:
    """Is that news for others?"""
    before, now = Message.State(message.state), clock.now()
    if receipt.delivered is None or before is Message.State.DELIVERED:
        return False
    if receipt.delivered:
        message.state, message.reason, message.delivered_at = Message.State.DELIVERED, "", now
    elif before in (Message.State.SENDING, Message.State.SENT, Message.State.UNKNOWN):
        message.state, message.reason = Message.State.FAILED, "sms.not_delivered"
    else:
        return False
    message.sent_at = message.sent_at or now
    message.gateway_id = message.gateway_id or receipt.gateway_id
    message.secret, message.lease_until = "", None
    message.save(update_fields=RECEIVED)
    return before is not Message.State.SENT or not receipt.delivered


@transaction.atomic
def send_again(*, message_id: int, by: Person) -> None:
    """What did not leave, or perhaps did: somebody has decided that it leaves (again)."""
    message = _in_trouble(message_id, by)
    if not can_leave_again(message):
        words = _("This message is of no use any more. Send a new one instead.")
        raise UserError("message.too_late", words)
    message.state, message.reason, message.gateway_id = Message.State.PENDING, "", ""
    message.lease_by, message.lease_until, message.attempts = "", None, 0
    message.due_at, message.sent_at = clock.now(), None
    message.save(update_fields=[*RECEIVED, "lease_by", "attempts", "due_at"])
    _record(by, "message.sent_again", message)


@transaction.atomic
def note_arrival(*, message_id: int, by: Person) -> None:
    """Somebody has heard that it arrived."""
    message = _in_trouble(message_id, by)
    if message.state != Message.State.UNKNOWN:
        raise NotHere("message")
    message.state, message.reason = Message.State.DELIVERED, ""
    message.delivered_at = clock.now()
    message.save(update_fields=RECEIVED)
    _record(by, "message.arrived", message)


def _in_trouble(message_id: int, by: Person) -> Message:
    allowed = any(may(Action.OUTBOX_MEND, standing) for standing in by.standings)
    rows = troubled(by.organisation_id) if allowed else Message.objects.none()
    message = rows.select_for_update().filter(pk=message_id).first()
    if message is None:
        raise NotHere("message")
    return message


def _record(by: Person, deed: str, message: Message) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="message", ids=[message.pk])


def withdraw_messages(messages: QuerySet[Message]) -> None:
    """What waits for its moment is not wanted any more, and is not kept. What a worker has taken up stays."""
    waiting = (Message.State.PENDING, Message.State.PRINT)
    messages.filter(state__in=waiting, lease_until=None).delete()


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
    waiting = (Message.State.PENDING, Message.State.PRINT, Message.State.SENDING)
    return Message.objects.filter(organisation=organisation_id, created_at__lt=before).exclude(
        state__in=waiting
    )


def received_before(organisation_id: int, before: datetime) -> QuerySet[MailboxItem]:
    return MailboxItem.objects.filter(message__organisation=organisation_id, received_at__lt=before)


def _mine(message: Message, *states: Message.State) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, lease_by=message.lease_by, state__in=states)
