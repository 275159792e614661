"""Statements that Django compiles once.

Making SQL of a queryset costs more than most answers of the database. What every page asks is made into SQL
at its first use, and afterwards asked with other values.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Count, Model, QuerySet, Value
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=Model)
FIRST = 10**15


def some_ids(count: int) -> range:
    """Marks for so many ids."""
    return range(FIRST, FIRST + count)


def some_moments(count: int) -> list[datetime]:
    """Marks for so many moments."""
    return [datetime(1970, 1, 1 + day, tzinfo=UTC) for day in range(count)]


class Kept(Generic[M]):
    """``Kept(build, *marks)``: ``build(*marks)`` is the queryset. The marks are values found nowhere else in
    it; each call puts its own in their places. What is asked may depend on the values alone, never on the
    time or on who asks. Whole objects, with ``select_related`` and annotations, or ``values_list``. One of
    ``some_ids`` may say where a slice begins.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]], *marks: Any) -> None:
        self._build, self._marks = build, marks
        self._made: _Made | None = None

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """As ``values_list`` gives them. A number that no database holds is nobody's."""
        if any(isinstance(value, int) and abs(value) >= 2**63 for value in values):
            return []
        made = self._made or self._make()
        kept = [_stored(value) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(
                made.sql, [value if place is None else kept[place] for place, value in made.parameters]
            )
            rows = cursor.fetchall()
        if made.converters:
            rows = list(made.compiler.apply_converters(rows, made.converters))
        return [tuple(row) for row in rows]

    def objects(self, *values: Any) -> list[M]:
        """As the queryset gives them."""
        rows = self.rows(*values)
        made = self._made or self._make()
        return [made.object_of(row) for row in rows]

    def first(self, *values: Any) -> M | None:
        """The first of them; the statement is asked for all."""
        return next(iter(self.objects(*values)), None)

    def _make(self) -> "_Made":
        made = self._made = _Made(self._build(*self._marks), [_stored(mark) for mark in self._marks])
        return made


def number_of(build: Callable[..., QuerySet[Any, Any]], *marks: Any) -> Callable[..., int]:
    """``count()`` of what ``build`` gives, kept in the same way."""

    def counted(*marks: Any) -> QuerySet[Any, Any]:
        rows = build(*marks).order_by().values(_all=Value(1)).annotate(_number=Count("pk"))
        found: QuerySet[Any, Any] = rows.values_list("_number")
        return found

    kept = Kept(counted, *marks)
    return lambda *values: next((int(number) for (number,) in kept.rows(*values)), 0)


class _Made:
    """What is kept of a queryset. The columns are read off the compiler as ``ModelIterable`` does it."""

    def __init__(self, queryset: QuerySet[Any, Any], marks: list[Any]) -> None:
        compiler = self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self.parameters = _with_slice(compiler.as_sql(), marks)
        missing = set(range(len(marks))) - {place for place, _value in self.parameters}
        if missing:
            raise ValueError(f"marks {sorted(missing)} are not in the statement")
        self.converters = compiler.get_converters([column for column, *_ in compiler.select])
        if issubclass(queryset._iterable_class, ModelIterable):
            places = compiler.klass_info["select_fields"]
            self.model = compiler.klass_info["model"]
            self.fields = slice(places[0], places[-1] + 1)
            self.names = [column.target.attname for column, *_ in compiler.select[self.fields]]
            self.related = get_related_populators(  # type: ignore[call-arg]  # the stubs know a newer one
                compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS
            )

    def object_of(self, row: tuple[Any, ...]) -> Any:
        one = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.fields])
        for related in self.related:
            related.populate(row, one)
        for name, column in self.compiler.annotation_col_map.items():
            setattr(one, name, row[column])
        return one


_SLICE = re.compile(r"%s|(?<=OFFSET )\d+")


def _with_slice(
    statement: tuple[str, tuple[Any, ...]], marks: list[Any]
) -> tuple[str, list[tuple[int | None, Any]]]:
    """Django writes where a slice begins into the statement itself: a mark there becomes a parameter too."""
    sql, values = statement
    found: list[tuple[int | None, Any]] = []
    others = iter(values)

    def put(match: re.Match[str]) -> str:
        said = match.group()
        if said == "%s":
            value = next(others)
        elif (value := int(said)) not in marks:
            return said
        found.append((marks.index(value) if value in marks else None, value))
        return "%s"

    return _SLICE.sub(put, sql), found


def _stored(value: Any) -> Any:
    """As this database takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
