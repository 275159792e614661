"""A constraint that one of the two databases has."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import Func


def _on_postgres(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


class OnPostgres(ExclusionConstraint):
    """An exclusion constraint where the database has them; elsewhere the service checks under its lock."""

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        if _on_postgres(schema_editor):
            return super().create_sql(model, schema_editor)
        return None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        if _on_postgres(schema_editor):
            return super().remove_sql(model, schema_editor)
        return None

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if _on_postgres(schema_editor):
            return super().constraint_sql(model, schema_editor)
        return None

    def check(self, model: type[models.Model], connection: Any) -> list[Any]:
        return super().check(model, connection) if connection.vendor == "postgresql" else []

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The services say it in words."""


class Span(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()
