"""The database itself refuses to change or remove a row of who looked."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER audit_row_stays_unchanged BEFORE UPDATE ON audit_auditrow
    BEGIN SELECT RAISE(ABORT, 'the log of who looked is append-only'); END
    """,
    """
    CREATE TRIGGER audit_row_stays BEFORE DELETE ON audit_auditrow
    BEGIN SELECT RAISE(ABORT, 'the log of who looked is append-only'); END
    """,
]
POSTGRESQL = [
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the log of who looked is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_row_stays BEFORE UPDATE OR DELETE ON audit_auditrow
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
]


def _create(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def _drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_row_stays_unchanged")
        schema_editor.execute("DROP TRIGGER audit_row_stays")
    else:
        schema_editor.execute("DROP TRIGGER audit_row_stays ON audit_auditrow")
        schema_editor.execute("DROP FUNCTION audit_refuse()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(_create, _drop)]
