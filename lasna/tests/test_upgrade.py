"""Two releases run side by side on one schema, so that a schema only grows. # N45"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.fields import NOT_PROVIDED
from django.test import Client as Browser

from lasna.config import setup_check
from lasna.contacts.models import Contact
from lasna.kernel.audit.verify import verify_all
from lasna.meetings import services
from lasna.meetings.tests.scene import scene

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


NEXT_RELEASE = (
    "ALTER TABLE {table} ADD COLUMN of_next_release varchar(20) NULL",
    "ALTER TABLE {table} ADD COLUMN count_of_next_release integer NOT NULL DEFAULT 1",
)
"""What ``breaks`` lets pass, done to a table."""


def grow() -> None:
    """The schema of a release to come: every table of ours has grown, and one is new."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model.__module__.startswith("lasna."):
                for change in NEXT_RELEASE:
                    cursor.execute(change.format(table=model._meta.db_table))
        cursor.execute("CREATE TABLE of_next_release (client_id bigint NULL REFERENCES clients_client (id))")
    MigrationRecorder(connection).record_applied("meetings", "9999_of_next_release")


@pytest.mark.django_db
def test_this_release_works_on_the_schema_of_the_next() -> None:
    """As during an upgrade, when the database is migrated and some processes are still the old ones."""
    grow()
    made = scene()
    browser = Browser()
    browser.force_login(made.adviser)
    for page in ("/", f"/clients/{made.client.pk}", f"/meetings/{made.meeting.pk}", "/contacts"):
        assert browser.get(page).status_code == 200, page
    made.admit()
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert Contact.objects.get().meeting_id == made.meeting.pk
    assert [row for _chain, row in verify_all() if row is not None] == []
    assert [found.what for found in setup_check.findings() if "migrations" in found.what] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT of_next_release, count_of_next_release FROM clients_client")
        assert cursor.fetchall() == [(None, 1)]
