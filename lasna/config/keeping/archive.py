"""The file of a backup: a tar of tables and uploads, a manifest, a seal over every byte. Knows no Django.

tables/<table>.jsonl …  uploads/<path> …  manifest.json   (a plain tar)   "lasna-backup-sha256 <hash>"
"""

import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = b"lasna-backup-sha256 "
SEAL_SIZE = len(SEAL) + 64 + 1
CHUNK = 1024 * 1024


class BadBackup(Exception):
    """This file cannot be restored. The text says why and what to do."""


@dataclass(frozen=True)
class Table:
    """One table's file. ``last_id``: the highest number ever given, so that none is given again."""

    model: str
    rows: int
    sha256: str
    last_id: int


@dataclass(frozen=True)
class Manifest:
    """What is in the file, and what made it."""

    version: str
    made_at: str
    database: str
    migrations: list[tuple[str, str]]
    keys: dict[str, list[str]]
    """Fingerprints of the keys that its sealed fields and links need. The keys themselves are elsewhere."""
    left_out: list[str]
    tables: dict[str, Table] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)
    """Path → SHA-256."""
    format: int = FORMAT

    def text(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class _Hashed(io.RawIOBase):
    """Passes bytes on to ``file`` or from it, and hashes them."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.digest.update(data)
        return self.file.write(data)

    def read(self, size: int = -1, /) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


class Writer:
    """Adds members; each is hashed on its way."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, file: IO[bytes]) -> str:
        """``file`` from its beginning to its present end. The SHA-256 of what was written."""
        member = tarfile.TarInfo(name)
        member.size = file.seek(0, os.SEEK_END)
        member.mode = 0o600
        file.seek(0)
        hashed = _Hashed(file)
        self._tar.addfile(member, cast(IO[bytes], hashed))
        return hashed.digest.hexdigest()


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new backup at ``path``: complete and on the disk, or not there at all. Its owner's alone."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            hashed = _Hashed(file)
            with tarfile.open(fileobj=cast(IO[bytes], hashed), mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
            file.write(SEAL + hashed.digest.hexdigest().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Archive:
    """A backup whose every byte has been looked at. Made by ``opened`` alone."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.manifest = manifest
        self._tar = tar

    def lines(self, table: str) -> Iterator[Any]:
        """The rows of a table, each as JSON made it."""
        for line in self._file(f"tables/{table}.jsonl"):
            yield json.loads(line)

    def copy_upload(self, path: str, target: Path) -> None:
        """Write an upload as ``target``, its owner's alone."""
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            source = self._file(f"uploads/{path}")
            while chunk := source.read(CHUNK):
                file.write(chunk)

    def _file(self, name: str) -> IO[bytes]:
        found = self._tar.extractfile(name)
        if found is None:
            raise BadBackup(f"{name} is not a file.")
        return found


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The backup, read through once: seal, names, and the hash of every file. Raises ``BadBackup``."""
    with path.open("rb") as file:
        _ask_seal(file)
        file.seek(0)
        try:
            with tarfile.open(fileobj=file, mode="r:") as tar:
                yield Archive(tar, _looked_through(tar))
        except tarfile.TarError as error:
            raise BadBackup("The file is not a backup of Läsnä.") from error


def _ask_seal(file: IO[bytes]) -> None:
    """One flipped bit anywhere, or an end that is missing, is found here."""
    left = file.seek(0, os.SEEK_END) - SEAL_SIZE
    if left <= 0:
        raise BadBackup("The file is not a backup of Läsnä, or most of it is missing.")
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0:
        chunk = file.read(min(left, CHUNK))
        digest.update(chunk)
        left -= len(chunk)
    if file.read() != SEAL + digest.hexdigest().encode() + b"\n":
        raise BadBackup("The file is damaged or cut: its seal does not fit. Take another copy of the backup.")


def _looked_through(tar: tarfile.TarFile) -> Manifest:
    members = {member.name: member for member in tar.getmembers()}
    if len(members) != len(tar.getmembers()):
        raise BadBackup("The file holds a name twice.")
    for member in members.values():
        if not member.isreg() or not _is_plain(member.name):
            raise BadBackup(f"The file holds something that no backup has: {member.name!r}.")
    manifest = _manifest(tar)
    wanted = {f"tables/{name}.jsonl": table.sha256 for name, table in manifest.tables.items()}
    wanted |= {f"uploads/{name}": sha256 for name, sha256 in manifest.uploads.items()}
    if set(members) != {*wanted, MANIFEST}:
        raise BadBackup("What the file holds is not what its manifest lists.")
    for name, sha256 in wanted.items():
        if _sha256(cast(IO[bytes], tar.extractfile(name))) != sha256:
            raise BadBackup(f"{name} is damaged. Take another copy of the backup.")
    return manifest


def _is_plain(name: str) -> bool:
    """A path inside its folder: nothing that leads elsewhere."""
    parts = PurePosixPath(name).parts
    return str(PurePosixPath(name)) == name and not {"..", "/", "\0"} & {*parts, *name[:1], *name.split("\\")}


def _manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        file = tar.extractfile(MANIFEST)
        fields = json.load(cast(IO[bytes], file))
        if fields["format"] != FORMAT:
            raise BadBackup("A newer Läsnä made this file. Restore it with that version, then upgrade.")
        fields["tables"] = {name: Table(**table) for name, table in fields["tables"].items()}
        fields["migrations"] = [(app, name) for app, name in fields["migrations"]]
        return Manifest(**fields)
    except (KeyError, TypeError, ValueError) as error:
        raise BadBackup("The file is not a backup of Läsnä: its manifest makes no sense.") from error


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def sha256_of(lines: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()
