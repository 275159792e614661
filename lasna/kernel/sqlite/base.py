"""Writers of one process queue in memory before they ask the file.

SQLite itself lets a writer look again every tenth of a second: among many, one may be unlucky until its
patience ends, and somebody reads "the service is busy". A lock wakes the next one at once. Between processes
(web and worker) the file's own lock decides, as ever.
"""

from threading import Lock
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_turn = Lock()
_READS = ("SELECT", "PRAGMA", "EXPLAIN", "BEGIN")
"""What needs no turn, or has taken it. Everything else outside a transaction is a write of one statement."""


class _Cursor(base.SQLiteCursorWrapper):
    wait: float

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction or query.lstrip().startswith(_READS):
            return super().execute(query, params)
        _take(self.wait)
        try:
            return super().execute(query, params)
        finally:
            _turn.release()


def _take(wait: float) -> None:
    if not _turn.acquire(timeout=wait):
        raise OperationalError("database is locked: others of this process were writing")


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction, IMMEDIATE as ours all are, has its turn from its beginning to its end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_turn = False

    @property
    def _wait(self) -> float:
        return float(self.settings_dict["OPTIONS"].get("timeout", 5))

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=_Cursor)
        cursor.wait = self._wait
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        _take(self._wait)
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give()
            raise

    def _give(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._give()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give()
