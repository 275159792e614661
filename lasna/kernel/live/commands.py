"""Commands: a typed request, the right it needs, a short handler."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from lasna.kernel.live.visits import Visit
from lasna.policy import Action


class Request(BaseModel):
    """What a command carries besides its ``type`` and ``id``. Undeclared fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Nothing(Request):
    """A command that says everything by its name."""


RequestClass = type[Request]
Handler = Callable[[Visit, Any], BaseModel | None]


@dataclass(frozen=True)
class Command:
    type: str
    action: Action
    request: RequestClass
    handler: Handler
    passing: bool
    """True: runs on the loop itself and must touch no database (signals)."""


COMMANDS: dict[str, Command] = {}


def command(
    type: str, *, action: Action, request: type[Request] = Nothing, passing: bool = False
) -> Callable[[Handler], Handler]:
    """Register ``handler`` for ``type``. The right is asked before the request is even parsed."""

    def register(handler: Handler) -> Handler:
        COMMANDS[type] = Command(type, action, request, handler, passing)
        return handler

    return register
