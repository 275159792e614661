"""What the service holds of one client, and what it keeps for how long. Means without meaning.

Each package tells of its own rows, and alone knows its tables. ``lasna.privacy`` asks them all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

M = TypeVar("M", bound=Model)
Words = str | Promise
Value = str | int | bool | datetime | date | None


@dataclass(frozen=True)
class Section:
    """A table of what is held of a client. Texts are in the language that is active."""

    name: str
    """Its key in a file for programs."""
    title: str
    columns: Sequence[tuple[str, str]]
    """Key and words of each."""
    rows: Sequence[Sequence[Value]]


def _nothing(client_id: int) -> None:
    return None


@dataclass(frozen=True)
class Part:
    """What one package holds of a client, by the client's id."""

    name: str
    words: Words
    """What goes when the client is erased."""
    count: Callable[[int], int]
    """How much of it there is."""
    export: Callable[[int], Sequence[Section]]
    erase: Callable[[int], int]
    """Takes it away, within a transaction, and says how many rows. Nothing of the person may be left."""
    remains: Words = ""
    """What stays without the person, and why; empty: nothing."""
    lock: Callable[[int], None] = field(default=_nothing)
    """Takes the locks that come before rows (rooms), for ``require_free`` and ``erase``."""
    require_free: Callable[[int], None] = field(default=_nothing)
    """Refuses, in words, while something with the client goes on or is to come."""


_PARTS: dict[str, Part] = {}


def holds(part: Part) -> None:
    """Register ``part``; called when its package is ready. Packages above are ready later."""
    _PARTS[part.name] = part


def parts() -> list[Part]:
    """From the lowest package to the highest. Erase from the highest: its rows lean on those below."""
    return list(_PARTS.values())


@dataclass(frozen=True)
class Kind:
    """A kind of rows that is not kept for ever. ``before`` is a moment: what is older goes."""

    name: str
    title: Words
    why: Words
    """What it is and why it is kept at all."""
    days: int
    """Kept so long unless an organisation says otherwise; between ``least`` and ``most``."""
    least: int
    most: int
    on: bool
    """From the start. What people wrote goes only once an administrator has said so."""
    count: Callable[[int, datetime], int]
    """How much of the organisation's is older."""
    purge: Callable[[int, datetime, int], int]
    """Takes away at most so many, within a transaction, and says how many it took."""


@dataclass(frozen=True)
class Fixed:
    """A kind that nobody sets: kept for a fixed time, or for good."""

    title: Words
    why: Words
    how_long: Words


_KINDS: dict[str, Kind] = {}
_FIXED: list[Fixed] = []


def kept_for(kind: Kind | Fixed) -> None:
    """Register ``kind``; called when its package is ready."""
    if isinstance(kind, Kind):
        _KINDS[kind.name] = kind
    else:
        _FIXED.append(kind)


def kinds() -> list[Kind]:
    return list(_KINDS.values())


def fixed_kinds() -> list[Fixed]:
    return list(_FIXED)


def take_away(rows: QuerySet[M], limit: int) -> int:
    """Delete at most ``limit`` of ``rows``, the oldest first, and what hangs on them. How many."""
    numbers = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    rows.model._base_manager.filter(pk__in=numbers).delete()
    return len(numbers)
