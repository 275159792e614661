"""Busy times of an adviser's own calendar: which matter, and when to look again."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from urllib.parse import urldefrag, urlsplit

from lasna.kernel.outside import Trouble, checked_address

Span = tuple[datetime, datetime]

BACK, AHEAD = timedelta(days=1), timedelta(days=190)
"""Further than clients can ever choose."""
EVERY = timedelta(minutes=20)
LONGEST_PAUSE = timedelta(hours=6)


def web_address(typed: str, inside: Collection[str]) -> str:
    """As it is asked. ``webcal:`` is how calendar programs write https. Without encryption only ``inside`` is
    asked: hosts that the installation allows. Raises ``Trouble``."""
    address = urldefrag(typed.strip()).url
    kind, _, rest = address.partition("://")
    if kind.lower() in {"webcal", "webcals"}:
        address = f"https://{rest}"
    parts = checked_address(address)
    if parts.scheme == "http" and parts.hostname not in inside:
        raise Trouble("address.not_https")
    return address


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def together(spans: Iterable[Span]) -> list[Span]:
    """In their order; what overlaps or touches is one."""
    merged: list[Span] = []
    for starts, ends in sorted(spans):
        if merged and starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        elif starts < ends:
            merged.append((starts, ends))
    return merged


def pause_after(failures: int) -> timedelta:
    """Longer each time, so that nobody's server is asked for ever."""
    return min(EVERY * (1 << min(failures, 8)), LONGEST_PAUSE)
