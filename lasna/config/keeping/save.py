"""Making a backup while the service works: one consistent moment of the database, then the uploads."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, cast

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from lasna.config.keeping import rows
from lasna.config.keeping.archive import Manifest, Table, Writer, written
from lasna.kernel import clock
from lasna.kernel.keys import fingerprints


def save(path: Path) -> Manifest:
    """Write the backup and say what is in it. The service may work meanwhile."""
    with written(path) as writer, one_moment():
        manifest = Manifest(
            version=version("lasna"),
            made_at=clock.now().isoformat(),
            database=connection.vendor,
            migrations=sorted(MigrationRecorder(connection).applied_migrations()),
            keys=fingerprints(),
            left_out=sorted(rows.LEFT_OUT),
        )
        for model in rows.kept(apps):
            manifest.tables[model._meta.db_table] = _table(writer, model, path.parent)
        _uploads(writer, manifest)
        with tempfile.TemporaryFile(dir=path.parent) as file:
            file.write(manifest.text())
            writer.add("manifest.json", cast(IO[bytes], file))
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment, and nobody waits: a snapshot that takes no lock.

    Not ``atomic``: on SQLite that would be IMMEDIATE and hold up every writer.
    """
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _table(writer: Writer, model: type[Model], folder: Path) -> Table:
    # Beside the backup and without a name: gone with this process, whatever happens.
    with tempfile.TemporaryFile(dir=folder) as file:
        count = -1  # the first line names the fields
        for line in rows.lines(model):
            file.write(line)
            count += 1
        sha256 = writer.add(f"tables/{model._meta.db_table}.jsonl", cast(IO[bytes], file))
    return Table(model=model._meta.label, rows=count, sha256=sha256, last_id=rows.last_id(model))


def uploads_folder() -> Path:
    return Path(settings.LASNA_DATA) / "uploads"


def _uploads(writer: Writer, manifest: Manifest) -> None:
    """After the rows that name them: a file added meanwhile is one too many, never one too few."""
    folder = uploads_folder()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix()
        try:
            with path.open("rb") as file:
                manifest.uploads[name] = writer.add(f"uploads/{name}", file)
        except FileNotFoundError:  # removed a moment ago, with its row
            continue
