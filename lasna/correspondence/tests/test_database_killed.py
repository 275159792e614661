"""PostgreSQL is killed under the running service: no message is lost, and work goes on by itself."""

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psycopg
import pytest

from lasna.correspondence.tests.killed_worker import until
from lasna.tests.service import Service
from lasna.tests.stack import Stack

pytestmark = pytest.mark.process


@pytest.fixture
def own_stack() -> Iterator[Stack]:
    """A PostgreSQL that no other test uses."""
    stack = Stack()
    yield stack
    stack.stop()


def test_a_killed_postgres_loses_no_message(own_stack: Stack, tmp_path: Path) -> None:  # N44
    server = own_stack.start_postgres()
    url = own_stack.create_database("killed")
    service = Service(tmp_path / "data", {"LASNA_DATABASE_URL": url})

    def answered() -> bool:
        try:
            with urlopen(f"{service.base_url}/mailbox", timeout=10) as page:
                return bool(page.status == 200)
        except (HTTPError, URLError):
            return False

    def states() -> dict[str, int]:
        """Of what is due: the demo's reminders wait for their day."""
        due = "SELECT state, count(*) FROM correspondence_message WHERE due_at <= now() GROUP BY state"
        with psycopg.connect(url) as connection:
            rows = connection.execute(due)
            return {state: count for state, count in rows.fetchall()}

    try:
        service.wait_until_ready()
        worker = service.wait_for_child("worker")
        service.command("demo", "meeting")
        queued = sum(states().values())
        server.kill()
        server.wait()
        until(lambda: "the database is away" in service.said())
        own_stack.start_postgres()
        until(answered)
        service.command("demo", "meeting")
        until(lambda: states() == {"sent": queued + 1})
        assert service.child("worker") == worker, "it waited, it did not die"
    finally:
        service.stop()
