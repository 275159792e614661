"""Who looked at one thing is found without reading the whole log, where the database can search in lists."""

from django.db import migrations

# Written at once: a list of what waits would make one request of many pay for all.
CREATE = """
CREATE INDEX audit_ids ON audit_auditrow USING gin (ids jsonb_path_ops) WITH (fastupdate = off)
"""


def _create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def _drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX audit_ids")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunPython(_create, _drop)]
