"""Two releases run side by side on one schema, so that a schema only grows. # N45"""

from collections.abc import Iterator

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.fields import NOT_PROVIDED

TAKES_AWAY = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def breaks(operation: Operation) -> bool:
    """Would the release before, which knows nothing of ``operation``, fail to read or write?"""
    if isinstance(operation, migrations.AddField):
        field = operation.field
        filled = field.null or field.many_to_many or field.db_default is not NOT_PROVIDED
        return not filled
    return isinstance(operation, TAKES_AWAY)


def later_operations() -> Iterator[tuple[str, Operation]]:
    """Of our packages, after what each began with."""
    loader = MigrationLoader(None)
    for (app, name), migration in sorted((loader.disk_migrations or {}).items()):
        if type(migration).__module__.startswith("lasna.") and not name.startswith("0001_"):
            for operation in migration.operations:
                yield f"{app} {name}: {operation.describe()}", operation


def test_no_migration_takes_away_what_the_release_before_needs() -> None:
    found = list(later_operations())
    assert any("audit 0002_append_only" in told for told, _operation in found)
    assert [told for told, operation in found if breaks(operation)] == []


def test_what_takes_away_is_found_and_what_adds_is_not() -> None:
    assert breaks(migrations.RemoveField("person", "name"))
    assert breaks(migrations.AddField("person", "shoes", models.IntegerField(default=1)))
    assert not breaks(migrations.AddField("person", "shoes", models.IntegerField(null=True)))
    assert not breaks(migrations.AddField("person", "shoes", models.IntegerField(db_default=1)))
