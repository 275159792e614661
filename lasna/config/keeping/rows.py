"""Rows as lines of JSON that both databases write the same, and back."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection
from django.db.models import AutoField, Field, Model
from django.db.models.sql import InsertQuery
from django.utils.duration import duration_iso_string

LEFT_OUT = {
    "sessions.Session": "sessions: everyone signs in anew",
    "people.BrowserSession": "sessions: everyone signs in anew",
    "people.PasswordAsked": "wishes for a new password, an hour old at most",
    "people.SignInFailure": "wrong passwords, kept for the limit on guessing alone",
    "people.Departure": "sign-ins on their way to an issuer: a quarter of an hour",
    "people.IssuerSession": "which sessions an issuer opened: sessions end with a restore",
    "people.LogoutSeen": "logout tokens that were obeyed: they are too old after ten minutes",
    "clients.ClientImport": "files chosen and not yet written: an hour old at most",
    "people.StaffImport": "files chosen and not yet written: an hour old at most",
    "booking.BusyWeek": "what of each week is taken: the worker counts it anew from the meetings",
    "health.SignOfLife": "signs of life of processes that are gone",
    "guessing.Tally": "wrong guesses, and places known: their limits begin anew",
    "contenttypes.ContentType": "made anew by the migrations",
    "auth.Permission": "made anew by the migrations",
    "auth.Group": "not used",
    "auth.Group_permissions": "not used",
}
"""What no backup holds, and why. Everything else is in it, also what a later version adds."""
AT_ONCE = 500


def kept(apps: Apps) -> list[type[Model]]:
    """Every table of these apps that belongs into a backup, by name."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label not in LEFT_OUT
    ]
    return sorted(models, key=lambda model: model._meta.db_table)


def fields_of(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def lines(model: type[Model]) -> Iterator[bytes]:
    """One line a row, in the order of the key: a list of values in the order of the fields' names."""
    names = sorted(field.attname for field in fields_of(model))
    rows = model._base_manager.order_by("pk").values_list(*names)
    yield _line(names)
    for row in rows.iterator(chunk_size=2000):
        yield _line([_plain(value) for value in row])


def _line(values: Any) -> bytes:
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    """As JSON holds it, exactly: Django's own encoder drops the microseconds that the audit chain needs."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case _:
            return value


def insert(model: type[Model], rows: Iterator[Any]) -> int:
    """Add the rows as they were: no default, no signal, no ``save``. How many."""
    by_name = {field.attname: field for field in fields_of(model)}
    fields = [by_name[name] for name in next(rows)]
    size = min(AT_ONCE, connection.ops.bulk_batch_size(fields, [None] * AT_ONCE))
    count = 0
    while batch := [_made(model, fields, row) for row in islice(rows, size)]:
        query = InsertQuery(model)
        query.insert_values(fields, batch, raw=True)
        query.get_compiler(connection=connection).execute_sql()
        count += len(batch)
    return count


def _made(model: type[Model], fields: list[Field[Any, Any]], row: list[Any]) -> Model:
    return model(**{field.attname: field.to_python(value) for field, value in zip(fields, row, strict=True)})


def last_id(model: type[Model]) -> int:
    """The highest number that the database ever gave a row of this table; 0 where it gives none."""
    if not isinstance(model._meta.pk, AutoField):
        return 0
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                [f'"{table}"', column],
            )
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0


def go_on_after(model: type[Model], number: int) -> None:
    """The next row gets a higher number than ``number``: an erased client's is never given again."""
    if number == 0 or not isinstance(model._meta.pk, AutoField):
        return
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, number]
            )
