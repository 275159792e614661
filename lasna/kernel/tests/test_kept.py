"""A statement that is kept asks what the queryset would have asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, QuerySet

from lasna.kernel.guessing.models import Tally
from lasna.kernel.kept import FIRST, Kept, number_of

pytestmark = pytest.mark.django_db
AT = datetime(2027, 5, 3, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tallies() -> None:
    for number in range(4):
        Tally.objects.create(
            name_hash=f"n{number}", kind="link" if number % 2 else "code", until=AT + timedelta(hours=number)
        )


def later(kind: str, at: datetime) -> QuerySet[Tally]:
    others = Tally.objects.filter(kind=OuterRef("kind")).exclude(pk=OuterRef("pk"))
    return Tally.objects.filter(kind=kind, until__gt=at).annotate(alone=~Exists(others)).order_by("-until")


def told(kind: str, at: datetime) -> QuerySet[Tally, Any]:
    return later(kind, at).values_list("pk", "until", "times")


@pytest.mark.parametrize("kind", ["link", "code", "%s", "a kind"])
def test_each_call_has_its_own_values(kind: str) -> None:
    rows, first = Kept(told, "a kind", datetime(1970, 1, 1, tzinfo=UTC)), Kept(later, "a kind", AT)
    for _again in range(2):
        for hours in (-1, 0, 1.5, 9):
            at = AT + timedelta(hours=hours)
            assert rows.rows(kind, at) == list(told(kind, at))
            ours, theirs = first.first(kind, at), later(kind, at).first()
            assert (ours and vars(ours) | {"_state": 0}) == (theirs and vars(theirs) | {"_state": 0})
            assert ours is None or (ours.alone is False and not ours._state.adding)  # type: ignore[attr-defined]


def test_a_mark_that_is_not_in_the_statement_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="marks"):
        Kept(lambda kind, at: Tally.objects.filter(kind=kind), "a kind", AT).rows("link", AT)


def test_where_a_slice_begins_is_a_value_too() -> None:
    def two(first: int, kind: str) -> QuerySet[Tally, Any]:
        inner = Tally.objects.filter(kind=kind).order_by("-until").values("pk")[first : first + 2]
        return Tally.objects.filter(pk__in=inner, times__gte=0).order_by("pk").values_list("pk")

    kept = Kept(two, FIRST, "a kind")
    for kind in ("link", "code"):
        for first in range(4):
            assert kept.rows(first, kind) == list(two(first, kind))


def test_what_is_counted() -> None:
    count = number_of(lambda kind: Tally.objects.filter(kind=kind).order_by("until"), "a kind")
    assert [count(kind) for kind in ("link", "code", "nothing of the kind")] == [2, 2, 0]
