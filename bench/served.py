"""The real service on core 0, the load on core 1: what the Python benches share."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, RemoteDisconnected
from importlib import import_module
from pathlib import Path

from lasna.kernel.keys import ensure_keys
from lasna.tests.stack import Stack, free_port, until_answered

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE, LOAD_CORE = 0, 1
TICKS = os.sysconf("SC_CLK_TCK")  # of /proc, a second


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: list[tuple[str, str]]
    seconds: float


class Visitor:
    """One browser without a screen: one connection, kept open, one request after the other."""

    def __init__(self, port: int, cookies: Mapping[str, str] | None = None) -> None:
        self._connection = HTTPConnection("localhost", port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        self._headers = {"Accept-Language": "fi"} | ({"Cookie": cookie} if cookie else {})

    def get(self, path: str) -> Answer:
        try:
            return self._get(path)
        except RemoteDisconnected:  # idle for so long that the server closed it
            self._connection.close()
            return self._get(path)

    def _get(self, path: str) -> Answer:
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        return Answer(answer.status, body, answer.getheaders(), time.perf_counter() - began)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(-(-int(share * 1000) * len(ordered) // 1000) - 1, 0)]


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident(pid: int) -> int:
    """Bytes in memory."""
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line]
    return int(line.split()[1]) * 1024


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("LASNA_", "DJANGO_"))}


@contextmanager
def database(kind: str) -> Iterator[dict[str, str]]:
    """The environment of a service on ``sqlite`` or ``postgres``, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lasna-bench-") as folder:
        ensure_keys(Path(folder))
        environment = {"LASNA_DATA": folder}
        if kind == "sqlite":
            yield environment
            return
        with Stack() as stack:
            url = stack.create_database("bench")
            yield environment | stack.environment() | {"LASNA_DATABASE_URL": url}


def lasna(environment: Mapping[str, str], *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "lasna.config.cli", *words],
        env=clean_environment() | dict(environment),
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def tidy(environment: Mapping[str, str]) -> None:
    """What a database does by itself within minutes: it learns how many rows there are of what."""
    url = environment.get("LASNA_DATABASE_URL", "")
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def on_each(module: str, words: Sequence[str]) -> int:
    """``python -m MODULE KIND`` for each kind of database, prepared by ``lasna WORDS``. The worst status."""
    worst = 0
    for kind in os.environ.get("ONLY", "sqlite postgres").split():
        with database(kind) as environment:
            lasna(environment, *words)
            tidy(environment)
            done = subprocess.run(
                [sys.executable, "-m", module, kind],
                env=clean_environment() | environment,
                cwd=ROOT,
                check=False,
            )
            worst = max(worst, done.returncode)
    return worst


@contextmanager
def serving(environment: Mapping[str, str], words: Sequence[str], path: str) -> Iterator[int]:
    """``python WORDS --port …`` on the servers' core for the block. ``path`` is asked until it answers."""
    with process(environment, words, path) as (port, _pid):
        yield port


@contextmanager
def process(environment: Mapping[str, str], words: Sequence[str], path: str) -> Iterator[tuple[int, int]]:
    """As ``serving``: its port, and the number of the process."""
    port = free_port()
    settings = clean_environment() | dict(environment) | {"LASNA_URL": f"http://localhost:{port}"}
    command = ["setpriv", "--pdeathsig=KILL", "--", "taskset", "--cpu-list", str(SERVER_CORE), sys.executable]
    started = subprocess.Popen(
        [*command, *words, "--port", str(port)], env=settings, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        until_answered(f"http://localhost:{port}{path}", started, lambda: "")
        yield port, started.pid
    finally:
        started.terminate()
        started.wait(timeout=30)


def use(environment: Mapping[str, str]) -> None:
    """This process bears the load, and knows the same database."""
    os.sched_setaffinity(0, {LOAD_CORE})
    os.environ.update(dict(environment) | {"DJANGO_SETTINGS_MODULE": "lasna.config.settings"})
    import django

    django.setup()


def signed_in(person_id: int) -> dict[str, str]:
    """The cookies of a browser in which this person is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from lasna.people.models import Person

    person = Person.objects.get(pk=person_id)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return {settings.SESSION_COOKIE_NAME: session.session_key}
