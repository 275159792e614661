"""Asking for help with the technology, as screens are told."""

from typing import ClassVar, Literal

from lasna.guidance.protocol import HelpView
from lasna.kernel.live.events import Event
from lasna.policy import Standing


class HelpTold(Event):
    """How far the help is, for whoever asked. ``words``: as in ``HelpSnapshot``."""

    type: Literal["help.told"] = "help.told"
    words: str


class DeskHelpAsked(Event):
    heard_by: ClassVar = frozenset({Standing.STAFF})
    type: Literal["desk.help_asked"] = "desk.help_asked"
    asking: HelpView


class DeskHelpSettled(Event):
    """Somebody helps, or no help is needed any more."""

    heard_by: ClassVar = frozenset({Standing.STAFF})
    type: Literal["desk.help_settled"] = "desk.help_settled"
    request: int
