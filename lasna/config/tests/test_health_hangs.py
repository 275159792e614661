"""A PostgreSQL that hangs without a word, and comes back: the real one, stopped in its tracks."""

import json
import os
import signal
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from lasna.correspondence.tests.killed_worker import until
from lasna.tests.service import Service
from lasna.tests.stack import Stack

pytestmark = pytest.mark.process


def asked(service: Service) -> tuple[int, str]:
    try:
        with urlopen(f"{service.base_url}/health/ready", timeout=10) as answer:
            return answer.status, json.load(answer)["state"]
    except HTTPError as error:
        return error.code, json.load(error)["state"]


def tell(server: int, number: signal.Signals) -> None:
    """The server and every process of it: a stopped parent alone would leave open connections working."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    for one in (server, *map(int, children)):
        os.kill(one, number)


def test_a_hanging_postgres_is_told_within_two_seconds(tmp_path: Path) -> None:  # N44
    stack = Stack()
    try:
        server = stack.start_postgres()
        service = Service(tmp_path / "data", {"LASNA_DATABASE_URL": stack.create_database("hangs")})
        try:
            service.wait_until_ready()
            until(lambda: asked(service) == (200, "ready"))  # its worker has said that it lives
            tell(server.pid, signal.SIGSTOP)
            began = time.monotonic()
            try:
                assert asked(service) == (503, "down")
                took = time.monotonic() - began
            finally:
                tell(server.pid, signal.SIGCONT)
            print(f"\nhealth.answer-while-postgres-hangs: {took:.2f} s (goal <= 2 s)")  # noqa: T201 - a figure
            until(lambda: asked(service) == (200, "ready"))
        finally:
            service.stop()
    finally:
        stack.stop()
