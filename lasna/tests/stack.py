"""Real PostgreSQL and Redis for one test session: own folder, own ports, gone afterwards."""

import errno
import os
import pwd
import random
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from socket import AF_INET, AF_INET6, AF_UNIX
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

if TYPE_CHECKING:
    from lasna.tests.small_disk import SmallDisk

PATIENCE = 30.0  # seconds a server may take to answer
FIRST_PAGE = 60.0  # seconds a service may take
_WHOEVER = ssl.create_default_context()
_WHOEVER.check_hostname, _WHOEVER.verify_mode = False, ssl.CERT_NONE


class MissingProgram(RuntimeError):
    """A program the tests drive is not on this machine. Fails the session: nothing is skipped."""


def program(name: str) -> str:
    """Where ``name`` is. Debian keeps PostgreSQL's programs out of PATH."""
    candidates = [
        str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    ]
    found = next(iter(candidates), None) or shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        raise MissingProgram(f"{name} is missing. `make test` installs it, or names its Debian package.")
    return found


OURS = range(10_240, 20_000)
"""Below what the system gives to those who call out, and below Janus's: nobody gets one by chance."""
_given: set[int] = set()


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that nobody has, for ``kind``: what is free for TCP may be somebody's for UDP.

    Nobody at ``localhost`` of the other family either; and never the same one twice, because who
    asked for it may not listen yet.
    """
    while True:
        port = random.choice(OURS)
        if port not in _given and all(_free(kind, family, port) for family in (AF_INET, AF_INET6)):
            _given.add(port)
            return port


def _free(kind: socket.SocketKind, family: socket.AddressFamily, port: int) -> bool:
    host = "127.0.0.1" if family == AF_INET else "::1"
    try:
        with socket.socket(family, kind) as listener:
            listener.bind((host, port))
    except OSError as error:
        return error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # a machine without this family
    return True


def until_listening(at: int | Path, process: subprocess.Popen[Any], host: str = "127.0.0.1") -> None:
    """Wait until the port or the Unix socket accepts. Fails when the process ends first."""
    family, where = (AF_UNIX, str(at)) if isinstance(at, Path) else (AF_INET, (host, at))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
        with socket.socket(family) as probe:
            if probe.connect_ex(where) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens at {at}")


def until_answered(address: str, process: subprocess.Popen[Any], said: Callable[[], str]) -> None:
    """Wait until there is a page at ``address``. Fails with what was ``said`` when the process ends first, or
    has another answer."""
    deadline = time.monotonic() + FIRST_PAGE
    while True:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with status {process.returncode}\n{said()}")
        try:
            # Whether its certificate is trusted is asked by the tests.
            with urlopen(address, timeout=10, context=_WHOEVER):
                return
        except HTTPError as error:
            raise RuntimeError(f"{address} answered {error.code}\n{said()}") from error
        except (URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


class Stack:
    """``with Stack() as stack``: both servers run; ``stack.environment()`` points the service at them."""

    def __init__(self, owner: str = "lasna", *, disk: "SmallDisk | None" = None) -> None:
        self.owner = owner
        """PostgreSQL's superuser."""
        self.folder = Path(tempfile.mkdtemp(prefix="lasna-stack-"))
        self._disk = disk
        """Where PostgreSQL keeps its data; none: in ``folder``."""
        self.folder.chmod(0o755)
        self.postgres_port = free_port()
        self.redis_port = free_port()
        self._running: list[subprocess.Popen[bytes]] = []
        # PostgreSQL refuses to run as root.
        self._as_user = os.getuid() == 0

    def __enter__(self) -> Self:
        try:
            self.start_postgres()
            self.start_redis()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def database_url(self, name: str = "lasna") -> str:
        return f"postgresql://{self.owner}@127.0.0.1:{self.postgres_port}/{name}"

    def environment(self) -> dict[str, str]:
        return {
            "LASNA_DATABASE_URL": self.database_url(),
            "LASNA_REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
        }

    def start_postgres(self) -> subprocess.Popen[bytes]:
        """Also again after a kill, on the same data."""
        data = (self._disk.inside if self._disk else self.folder) / "postgres"
        seen = self._disk.outside / "postgres" if self._disk else data
        if not seen.exists():
            seen.mkdir()
            if self._as_user:
                owner = pwd.getpwnam("postgres")
                os.chown(seen, owner.pw_uid, owner.pw_gid)
            arguments = ["-D", str(data), "-U", self.owner, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
            self._call([program("initdb"), *arguments, *(["--wal-segsize=1"] if self._disk else [])])
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.postgres_port),
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": "200",
            "log_min_messages": "fatal",
            "log_min_error_statement": "panic",
        } | ({"min_wal_size": "2MB", "max_wal_size": "8MB"} if self._disk else {})
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        server = self._start([program("postgres"), "-D", str(data), *settings], "QUIT", disk=True)
        until_listening(self.postgres_port, server)
        self._until_database_answers(server)
        return server

    def start_redis(self) -> subprocess.Popen[bytes]:
        arguments = [
            "--port",
            str(self.redis_port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        folder = self.folder / "redis"
        folder.mkdir(exist_ok=True)
        server = self._start(
            [program("redis-server"), *arguments, "--dir", str(folder), "--loglevel", "warning"],
            "KILL",
            user=False,
        )
        until_listening(self.redis_port, server)
        return server

    def create_database(self, name: str, *, like: str = "template1") -> str:
        """A database for one service: fresh, or as the one that it is ``like``. Its URL."""
        import psycopg

        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.database_url(name)

    def stop(self) -> None:
        for server in self._running:
            if server.poll() is None:
                server.kill() if "redis" in str(server.args) else server.send_signal(3)
            server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _until_database_answers(self, server: subprocess.Popen[bytes]) -> None:
        """Raises RuntimeError where it ended while it began: on a full disk, say."""
        import psycopg

        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.database_url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if server.poll() is not None:
                    raise RuntimeError("the database server ended") from None
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def _start(
        self, command: Sequence[str], farewell: str, *, user: bool = True, disk: bool = False
    ) -> subprocess.Popen[bytes]:
        # The kernel ends the server with the test session, even one that was killed.
        prefix = self._disk.enter if self._disk and disk else []
        prefix += [program("setpriv"), f"--pdeathsig={farewell}"]
        if user and self._as_user:
            prefix += ["--reuid=postgres", "--regid=postgres", "--init-groups"]
        server = subprocess.Popen([*prefix, "--", *command], cwd="/", stdout=subprocess.DEVNULL)
        self._running.append(server)
        return server

    def _call(self, command: Sequence[str]) -> None:
        prefix = self._disk.enter if self._disk else []
        if self._as_user:
            prefix += [program("setpriv"), "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
        subprocess.run([*prefix, *command], cwd="/", check=True, stdout=subprocess.DEVNULL)
