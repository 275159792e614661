"""deploy/roll beside a systemctl and a curl that write down what they were asked."""

import subprocess
from pathlib import Path

import pytest

from lasna.tests.machine import CHECKOUT

SYSTEMCTL = """#!/bin/sh
set -eu
cd {folder}
echo "$*" >> asked
case "$1" in
  is-active) test -e "running/$3" ;;
  enable) touch "running/$3" ;;
  disable) rm "running/$3" ;;
esac
ls running | wc -l >> counted
"""
CURL = """#!/bin/sh
for last; do :; done
echo "$last" | grep -q -v ":{never}/"
"""


@pytest.fixture
def server(tmp_path: Path) -> Path:
    (tmp_path / "running").mkdir()
    for name in "8001", "8002":
        (tmp_path / "running" / f"lasna-web@{name}").touch()
    return tmp_path


def roll(server: Path, *, never: str = "none") -> subprocess.CompletedProcess[str]:
    """``never``: the port at which nobody ever is ready."""
    for name, lines in (
        ("systemctl", SYSTEMCTL.format(folder=server)),
        ("curl", CURL.format(never=never)),
        ("sleep", "#!/bin/sh\n"),
    ):
        (server / name).write_text(lines)
        (server / name).chmod(0o755)
    return subprocess.run(
        [str(CHECKOUT / "deploy" / "roll")],
        env={"PATH": f"{server}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def running(server: Path) -> list[str]:
    return sorted(path.name.partition("@")[2] for path in (server / "running").iterdir())


def deeds(server: Path) -> list[str]:
    lines = (server / "asked").read_text().splitlines()
    return [f"{line.split()[0]} {line[-4:]}" for line in lines if not line.startswith("is-active")]


def test_the_next_one_runs_before_the_last_is_ended(server: Path) -> None:  # N44
    done = roll(server)
    assert done.returncode == 0, done.stderr
    assert deeds(server) == ["enable 8003", "disable 8001", "enable 8001", "disable 8002"]
    assert running(server) == ["8001", "8003"]
    assert min(map(int, (server / "counted").read_text().split())) == 2


def test_the_time_after_it_begins_at_whichever_is_free(server: Path) -> None:  # N44
    roll(server)
    (server / "asked").unlink()
    assert roll(server).returncode == 0
    assert deeds(server) == ["enable 8002", "disable 8001", "enable 8001", "disable 8003"]
    assert running(server) == ["8001", "8002"]


def test_one_that_is_never_ready_goes_and_the_others_stay(server: Path) -> None:  # N44
    done = roll(server, never="8003")
    assert done.returncode == 1 and "8003 is not ready" in done.stderr
    assert running(server) == ["8001", "8002"]


def test_where_none_runs_it_says_how_to_start_one(server: Path) -> None:  # N44
    for path in (server / "running").iterdir():
        path.unlink()
    done = roll(server)
    assert done.returncode == 1 and "enable --now lasna-web@8003" in done.stderr
    assert deeds(server) == []


def test_without_a_free_port_nothing_is_touched(server: Path) -> None:  # N44
    (server / "running" / "lasna-web@8003").touch()
    done = roll(server)
    assert done.returncode == 1 and "No port is free" in done.stderr
    assert deeds(server) == []
