"""The life of a visit: a table beside a drawing; when a reception is open; how long somebody waits.

waiting ─take─► taken ─begin─► led ─end──► served
 │  ▲ ▲           │  │          └──cancel─► left
 │  │ └─put back──┘  │
 │  │   lapse        └─ not here ─► gone
 │  └─back─ away ─too late─► gone
 └─silent───►┘        leave ─► left, from everywhere before a meeting is made

What is not in the table changes nothing. Nobody loses their place by being silent for a while: the order is
when somebody came. Only who waits for video goes silent: a phone is called and a person is fetched also when
the screen sleeps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lasna.booking.states import Change, Line, Window, open_bits
from lasna.reception.models import Reception, Visit

SILENT_AFTER = timedelta(minutes=5)
"""A page that was not heard of for so long is not open any more: who waits is away, and passed over."""
GONE_AFTER = timedelta(minutes=15)
"""Ten minutes more, and the place is not kept any longer."""
LEASE = timedelta(seconds=90)
"""An adviser's page says every twenty seconds that it is there."""
LOOKS_AHEAD = 60
"""Days in which the next opening is looked for."""
KEPT_OPEN = timedelta(minutes=30)
HEARD_EVERY = timedelta(seconds=20)
"""A page tells oftener; it is not written down oftener."""

_S = Visit.State
TABLE: dict[str, dict[str, str]] = {
    _S.WAITING: {"take": _S.TAKEN, "silent": _S.AWAY, "leave": _S.LEFT, "not_here": _S.GONE},
    _S.AWAY: {"back": _S.WAITING, "too_late": _S.GONE, "leave": _S.LEFT},
    _S.TAKEN: {
        "put_back": _S.WAITING,
        "lapse": _S.WAITING,
        "begin": _S.LED,
        "leave": _S.LEFT,
        "not_here": _S.GONE,
        "take_over": _S.TAKEN,
    },
    _S.LED: {"end": _S.SERVED, "cancel": _S.LEFT},
    _S.SERVED: {},
    _S.LEFT: {},
    _S.GONE: {},
}
OVER = frozenset({_S.SERVED, _S.LEFT, _S.GONE})
IN_QUEUE = (_S.WAITING, _S.AWAY)


def next_state(visit: Visit, event: str) -> str | None:
    """Where ``event`` takes the visit; None: nowhere."""
    return TABLE[visit.state].get(event)


@dataclass(frozen=True)
class Opening:
    """When a reception is open by its hours. Public holidays are closed unless a day says otherwise."""

    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    zone: str


@dataclass(frozen=True)
class Opened:
    """``until``: open now, until then; None: closed. ``next``: when it opens (again), as far as is known."""

    until: datetime | None
    next: datetime | None

    @property
    def now(self) -> bool:
        return self.until is not None


def spans_of(opening: Opening, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What is open from today on, each beginning and end, in order."""
    today = now.astimezone(ZoneInfo(opening.zone)).date()
    window = Window(today, LOOKS_AHEAD, opening.zone)
    bits = open_bits(opening.lines, opening.changes, window)
    while bits:
        first = (bits & -bits).bit_length() - 1
        after = first + _ones(bits >> first)
        yield window.moment(first), window.moment(after)
        bits &= -1 << after


def _ones(bits: int) -> int:
    """How many ones in a row the number ends with."""
    return (~bits & (bits + 1)).bit_length() - 1


def opened(reception: Reception, opening: Opening, now: datetime) -> Opened:
    """By its hours, unless somebody at the desk has said otherwise."""
    spans = [span for span in spans_of(opening, now) if span[1] > now]
    current = next((span for span in spans if span[0] <= now), None)
    until = reception.said_until
    if reception.said and until is not None and now < until:
        if reception.said == Reception.Said.CLOSED:
            later = (max(begins, until) for begins, ends in spans if ends > until)
            return Opened(None, next(later, None))
        return Opened(max(until, current[1]) if current else until, _after(spans, until))
    return Opened(current[1] if current else None, _after(spans, now))


def _after(spans: Sequence[tuple[datetime, datetime]], at: datetime) -> datetime | None:
    return next((begins for begins, _ends in spans if begins > at), None)


def wait_of(
    before: int, serving: int, busy: int, lengths: Sequence[timedelta], usual: timedelta
) -> timedelta | None:
    """How long somebody waits who has ``before`` people before them. None: nobody can know, as nobody serves.

    ``busy``: how many of those who serve are with somebody. ``lengths``: how long today's visits have taken;
    where there was none, as long as is usual.
    """
    if serving <= 0:
        return None
    length = sum(lengths, timedelta()) / len(lengths) if lengths else usual
    turns = max(0, before + 1 - max(0, serving - busy))
    return length * turns / serving
