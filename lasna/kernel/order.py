"""Rows that people put in an order. Who changes one holds the lock of whose order it is."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models
from django.db.models import QuerySet


class Ordered(models.Model):
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


Row = TypeVar("Row", bound=Ordered)


def place_after(rows: QuerySet[Row]) -> int:
    """Last in the order, behind ``rows``."""
    last = rows.last()
    return last.position + 1 if last else 0


def move(row: Row, rows: Iterable[Row], *, up: bool) -> bool:
    """One place up or down among ``rows``. False: it stays, as it is none of them, or the first or last."""
    order = list(rows)
    if row not in order:
        return False
    at = order.index(row)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return False
    order[at], order[to] = order[to], order[at]
    for position, each in enumerate(order):
        each.position = position
    type(row)._default_manager.bulk_update(order, ["position"])
    return True
