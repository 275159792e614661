"""From the text of one message to its answer."""

import asyncio
import logging
from functools import cache
from typing import Any
from weakref import WeakValueDictionary

from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _
from prometheus_client import Counter
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from lasna.errors import NotHere, UserError
from lasna.kernel import metrics
from lasna.kernel.live.commands import COMMANDS, Command
from lasna.kernel.live.hub import Hub, Socket, Telling
from lasna.kernel.live.protocol import CatchUp, Refused, done_text
from lasna.kernel.live.publish import events_after
from lasna.kernel.live.threads import in_thread
from lasna.kernel.live.visits import Visit
from lasna.policy import may

log = logging.getLogger(__name__)
_order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


def refused(number: int | None, code: str, visit: Visit, words: object = None) -> Refused:
    """A refusal with its code, in the person's language."""
    with translation.override(visit.language):
        message = str(words) if words is not None else _said(code)
    return Refused(id=number, code=code, message=message)


def _said(code: str) -> str:
    if code == "not_here":
        return _("This is not available to you now. Reload the page.")
    if code == "later":
        return _("We cannot save this right now. Try again in a moment.")
    return _("The service did not understand. Reload the page.")


@cache
def _counter(command: str, result: str) -> Counter:
    """Names of our own code: there are only so many."""
    return metrics.COMMANDS.labels(command=command, result=result)


async def answer(hub: Hub, socket: Socket, text: str | None) -> str:
    """Done or refused, as JSON. Whatever comes in, nothing but an answer comes out."""
    name, reply = await _answered(hub, socket, text)
    if isinstance(reply, Refused):
        _counter(name, reply.code).inc()
        return reply.model_dump_json()
    _counter(name, "done").inc()
    return reply


async def _answered(hub: Hub, socket: Socket, text: str | None) -> tuple[str, str | Refused]:
    """The command's name, if it is one of ours, and what to say: a ``Done`` as its text."""
    number: int | None = None
    try:
        message = from_json(text or "", allow_inf_nan=False)
        number, kind, fields = _split(message)
    except ValueError:
        return "unknown", refused(number, "not_understood", socket.visit)
    if kind == "live.catch_up":
        return kind, await _catch_up(hub, socket, number, message)
    command = COMMANDS.get(kind)
    if command is None:
        return "unknown", refused(number, "unknown_command", socket.visit)
    if not may(command.action, socket.visit.standing):
        return kind, refused(number, "not_here", socket.visit)
    try:
        request = command.request.model_validate(fields)
    except ValidationError:
        return kind, refused(number, "not_understood", socket.visit)
    return kind, await _run(command, socket.visit, number, request)


def number_of(text: str | None) -> int | None:
    """The message's own number, if it has a sensible one."""
    try:
        return _split(from_json(text or "", allow_inf_nan=False))[0]
    except ValueError:
        return None


def _split(message: object) -> tuple[int, str, dict[str, Any]]:
    if not isinstance(message, dict):
        raise ValueError("not an object")
    number, kind = message.get("id"), message.get("type")
    if type(number) is not int or not 0 <= number <= 2**53 or not isinstance(kind, str):
        raise ValueError("no id or type")
    return number, kind, {key: value for key, value in message.items() if key not in ("id", "type")}


async def _run(command: Command, visit: Visit, number: int, request: BaseModel) -> str | Refused:
    try:
        if command.passing:
            result = command.handler(visit, request)
        else:
            lock = _order.setdefault(visit.who, asyncio.Lock())
            async with lock:
                result = await in_thread(command.handler, visit, request, language=visit.language)
    except UserError as error:
        return refused(number, error.code, visit, error.message)
    except NotHere:
        return refused(number, "not_here", visit)
    except DatabaseError:
        metrics.DATABASE_ERRORS.inc()
        log.exception("the database did not take %s", command.type)
        return refused(number, "later", visit)
    return done_text(number, result.model_dump(mode="json") if result else None)


async def _catch_up(hub: Hub, socket: Socket, number: int, message: dict[str, Any]) -> str | Refused:
    try:
        asked = CatchUp.model_validate(message)
    except ValidationError:
        return refused(number, "not_understood", socket.visit)
    if asked.room not in socket.visit.rooms:
        return refused(number, "not_here", socket.visit)
    try:
        rows = await in_thread(events_after, asked.room, asked.after)
    except DatabaseError:
        metrics.DATABASE_ERRORS.inc()
        return refused(number, "later", socket.visit)
    telling = Telling(asked.room)
    for row in rows:
        socket.put(telling.text(socket.visit, row))
    return done_text(number, None)
