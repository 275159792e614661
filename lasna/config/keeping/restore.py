"""From a backup to a working service: into an empty place, proved equal before anything is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from lasna.clients.models import Client
from lasna.config.keeping import rows
from lasna.config.keeping.archive import Archive, BadBackup, sha256_of
from lasna.config.keeping.save import uploads_folder
from lasna.kernel import ledger
from lasna.kernel.audit.verify import verify_all
from lasna.kernel.keys import fingerprints
from lasna.privacy.services import erasing

Step = tuple[str, str]


@dataclass
class Restored:
    """What came back, and what is to be told of it."""

    tables: int
    rows: int
    uploads: int
    broken_chains: list[tuple[int, int]] = field(default_factory=list)
    erased: int = 0
    """People who were erased since the backup, and are erased anew."""
    absent: int = 0
    """Others on the list: the backup did not hold them."""


def restore(archive: Archive, *, erased: Sequence[ledger.Line], new_keys: bool = False) -> Restored:
    """Everything of ``archive`` into this empty database and data folder. Raises ``BadBackup``.

    The database is brought to the migrations of the backup, filled and compared, and then brought up to date.
    Those on the list ``erased`` who were erased since are erased anew.
    """
    executor = MigrationExecutor(connection)
    _ask_migrations(executor, archive.manifest.migrations)
    _ask_empty()
    if not new_keys:
        _ask_keys(archive.manifest.keys)
    _ask_whose(erased, archive.manifest.keys)
    executor.migrate(_ends(executor, archive.manifest.migrations))
    nodes = _ends(executor, archive.manifest.migrations)
    _fill(archive, executor.loader.project_state(nodes).apps)
    _bring_uploads(archive)
    call_command("migrate", interactive=False, verbosity=0)
    manifest = archive.manifest
    anew = _forget(erased, datetime.fromisoformat(manifest.made_at))
    broken = [(chain, row) for chain, row in verify_all() if row is not None]
    told = Restored(len(manifest.tables), manifest.rows, len(manifest.uploads), broken)
    told.erased, told.absent = anew.erased, anew.absent
    return told


def _ask_whose(erased: Sequence[ledger.Line], keys: dict[str, list[str]]) -> None:
    """Numbers of another service would erase strangers."""
    ours = {*keys.get("link", []), *fingerprints()["link"]}
    # Under an older key of ours stand those alone whom the list names under a newer one, too.
    known = {(line.chain, line.client) for line in erased if line.key in ours}
    if any((line.chain, line.client) not in known for line in erased):
        raise BadBackup("The list of the erased is not of this service: its keys are others.")


def _forget(erased: Sequence[ledger.Line], made_at: datetime) -> erasing.Anew:
    """Whoever was erased goes again; their numbers go to nobody; the list goes on here."""
    anew = erasing.erase_anew(erased, made_at=made_at)
    highest = max((line.client for line in erased), default=0)
    rows.go_on_after(Client, max(highest, rows.last_id(Client)))
    ledger.append(erasing.ledger_path(), _not_yet_listed(erased))
    erasing.complete_ledger()
    erasing.clear_traces(at_once=True)
    return anew


def _not_yet_listed(erased: Sequence[ledger.Line]) -> list[ledger.Line]:
    """Under today's key, whatever key they were written under."""
    path, key = erasing.ledger_path(), fingerprints()["link"][0]
    known = set(ledger.read(path)) if path.exists() else set()
    lines = dict.fromkeys(replace(line, key=key) for line in erased)
    return [line for line in lines if line not in known]


def _ask_migrations(executor: MigrationExecutor, steps: Sequence[Step]) -> None:
    strange = sorted(set(steps) - set(executor.loader.graph.nodes))
    if strange:
        app, name = strange[0]
        raise BadBackup(
            f"A newer Läsnä made this file: this one does not know {app}.{name}. Use that version."
        )


def _ask_empty() -> None:
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise BadBackup(
                "The database has tables already. Restore into an empty one: give another data folder or"
                " LASNA_DATABASE_URL, or remove what a broken-off restore left."
            )
    folder = uploads_folder()
    if folder.exists() and any(folder.iterdir()):
        raise BadBackup(f"{folder} is not empty. Restore into an empty data folder.")


def _ask_keys(wanted: dict[str, list[str]]) -> None:
    present = fingerprints()
    missing = [name for name, marks in wanted.items() if not set(marks) <= set(present.get(name, []))]
    if missing:
        raise BadBackup(
            f"The keys here are not those of the backup ({', '.join(missing)}): links would be dead and"
            " sealed fields closed for ever. Give them with --keys FILE, or, if they are lost, --new-keys."
        )


def _ends(executor: MigrationExecutor, steps: Sequence[Step]) -> list[Step]:
    """The last of these migrations: those on which no other of them rests."""
    there = set(steps)
    nodes = executor.loader.graph.node_map
    return [step for step in steps if not any(child.key in there for child in nodes[step].children)]


def _fill(archive: Archive, apps: Apps) -> None:
    """One transaction: either every table is there and equal, or none has a row."""
    models = {model._meta.db_table: model for model in rows.kept(apps)}
    strange = set(archive.manifest.tables) - set(models)
    if strange:
        raise BadBackup(f"This version has no table {min(strange)}. Restore with the version of the backup.")
    with transaction.atomic():
        for name in archive.manifest.tables:
            rows.insert(models[name], archive.lines(name))
        for name in archive.manifest.tables:
            _compare(archive, models[name])
        for name, table in archive.manifest.tables.items():
            rows.go_on_after(models[name], table.last_id)


def _compare(archive: Archive, model: type[Model]) -> None:
    """What the database now holds is written again, and must be the same bytes."""
    table = model._meta.db_table
    if sha256_of(rows.lines(model)) != archive.manifest.tables[table].sha256:
        raise BadBackup(f"{table} came back otherwise than it was saved. Nothing was kept of it.")


def _bring_uploads(archive: Archive) -> None:
    folder = uploads_folder()
    for name in archive.manifest.uploads:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        archive.copy_upload(name, target)
