"""How many statements a page takes, as the house counts: business tables and the log of who looked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_NOT_COUNTED = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block; session and transaction control are not among them."""
    statements: list[str] = []
    connection.queries_log.clear()  # Django keeps the last nine thousand of a test, and counts from its first
    with CaptureQueriesContext(connection) as captured:
        yield statements
    statements += [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(_NOT_COUNTED) and "people_browsersession" not in query["sql"]
    ]
