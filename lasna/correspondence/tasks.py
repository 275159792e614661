"""The outbox: never twice, never lost.

    pending ──lease──► pending, leased ──hand over──► sending ──gateway's answer──► sent, failed, unknown
       ▲                  │ of no use any more: dropped          │
       └──────────────────┴── certainly not gone: after a pause ─┘

A worker that dies before handing over leaves a row that is pending still: its lease runs out. One that dies
after leaves ``sending``: sent again only through a gateway that takes the same key once; otherwise it is
``unknown``, which staff see, and no program resends.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import assert_never

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.utils import translation

from lasna.correspondence import adapters, queries, services
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS, Outgoing, Refused, Result, Sent, Unknown
from lasna.correspondence.services import paper
from lasna.kernel import clock
from lasna.kernel.leases import claim, sweep

LEASE = 60  # seconds; a gateway answers within them
PAUSES = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 900)]  # then it has failed
KEEP_WRITING = (0.2, 0.5, 1, 2, 4, 8, 8, 8)  # seconds between tries to write a gateway's answer
log = logging.getLogger(__name__)


@sweep(every_seconds=0.25)
def send_mails() -> bool:
    return _send_next(Message.Channel.EMAIL)


@sweep(every_seconds=0.25)
def send_text_messages() -> bool:
    return _send_next(Message.Channel.SMS)


@sweep(every_seconds=5)
def find_abandoned() -> bool:
    """Rows that a worker handed over and then died."""
    for message in queries.abandoned():
        if adapters.gateway_for(message).repeatable:
            services.try_later(message, reason="worker_died", pause=timedelta())
        else:
            services.settle(message, Message.State.UNKNOWN, reason="worker_died")
    return False


@sweep(every_seconds=60)
def drop_letters() -> bool:
    """Those that nobody printed in time, or that say what is not so any more."""
    paper.drop_letters()
    return False


def _send_next(channel: Message.Channel) -> bool:
    """One message, from its row to the gateway's answer. False: nothing is due."""
    claimed = claim(queries.due(channel), seconds=LEASE, attempts=F("attempts") + 1)
    for message in claimed:
        outgoing = _prepared(message)
        if outgoing is not None:
            _send(message, outgoing)
    return bool(claimed)


def _send(message: Message, outgoing: Outgoing) -> None:
    gateway = adapters.gateway_for(message)
    if services.hand_over(message):
        result = gateway.send(outgoing)
        _surely(lambda: _note(message, result))


def _prepared(message: Message) -> Outgoing | None:
    """Rendered now, because rows hold neither text nor token. None: it must not leave."""
    if message.attempts > len(PAUSES) + 1:
        services.settle(message, Message.State.FAILED, reason="attempts_used_up")
        return None
    if message.drop_after <= clock.now():
        services.settle(message, Message.State.DROPPED, reason="too_late")
        return None
    with translation.override(message.language):
        rendered = RENDERERS[message.kind](message)
    if rendered is None:
        services.settle(message, Message.State.DROPPED, reason="not_wanted")
        return None
    return adapters.outgoing(message, rendered)


def _note(message: Message, result: Result) -> None:
    match result:
        case Sent():
            services.settle(message, Message.State.SENT, gateway_id=result.gateway_id)
        case Unknown():
            services.settle(message, Message.State.UNKNOWN, reason=result.code)
        case Refused(after=None) if result.permanent or message.attempts > len(PAUSES):
            services.settle(message, Message.State.FAILED, reason=result.code)
        case Refused(after=pause) if pause is not None:
            services.try_later(message, reason=result.code, pause=pause, counted=False)
        case Refused():
            services.try_later(message, reason=result.code, pause=PAUSES[message.attempts - 1])
        case _:
            assert_never(result)


def _surely(write: Callable[[], None]) -> None:
    """The gateway's answer is known here alone: a database that goes away for seconds must not lose it."""
    for pause in KEEP_WRITING:
        try:
            return write()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is away, keeping an answer: %s", error)
            connection.close()
            time.sleep(pause)
    return write()
