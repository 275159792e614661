"""``/health``: does this process live, is it ready, what is amiss. Never waits for what hangs."""

import shutil
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import lru_cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse

from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.kernel.health import signs
from lasna.kernel.web.guesses import has_token
from lasna.kernel.web.rights import public

PATIENCE = 1.5  # seconds for all looks together; whoever asks has the answer within two
GIVEN_UP = 10.0  # seconds after which a look that hangs is left to itself and another begins
LATE = timedelta(minutes=10)  # a message due for so long says that no worker sends
LEAST_SPACE = 500 * 1024 * 1024  # bytes on the disk of the data folder
DOWN = frozenset({"database.hangs", "database.away", "database.migrations"})
"""With these nothing can be answered; with any other the service works, but somebody should look."""


class Look:
    """Something that may hang, in a thread of its own. Codes of what is amiss."""

    def __init__(self, name: str, run: Callable[[], list[str]]) -> None:
        self.name = name
        self._run = run
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._began = 0.0
        self._found: list[str] = []

    def begin(self) -> threading.Thread:
        """The look that is under way, if it is young; else a new one. Hanging looks do not pile up."""
        with self._lock:
            running = self._thread is not None and self._thread.is_alive()
            if self._thread is None or not running or time.monotonic() - self._began > GIVEN_UP:
                self._thread = threading.Thread(target=self._keep, name=f"health {self.name}", daemon=True)
                self._began = time.monotonic()
                self._thread.start()
            return self._thread

    def _keep(self) -> None:
        self._found = [f"{self.name}.crashed"]
        self._found = self._run()

    def found(self, thread: threading.Thread, until: float) -> list[str]:
        thread.join(max(until - time.monotonic(), 0.0))
        return [f"{self.name}.hangs"] if thread.is_alive() else self._found


def _database() -> list[str]:
    """Three queries: are its migrations ours, is what is due being sent, does a worker live."""
    try:
        lacking = _known() - set(MigrationRecorder(connection).applied_migrations())
        if lacking:
            return ["database.migrations"]
        late = Message.objects.filter(state=Message.State.PENDING, due_at__lt=clock.now() - LATE)
        found = {"outbox.late": late.exists(), "worker.silent": signs.silent()}
        return [code for code, amiss in found.items() if amiss]
    except DatabaseError:
        return ["database.away"]
    finally:
        connection.close()


@lru_cache
def _known() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


def _hints() -> list[str]:
    if not settings.LASNA_REDIS_URL:
        return []
    try:
        with redis.Redis.from_url(
            settings.LASNA_REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        ) as one:
            one.ping()
    except redis.RedisError:
        return ["redis.away"]
    return []


def _disk() -> list[str]:
    return ["disk.full"] if shutil.disk_usage(settings.LASNA_DATA).free < LEAST_SPACE else []


LOOKS: Sequence[Look] = (Look("database", _database), Look("redis", _hints), Look("disk", _disk))


def reasons() -> list[str]:
    """Stable codes of what is amiss. Within ``PATIENCE``, whatever hangs."""
    until = time.monotonic() + PATIENCE
    begun = [(look, look.begin()) for look in LOOKS]
    return [code for look, thread in begun for code in look.found(thread, until)]


@public
def live(request: HttpRequest) -> JsonResponse:
    """This process answers. Asks nothing of anything else: starting it anew would not mend a database."""
    return JsonResponse({"state": "live"})


@public
def ready(request: HttpRequest) -> JsonResponse:
    """May requests be sent here? 503: not now."""
    return _answer(request, reasons())


def _answer(request: HttpRequest, found: list[str]) -> JsonResponse:
    down = bool(DOWN & set(found))
    said: dict[str, object] = {"state": "down" if down else "degraded" if found else "ready"}
    if _may_know(request, down):
        said["reasons"] = found
    return JsonResponse(said, status=503 if down else 200)


def _may_know(request: HttpRequest, down: bool) -> bool:
    """Only by token. An address proves nothing: behind a proxy of this machine everybody may look local."""
    return has_token(request, settings.LASNA_HEALTH_TOKEN, counted=not down)
