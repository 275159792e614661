"""Behind ``lasna backup`` and ``lasna restore``: what they do and what they say. Django is loaded late."""

import argparse
import errno
import os
from collections.abc import Callable
from pathlib import Path

from lasna.config.keeping import archive
from lasna.config.keeping.archive import BadBackup
from lasna.kernel import ledger

Say = Callable[[str], None]
THE_PLACE = frozenset(
    {errno.ENOENT, errno.EEXIST, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOSPC, errno.EDQUOT}
)
"""What is wrong with where the file is, or shall be. Anything else is a fault of ours."""


def of_a_bad_file(say: Say, act: Callable[[], int]) -> int:
    """The status of ``act``; 1 and the reason when the file, or the place for it, will not do."""
    try:
        return act()
    except BadBackup as error:
        say(str(error))
    except OSError as error:
        if error.errno not in THE_PLACE:
            raise
        say(f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}.")
    return 1


def verify(path: Path, say: Say) -> int:
    with archive.opened(path) as found:
        manifest = found.manifest
    say(f"{path} is whole: made {manifest.made_at} by Läsnä {manifest.version} from {manifest.database}.")
    say(f"{len(manifest.tables)} tables, {manifest.rows} rows, {len(manifest.uploads)} uploads.")
    return 0


def save(path: Path, keys: Path | None, erased: Path | None, say: Say) -> int:
    from lasna.config.keeping import save as saving
    from lasna.kernel.keys import save_keys

    manifest = saving.save(path)
    say(f"{path}: {len(manifest.tables)} tables, {manifest.rows} rows, {len(manifest.uploads)} uploads.")
    say("Not in it: the keys, sessions (everyone signs in anew), wrong passwords.")
    if keys is None:
        say("Keep the keys apart from it: lasna backup FILE --keys FILE writes them.")
    else:
        save_keys(keys)
        say(f"{keys}: the keys. Keep them apart from the backup.")
    if erased is not None:
        count = _save_list(erased)
        say(f"{erased}: the list of the erased, {count} so far. Keep the newest one beside all backups.")
    return 0


def _save_list(path: Path) -> int:
    """The newest list takes the place of an older one: it holds the same and more."""
    from lasna.privacy.services import erasing

    lines = erasing.erased_lines()
    unfinished = path.with_name(f".{path.name}.new")
    unfinished.unlink(missing_ok=True)
    ledger.append(unfinished, lines)
    unfinished.rename(path)
    return len({(line.chain, line.client) for line in lines})


def _erased(options: argparse.Namespace, made_at: str) -> list[ledger.Line]:
    """The list that is given, or that lies in the data folder. Without one: only if somebody says so."""
    given = options.erased or _data(options) / ledger.NAME
    if options.without_erased:
        return []
    if not options.erased and not given.exists():
        raise BadBackup(
            f"Whoever was erased since {made_at} would come back. Give the list of the erased with"
            f" --erased FILE: {ledger.NAME} of the old data folder, or what backup --erased wrote."
            " If nobody was erased, or the list is lost, say --without-erased."
        )
    try:
        return ledger.read(given)
    except (ledger.BadLedger, UnicodeDecodeError) as error:
        raise BadBackup(f"{given} is no list of the erased. {error}") from error


def restore(options: argparse.Namespace, say: Say, load_django: Callable[[], None]) -> int:
    with archive.opened(options.file) as found:
        erased = _erased(options, found.manifest.made_at)
        if options.keys:
            _place_keys(options)
        load_django()
        from lasna.config.keeping import restore as bringing

        done = bringing.restore(found, erased=erased, new_keys=options.new_keys)
    say(f"Restored and compared: {done.tables} tables, {done.rows} rows, {done.uploads} uploads.")
    if options.without_erased:
        say(f"WITHOUT THE LIST OF THE ERASED: whoever was erased since {found.manifest.made_at} is back.")
    else:
        say(f"Erased anew: {done.erased}. Erased since, and not in the backup: {done.absent}.")
    for chain, row in done.broken_chains:
        say(f"Chain {chain}: broken at row {row}. It was so in the backup already.")
    if not done.broken_chains:
        say("Every chain of who looked is whole.")
    return int(bool(done.broken_chains))


def _place_keys(options: argparse.Namespace) -> None:
    from lasna.kernel.keys import place_keys

    place_keys(options.keys, _data(options))


def _data(options: argparse.Namespace) -> Path:
    return Path(options.data or os.environ.get("LASNA_DATA") or "data").resolve()
