"""Quick questions, as desks are told. The name stands in the event itself, where erasing finds it."""

from typing import ClassVar, Literal

from lasna.kernel.live.events import Event
from lasna.policy import Standing


class DeskKnocked(Event):
    """A client knocks, or waits again after "soon". Fields as in ``KnockView``."""

    heard_by: ClassVar = frozenset({Standing.STAFF})
    type: Literal["desk.knocked"] = "desk.knocked"
    knock: int
    name: str
    way: str
    since: str


class DeskKnockSettled(Event):
    """Answered, taken back, or over: nothing rings any more."""

    heard_by: ClassVar = frozenset({Standing.STAFF})
    type: Literal["desk.knock_settled"] = "desk.knock_settled"
    knock: int
