"""Backup and restore: equal or refused, on both databases, while the service works. # N46"""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from lasna.config.keeping import archive
from lasna.config.keeping.archive import BadBackup
from lasna.tests.stack import Stack

pytestmark = [pytest.mark.process, pytest.mark.slow]
SOMETHING_GONE = """
from lasna.clients.models import Client
row = Client.objects.order_by("-pk").first()
Client.objects.create(organisation=row.organisation, office=row.office, first_name="Demo").delete()
"""


WRITE_ON = """
from django.db import transaction
from lasna.clients.models import Client
from lasna.kernel.audit.services import record
from lasna.kernel.live.events import EVENTS
from lasna.kernel.live.publish import publish
from lasna.meetings.models import Meeting
one, client = Meeting.objects.order_by("pk")[0], Client.objects.order_by("pk")[0]
event = EVENTS["meeting.delayed"](expected="")
print("writing", flush=True)
while True:
    with transaction.atomic():
        publish(one.room_id, event)
        Client.objects.create(organisation=client.organisation, office=client.office, first_name="Demo")
        record(chain=client.organisation_id, who="person:1", deed="client.added", subject="client", ids=[1])
"""
ONE_MOMENT = """
from django.db.models import Max
from lasna.clients.models import Client
from lasna.kernel.audit.models import AuditHead, AuditRow
from lasna.kernel.live.models import Room, StoredEvent
last = dict(StoredEvent.objects.values_list("room").annotate(Max("seq")))
assert all(room.seq == last.get(room.pk, 0) for room in Room.objects.all())
heads = {head.pk: head.number for head in AuditHead.objects.all()}
assert heads == dict(AuditRow.objects.values_list("chain").annotate(Max("number")))
written = AuditRow.objects.filter(deed="client.added", ids=[1], who="person:1").count()
print(written, Client.objects.filter(first_name="Demo", last_name="").count())
"""


class Place:
    """A data folder, its database, and the ``lasna`` command there."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("LASNA_", "DJANGO_"))
        }
        self.environment = own | {"LASNA_DATA": str(data)}
        if database:
            self.environment["LASNA_DATABASE_URL"] = database

    def lasna(self, *words: object, status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "lasna.config.cli", *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def manifest(self) -> dict[str, Any]:
        """What a backup made now says, but for when and where it was made."""
        file = self.data / f"{len(list(self.data.iterdir()))}.tar"
        self.lasna("backup", file)
        return manifest_of(file)


def manifest_of(file: Path) -> dict[str, Any]:
    with tarfile.open(file) as tar:
        said = tar.extractfile("manifest.json")
        assert said is not None
        found: dict[str, Any] = json.load(said)
    return {key: value for key, value in found.items() if key not in ("made_at", "database")}


@pytest.fixture(scope="module")
def new_place(tmp_path_factory: pytest.TempPathFactory, stack: Stack | None) -> Callable[..., Place]:
    """``new_place()``: empty, on the databases of this run; ``new_place(sqlite=True)``: in a file."""

    def make(*, sqlite: bool = False) -> Place:
        data = tmp_path_factory.mktemp("place")
        return Place(data, stack.create_database(data.name) if stack and not sqlite else "")

    return make


@pytest.fixture(scope="module")
def source(new_place: Callable[..., Place]) -> Place:
    """A demo office with a meeting, an upload, and a client that is gone again."""
    place = new_place()
    place.lasna("migrate")
    place.lasna("demo", "meeting")
    place.lasna("manage", "shell", "-v0", "-c", SOMETHING_GONE)
    (place.data / "uploads" / "board").mkdir(parents=True)
    (place.data / "uploads" / "board" / "ä.png").write_bytes(bytes(range(256)) * 99)
    return place


@pytest.fixture(scope="module")
def saved(source: Place) -> tuple[Path, Path]:
    """The backup and its keys."""
    file, keys = source.data / "b.tar", source.data / "keys.json"
    source.lasna("backup", file, "--keys", keys)
    return file, keys


@pytest.mark.parametrize("sqlite", [False, True], ids=["same database", "to SQLite"])
def test_what_comes_back_is_equal(
    source: Place, saved: tuple[Path, Path], new_place: Callable[..., Place], sqlite: bool
) -> None:  # N46
    file, keys = saved
    place = new_place(sqlite=sqlite)
    said = place.lasna("restore", "--without-erased", file, "--keys", keys)
    assert "Every chain of who looked is whole." in said
    before, after = source.manifest(), place.manifest()
    assert before == after, "every table's rows, hash and highest number, every upload's hash"
    assert before["tables"]["clients_client"]["last_id"] > before["tables"]["clients_client"]["rows"]
    assert place.lasna("audit", "verify") == "Every chain is whole.\n"
    place.lasna("demo", "meeting")  # numbers go on where they were: the next row finds its place free
    upload = place.data / "uploads" / "board" / "ä.png"
    assert hashlib.sha256(upload.read_bytes()).hexdigest() == before["uploads"]["board/ä.png"]


def test_a_backup_of_sqlite_comes_back_on_the_databases_of_this_run(
    new_place: Callable[..., Place],
) -> None:  # N46
    small, other = new_place(sqlite=True), new_place()
    small.lasna("migrate")
    small.lasna("demo", "meeting")
    file, keys = small.data / "b.tar", small.data / "keys.json"
    small.lasna("backup", file, "--keys", keys)
    other.lasna("restore", "--without-erased", file, "--keys", keys)
    assert small.manifest() == other.manifest()


@pytest.mark.parametrize("sqlite", [False, True], ids=["same database", "to SQLite"])
def test_a_seeded_organisation_comes_back_whole_as_of_one_moment_of_its_work(
    new_place: Callable[..., Place], sqlite: bool
) -> None:  # N46
    """Somebody writes all the time: a transaction's room, client and log are in it together, or not."""
    source, place = new_place(), new_place(sqlite=sqlite)
    source.lasna("seed", "--offices", 2, "--staff", 6, "--clients", 60, "--contacts-per-client", 2)
    logo = source.data / "uploads" / "demo" / "logo.webp"
    logo.parent.mkdir(parents=True)
    logo.write_bytes(os.urandom(50_000))
    file, keys = source.data / "b.tar", source.data / "keys.json"
    with writing_on(source):
        source.lasna("backup", file, "--keys", keys)
    said = manifest_of(file)
    place.lasna("restore", "--without-erased", file, "--keys", keys)
    assert place.manifest() == said, "every table's rows and hash, every upload's hash"
    assert said["tables"]["clients_client"]["rows"] > 60
    assert said["uploads"] == {"demo/logo.webp": hashlib.sha256(logo.read_bytes()).hexdigest()}
    written, clients = place.lasna("manage", "shell", "-v0", "-c", ONE_MOMENT).split()
    assert written == clients and int(written) > 0
    assert place.lasna("audit", "verify") == "Every chain is whole.\n"


@contextmanager
def writing_on(place: Place) -> Iterator[None]:
    """Another process that writes as fast as it can."""
    words = [sys.executable, "-m", "lasna.config.cli", "manage", "shell", "-v0", "-c", WRITE_ON]
    writer = subprocess.Popen(
        ["setpriv", "--pdeathsig=KILL", "--", *words],
        env=place.environment,
        stdout=subprocess.PIPE,
    )
    try:
        assert writer.stdout is not None and writer.stdout.readline() == b"writing\n"
        yield
        assert writer.poll() is None, "it wrote all the time"
    finally:
        writer.kill()
        writer.communicate()


def test_the_keys_are_apart_and_everything_is_the_owners_alone(
    source: Place, saved: tuple[Path, Path]
) -> None:
    file, keys = saved
    assert {path.stat().st_mode & 0o777 for path in saved} == {0o600}
    held = file.read_bytes()
    for name, key in json.loads(keys.read_text()).items():
        assert key == (source.data / "keys" / name).read_text()
        assert key.encode() not in held
    assert "exists already" in source.lasna("backup", source.data / "other.tar", "--keys", keys, status=1)
    assert not (source.data / "other.tar").exists()
    assert [path for path in source.data.iterdir() if path.name.startswith(".")] == []


def test_a_place_that_is_not_empty_or_has_other_keys_is_refused(
    source: Place, saved: tuple[Path, Path], new_place: Callable[..., Place]
) -> None:
    file, keys = saved
    assert "The database has tables already." in source.lasna("restore", "--without-erased", file, status=1)
    place = new_place()
    assert "The keys here are not those of the backup" in place.lasna(
        "restore", "--without-erased", file, status=1
    )
    upload = place.data / "uploads" / "one"
    upload.parent.mkdir()
    upload.write_text("x")
    assert "is not empty" in place.lasna("restore", "--without-erased", file, "--keys", keys, status=1)
    upload.unlink()
    place.lasna("restore", "--without-erased", file, "--keys", keys)


def test_lost_keys_are_given_up_only_when_one_says_so(
    saved: tuple[Path, Path], new_place: Callable[..., Place]
) -> None:
    place = new_place(sqlite=True)
    place.lasna("restore", "--without-erased", saved[0], "--new-keys")
    assert place.lasna("audit", "verify") == "Every chain is whole.\n"


def test_a_backup_of_an_older_version_is_brought_up_to_date_and_a_newer_one_refused(
    saved: tuple[Path, Path], new_place: Callable[..., Place], tmp_path: Path
) -> None:
    file, keys = saved
    older, newer = tmp_path / "older.tar", tmp_path / "newer.tar"
    # The log's triggers are a migration that changes no table: a backup without it is an older one.
    rewrite(file, older, lambda said: said["migrations"].remove(["audit", "0002_append_only"]))
    rewrite(file, newer, lambda said: said["migrations"].append(["people", "0999_to_come"]))
    place = new_place()
    refusal = place.lasna("restore", "--without-erased", newer, "--keys", keys, status=1)
    assert "A newer Läsnä made this file: this one does not know people.0999_to_come" in refusal
    place.lasna("restore", "--without-erased", older, "--keys", keys)
    assert "audit.0002_append_only" in place.lasna("manage", "showmigrations", "-p").replace("  ", " ")
    change = "from lasna.kernel.audit.models import *; AuditRow.objects.all()._raw_delete('default')"
    place.lasna("manage", "shell", "-v0", "-c", change, status=1)


def rewrite(
    source: Path,
    target: Path,
    change: Callable[[dict[str, Any]], None] = lambda said: None,
    add: tuple[tarfile.TarInfo, bytes] | None = None,
) -> None:
    """The backup with another manifest, or one thing more, sealed anew as a forger would."""
    made = BytesIO()
    with tarfile.open(source) as old, tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            data = file.read()
            if member.name == "manifest.json":
                said = json.loads(data)
                change(said)
                data = json.dumps(said).encode()
            member.size = len(data)
            new.addfile(member, BytesIO(data))
        if add is not None:
            add[0].size = len(add[1])
            new.addfile(add[0], BytesIO(add[1]))
    held = made.getvalue()
    target.write_bytes(held + archive.SEAL + hashlib.sha256(held).hexdigest().encode() + b"\n")


def opens(path: Path) -> bool:
    with archive.opened(path):
        return True


def test_a_flipped_byte_anywhere_is_found(
    saved: tuple[Path, Path], tmp_path: Path, loops: Callable[[int], int]
) -> None:
    whole = saved[0].read_bytes()
    assert opens(saved[0])
    bad = tmp_path / "bad.tar"
    for place in range(0, len(whole), len(whole) // loops(1000)):
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadBackup):
            opens(bad)


def test_a_cut_file_is_found(saved: tuple[Path, Path], tmp_path: Path) -> None:
    whole = saved[0].read_bytes()
    bad = tmp_path / "bad.tar"
    for length in (0, 1, 90, 512, len(whole) // 2, len(whole) - 85, len(whole) - 1):
        bad.write_bytes(whole[:length])
        with pytest.raises(BadBackup):
            opens(bad)


def strange_members() -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    for name in (
        "../x",
        "/x",
        "uploads/../../x",
        "uploads/./x",
        "uploads//x",
        "uploads\\..\\x",
        "manifest.json",
    ):
        yield tarfile.TarInfo(name), b"x"
    link, folder, device = (tarfile.TarInfo(f"uploads/{number}") for number in range(3))
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    folder.type, device.type = tarfile.DIRTYPE, tarfile.CHRTYPE
    for member in (link, folder, device):
        yield member, b""
    yield tarfile.TarInfo("uploads/not-in-the-manifest"), b"x"


@pytest.mark.parametrize("strange", list(strange_members()), ids=lambda strange: strange[0].name)
def test_a_name_that_leads_elsewhere_is_refused_even_under_a_good_seal(
    saved: tuple[Path, Path], tmp_path: Path, strange: tuple[tarfile.TarInfo, bytes]
) -> None:
    good, bad = tmp_path / "good.tar", tmp_path / "bad.tar"
    rewrite(saved[0], good)
    assert opens(good)

    def listed(said: dict[str, Any]) -> None:  # a forger's manifest lists it
        name = strange[0].name.removeprefix("uploads/")
        if strange[1] and name != "not-in-the-manifest":
            said["uploads"][name] = hashlib.sha256(strange[1]).hexdigest()

    rewrite(saved[0], bad, listed, strange)
    with pytest.raises(BadBackup):
        opens(bad)


def test_verify_says_what_is_in_the_file_and_touches_nothing(
    saved: tuple[Path, Path], new_place: Callable[..., Place], tmp_path: Path
) -> None:
    place = new_place()
    assert "is whole: made " in place.lasna("backup", "--verify", saved[0])
    bad = tmp_path / "bad.tar"
    bad.write_bytes(saved[0].read_bytes()[:-1])
    assert "damaged or cut" in place.lasna("backup", "--verify", bad, status=1)
    assert "No such file" in place.lasna("backup", "--verify", tmp_path / "none", status=1)
    assert "damaged or cut" in place.lasna("restore", "--without-erased", bad, status=1)
    assert list(place.data.iterdir()) == []
