"""An organisation, a message, and a gateway we own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django.db import connection, transaction

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS, Outgoing, Rendered, Result, Sent
from lasna.correspondence.services import queue_message
from lasna.kernel import clock
from lasna.people.models import Organisation

KIND = "greeting"


def organisation(*, demo: bool = False) -> Organisation:
    return Organisation.objects.create(name="Keskusta", is_demo=demo, sender_email="posti@keskusta.fi")


def queued(sender: Organisation, **more: Any) -> Message:
    """A message to a client, due now, of use for an hour."""
    wanted: dict[str, Any] = {
        "kind": KIND,
        "about": 1,
        "channel": "email",
        "address": "maija@example.fi",
        "language": "fi",
        "drop_after": clock.now() + timedelta(hours=1),
    } | more
    with transaction.atomic():
        return queue_message(organisation=sender, **wanted)


def lost_message_of(sender: Organisation) -> Message:
    """Of which nobody knows whether it left."""
    lost = Message.objects.filter(organisation=sender, state=Message.State.UNKNOWN).first()
    if lost is None:
        lost = queued(sender, channel="sms", address="040 123 4567")
        Message.objects.filter(pk=lost.pk).update(state=Message.State.UNKNOWN, reason="sms.no_answer")
    return now_is(lost)


def now_is(message: Message) -> Message:
    message.refresh_from_db()
    return message


class Fake:
    """Takes what it gets, or answers as told. ``repeatable`` gateways take a key once."""

    repeatable: ClassVar[bool] = False

    def __init__(self, answer: Callable[[Outgoing], Result] | None = None) -> None:
        self.took: list[Outgoing] = []
        self.answer = answer or (lambda outgoing: Sent(f"taken-{outgoing.message_id}"))

    def send(self, outgoing: Outgoing) -> Result:
        assert not connection.in_atomic_block, "a gateway is never called inside a transaction"
        self.took.append(outgoing)
        return self.answer(outgoing)


class RepeatableFake(Fake):
    repeatable: ClassVar[bool] = True


def render_greeting(message: Message) -> Rendered | None:
    return Rendered("Hei", f"Hei {message.about}")


RENDERERS.setdefault(KIND, render_greeting)
