"""What ``lasna run --demo`` makes at its first start, made once and copied for tests about something else.

``python -m lasna.tests.prepared FOLDER`` makes it for the browser tests.
"""

import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lasna.tests.service import Service, own_environment
from lasna.tests.stack import Stack

PREPARE = """
from lasna.config import cli
if cli.main(["migrate"]):
    raise SystemExit("not migrated")
from django.db import connections
from lasna.config import demo
demo.load()
connections.close_all()
"""
"""``running.run`` up to where it serves. No worker sends anything: that is left to the one of each copy."""
LEAVES_IT_ALONE = frozenset(
    {"LASNA_URL", "LASNA_HEALTH_TOKEN", "LASNA_TURN_URL", "LASNA_TURN_SECRET", "TMPDIR"}
)
"""Settings that change nothing of what is made. With any other a service makes its own."""
Start = Callable[..., Service]
ZONES = UTC, ZoneInfo("Europe/Helsinki")


def _today() -> list[date]:
    return [datetime.now(zone).date() for zone in ZONES]


class Prepared:
    """Keys and a database with the demo in it, of this very day: its meetings are tomorrow's.

    In ``folder``; on servers the database is theirs, and those of the copies are made from it.
    """

    def __init__(self, folder: Path, stack: Stack | None = None) -> None:
        self._folder = folder
        self._stack = stack
        self._made_on: list[date] = []
        self._number = 0

    def suits(self, environment: Mapping[str, str]) -> bool:
        return environment.keys() <= LEAVES_IT_ALONE

    def copy_to(self, data: Path) -> dict[str, str]:
        """A data folder for one service. What it needs to be told besides: its database, on servers."""
        while self._made_on != _today():
            self._make()
        shutil.copytree(self._source, data, dirs_exist_ok=True)
        if self._stack is None:
            return {}
        return {"LASNA_DATABASE_URL": self._stack.create_database(data.name, like=self._source.name)}

    @property
    def _source(self) -> Path:
        return self._folder / f"prepared{self._number}"

    def _make(self) -> None:
        self._made_on = _today()
        self._number += 1
        servers = self._stack.environment() if self._stack else {}
        if self._stack:
            servers["LASNA_DATABASE_URL"] = self._stack.create_database(self._source.name)
        make(self._source, servers)


def make(data: Path, servers: Mapping[str, str]) -> None:
    """Into an empty folder and database."""
    words = [sys.executable, "-c", PREPARE]
    environment = own_environment(data, servers)
    done = subprocess.run(words, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    if left := list(data.glob("*-wal")):
        raise RuntimeError(f"not closed, so a copy would lack the end of it: {left}")


def starter(
    folder: Path, stack: Stack | None, started: list[Service], prepared: Prepared | None = None
) -> Start:
    """``start(LASNA_X="…")``: a service in ``folder``, noted in ``started``. None prepared: first starts."""

    def start(words: Sequence[str] = (), **environment: str) -> Service:
        data = folder / uuid.uuid4().hex
        servers = stack.environment() if stack else {}
        if prepared is not None and prepared.suits(environment):
            servers |= prepared.copy_to(data)
        elif stack is not None and "LASNA_DATABASE_URL" not in environment:
            servers |= {"LASNA_DATABASE_URL": stack.create_database(data.name)}
        service = Service(data, servers | environment, words=words)
        started.append(service)
        service.wait_until_ready()
        return service

    return start


if __name__ == "__main__":
    make(Path(sys.argv[1]), {})
