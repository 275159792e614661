"""What was read while somebody was being answered, written down just before the answer leaves."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from lasna.kernel.audit import services


@dataclass(frozen=True)
class Look:
    """One reading: ``client.looked`` of clients 3, or ``clients.listed`` of 3, 5 and 8. Ids, never names."""

    deed: str
    subject: str
    ids: tuple[int, ...]

    @property
    def is_list(self) -> bool:
        return self.deed.endswith(".listed")


_looks: ContextVar[list[Look] | None] = ContextVar("looks", default=None)


def looked(deed: str, subject: str, ids: Iterable[int]) -> None:
    """Say that these were read. A deed ending in ``.listed`` is a list: one row,
    and no second for the same list within 15 minutes.

    An empty list showed nothing and leaves no row. Outside a request use ``recorded``.
    """
    looks = _looks.get()
    if looks is None:
        raise RuntimeError("looked() outside a request: nobody would write it down. Use `with recorded(...)`")
    look = Look(deed, subject, tuple(sorted(set(ids))))
    if look.ids and look not in looks:
        looks.append(look)


@contextmanager
def collecting() -> Iterator[list[Look]]:
    """The looks of this block, gathered and not written."""
    looks: list[Look] = []
    token = _looks.set(looks)
    try:
        yield looks
    finally:
        _looks.reset(token)


@contextmanager
def recorded(*, who: str, chain: int) -> Iterator[None]:
    """The looks of this block are written at its end, for sockets. If they cannot be, the block fails."""
    with collecting() as looks:
        yield
    write(looks, who=who, chain=chain)


def write(looks: list[Look], *, who: str, chain: int) -> None:
    """Rows for ``looks``; no transaction at all where every list was written a moment ago."""
    lists = {look.deed for look in looks if look.is_list}
    written = services.lists_written(chain=chain, who=who, deeds=lists)
    deeds = [(look.deed, look.subject, look.ids) for look in looks]
    fresh = [
        (deed, subject, ids)
        for deed, subject, ids in deeds
        if (deed, subject, services.written_ids(ids)) not in written
    ]
    if fresh:
        services.record_all(chain=chain, who=who, deeds=fresh)
