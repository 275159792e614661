"""The life of a knock: a table beside a drawing; how long things last.

waiting ─begin─► begun ─end─► done
 │ ▲ │             ▲  └─cancel─► withdrawn
 │ │ └─soon─► soon─┘begin
 │ └──due─────┘
 └─ from waiting and soon: decline ► declined, withdraw ► withdrawn, miss ► unanswered

What is not in the table changes nothing. The desk rings while a knock waits, not while it was told "soon".
"""

from datetime import datetime, timedelta

from lasna.knocking.models import Knock

LENGTHS = (15, 30, 60)
"""Minutes for which an adviser says that they are here."""
USUAL_LENGTH = 30
LONGEST = timedelta(hours=10)
SILENT_AFTER = timedelta(minutes=3)
"""An adviser whose screens have all been gone for so long is not here."""
HEARD_EVERY = timedelta(seconds=30)
"""Screens tell oftener; it is not written down oftener."""
SHORTEST = 10
"""Minutes. With less than this before the next meeting nobody is shown as here, and nothing begins."""
SOON = timedelta(minutes=5)
UNANSWERED_AFTER = timedelta(minutes=10)
KNOCKS_AN_HOUR = 3
"""Of one client."""
PAGE_SILENT_AFTER = timedelta(minutes=1)
"""A client's page asks every five seconds; after so long the adviser is told that it is not open."""
PAGE_HEARD_EVERY = timedelta(seconds=15)
TOLD_FOR = timedelta(hours=4)
"""So long the client's page says what became of the last one."""

_S = Knock.State


def is_due(knock: Knock, now: datetime) -> bool:
    """Time alone moves it: "soon" is over, or nobody has answered."""
    if knock.state == _S.SOON:
        return knock.rings_at <= now
    return knock.state == _S.WAITING and now - knock.rings_at >= UNANSWERED_AFTER


def is_to_be_called(knock: Knock) -> bool:
    """Nobody answered, or a call was promised, and the adviser has not done anything since."""
    return knock.state in MISSED and knock.settled_at is None


TABLE: dict[str, dict[str, str]] = {
    _S.WAITING: {
        "begin": _S.BEGUN,
        "soon": _S.SOON,
        "decline": _S.DECLINED,
        "withdraw": _S.WITHDRAWN,
        "miss": _S.UNANSWERED,
    },
    _S.SOON: {
        "begin": _S.BEGUN,
        "due": _S.WAITING,
        "decline": _S.DECLINED,
        "withdraw": _S.WITHDRAWN,
        "miss": _S.UNANSWERED,
    },
    _S.BEGUN: {"end": _S.DONE, "cancel": _S.WITHDRAWN},
    _S.DONE: {},
    _S.DECLINED: {},
    _S.WITHDRAWN: {},
    _S.UNANSWERED: {},
}
OPEN = (_S.WAITING, _S.SOON)
MISSED = (_S.UNANSWERED, _S.DECLINED)
OVER = frozenset({_S.DONE, _S.DECLINED, _S.WITHDRAWN, _S.UNANSWERED})


def next_state(knock: Knock, event: str) -> str | None:
    """Where ``event`` takes the knock; None: nowhere."""
    return TABLE[knock.state].get(event)
