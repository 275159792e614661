"""A restored backup keeps the erased erased. # N46, N53"""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lasna.config.tests.test_keeping import Place
from lasna.kernel import ledger
from lasna.privacy.tests.story import CANARIES, files_with
from lasna.tests.service import PATIENCE, Service
from lasna.tests.stack import Stack

pytestmark = [pytest.mark.process, pytest.mark.slow]


def canary(place: Place, deed: str) -> str:
    code = f"from lasna.privacy.tests.canary_service import main; main({deed!r})"
    return place.lasna("manage", "shell", "-v0", "-c", code)


@pytest.fixture(scope="module")
def new_place(tmp_path_factory: pytest.TempPathFactory, stack: Stack | None) -> Callable[..., Place]:
    def make(*, sqlite: bool = False) -> Place:
        data = tmp_path_factory.mktemp("erased")
        return Place(data, stack.create_database(data.name) if stack and not sqlite else "")

    return make


@pytest.fixture(scope="module")
def kept(new_place: Callable[..., Place], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A backup with the canary, one without, the keys, the list as it lies and as a backup writes it."""
    place, files = new_place(), tmp_path_factory.mktemp("kept")
    place.lasna("migrate")
    canary(place, "make")
    found = {name: files / name for name in ("old.tar", "new.tar", "keys.json", "list.jsonl")}
    place.lasna("backup", found["old.tar"], "--keys", found["keys.json"])
    canary(place, "erase")
    found["list.jsonl"].write_text("older")
    said = place.lasna("backup", found["new.tar"], "--erased", found["list.jsonl"])
    assert "the list of the erased, 1 so far" in said
    return found | {"erased.jsonl": place.data / ledger.NAME}


@pytest.mark.parametrize("name", ["erased.jsonl", "list.jsonl"])
def test_who_was_erased_since_the_backup_is_erased_anew(
    kept: dict[str, Path], new_place: Callable[..., Place], name: str
) -> None:  # N46, N53
    place = new_place()
    said = place.lasna("restore", kept["old.tar"], "--keys", kept["keys.json"], "--erased", kept[name])
    assert "Erased anew: 1. Erased since, and not in the backup: 0." in said
    assert "Every chain of who looked is whole." in said
    assert canary(place, "search") == "found 0 in rows, clients 0\n"
    assert files_with(folder=place.data) == []
    assert place.lasna("audit", "verify") == "Every chain is whole.\n"
    # The list goes on here, and the number goes to nobody.
    (line,) = ledger.read(place.data / ledger.NAME)
    assert str(line.client + 1) in place.lasna("manage", "shell", "-v0", "-c", NEXT)


NEXT = """
from lasna.clients.models import Client
from lasna.people.models import Office
office = Office.objects.first()
print(Client.objects.create(office=office, organisation=office.organisation, first_name="Muu").pk)
"""


def test_a_list_that_lies_in_the_data_folder_is_taken_without_being_named(
    kept: dict[str, Path], new_place: Callable[..., Place]
) -> None:
    place = new_place()
    (place.data / ledger.NAME).write_bytes(kept["erased.jsonl"].read_bytes())
    assert "Erased anew: 1." in place.lasna("restore", kept["old.tar"], "--keys", kept["keys.json"])


def test_without_the_list_nothing_is_restored_unless_somebody_says_so(
    kept: dict[str, Path], new_place: Callable[..., Place]
) -> None:  # N46
    place = new_place()
    words = ("restore", kept["old.tar"], "--keys", kept["keys.json"])
    said = place.lasna(*words, status=1)
    assert "would come back. Give the list of the erased with --erased FILE" in said
    assert list(place.data.iterdir()) == []
    said = place.lasna(*words, "--without-erased")
    assert "WITHOUT THE LIST OF THE ERASED" in said
    assert canary(place, "search").startswith("found ")
    assert canary(place, "search") != "found 0 in rows, clients 0\n"


def test_a_backup_made_after_erasing_holds_nothing_of_them(
    kept: dict[str, Path], new_place: Callable[..., Place]
) -> None:  # N53
    held = kept["new.tar"].read_bytes()
    assert [word for word in CANARIES if word.encode() in held] == []
    assert [word for word in CANARIES if word.encode() in kept["old.tar"].read_bytes()] != []
    place = new_place(sqlite=True)
    said = place.lasna(
        "restore", kept["new.tar"], "--keys", kept["keys.json"], "--erased", kept["erased.jsonl"]
    )
    assert "Erased anew: 0. Erased since, and not in the backup: 0." in said


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"key": "0" * 16}, "The list of the erased is not of this service"),
        ({"client": "1"}, "Line 1 makes no sense."),
        ({"at": "yesterday"}, "Line 1 makes no sense."),
        ({"more": 1}, "Line 1 makes no sense."),
    ],
)
def test_a_list_of_another_service_or_a_damaged_one_is_refused(
    kept: dict[str, Path],
    new_place: Callable[..., Place],
    tmp_path: Path,
    change: dict[str, object],
    refusal: str,
) -> None:
    place, file = new_place(sqlite=True), tmp_path / "list"
    line = json.loads(kept["erased.jsonl"].read_text())
    file.write_text(json.dumps(line | change) + "\n")
    words = ("restore", kept["old.tar"], "--keys", kept["keys.json"], "--erased", file)
    assert refusal in place.lasna(*words, status=1)
    file.write_text(json.dumps(line) + "\n" + '{"an unfinished')
    assert "Erased anew: 1." in place.lasna(*words)


def test_with_new_keys_the_list_goes_on_being_this_services_own(
    kept: dict[str, Path], new_place: Callable[..., Place], tmp_path: Path
) -> None:  # N46, N53
    place, again = new_place(sqlite=True), new_place(sqlite=True)
    old = ("restore", kept["old.tar"], "--erased", kept["erased.jsonl"])
    assert "Erased anew: 1." in place.lasna(*old, "--new-keys")
    file, keys, listed = tmp_path / "backup.tar", tmp_path / "keys.json", tmp_path / "list"
    place.lasna("backup", file, "--keys", keys, "--erased", listed)
    assert "Erased anew: 0." in again.lasna("restore", file, "--keys", keys, "--erased", listed)
    assert canary(again, "search") == "found 0 in rows, clients 0\n"
    # Of a stranger's list it is told as before.
    line = json.loads(kept["erased.jsonl"].read_text())
    with listed.open("a") as more:
        more.write(json.dumps(line | {"client": line["client"] + 1}) + "\n")
    words = ("restore", file, "--keys", keys, "--erased", listed)
    assert "is not of this service" in new_place(sqlite=True).lasna(*words, status=1)


def test_a_line_is_added_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list"
    one, two = (ledger.Line(1, number, "2026-01-05T10:00:00+00:00", "k") for number in (1, 2))
    ledger.append(path, [one])
    with path.open("a") as file:
        file.write('{"chain": 1, "cl')
    ledger.append(path, [two])
    assert ledger.read(path) == [one, two]

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    before = path.read_bytes()
    with pytest.raises(OSError, match="No space"):
        ledger.append(path, [one])
    assert path.read_bytes() == before


def test_beside_a_working_service_the_worker_clears_the_traces(
    start_first: Callable[..., Service],
) -> None:  # N53
    """Web and worker have the file open all the while, and log to a file that is searched too."""
    service = start_first()
    place = Place(service.data, service.environment.get("LASNA_DATABASE_URL", ""))
    canary(place, "make")
    assert canary(place, "search") != "found 0 in rows, clients 0\n"
    canary(place, "press")
    assert canary(place, "search").startswith("found 0 in rows")
    if "LASNA_DATABASE_URL" in service.environment:
        return  # PostgreSQL's files are its own
    deadline = time.monotonic() + PATIENCE
    while files_with(folder=service.data) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert files_with(folder=service.data) == []
