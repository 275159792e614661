"""Lists: in pages, and in an order. Pages are not counted: one row more than is shown says whether there is
a next one.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from lasna.errors import NotHere
from lasna.kernel.numbers import number_in

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)
ROWS = 30
"""On a page: what a phone can scroll, and an old computer draws at once."""
LAST_PAGE = 100
"""Nobody leafs further, and each page costs all those before it: further rows are found by narrowing."""


@dataclass(frozen=True)
class ListPage(Generic[Row]):
    """What ``web/pages.html`` leads through."""

    rows: list[Row]
    number: int
    has_more: bool
    last: int = LAST_PAGE

    @property
    def has_next(self) -> bool:
        return self.has_more and self.number < self.last

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1


def asked_page(request: HttpRequest, last: int = LAST_PAGE) -> int:
    """Of ``?page=``. What makes no sense is the first."""
    return min(number_in(request.GET.get("page", "")) or 1, last)


def page_of(rows: QuerySet[M], number: int, size: int = ROWS, last: int = LAST_PAGE) -> ListPage[M]:
    """One page of ``rows``, the first being 1. ``last``: where leafing ends."""
    first = (number - 1) * size
    shown = list(rows[first : first + size + 1])
    return ListPage(shown[:size], number, len(shown) > size, last)


def goes_up(request: HttpRequest) -> bool:
    """Which way a row was pressed to go in its order."""
    to = request.POST.get("to", "")
    if to not in ("up", "down"):
        raise NotHere("place")
    return to == "up"
