"""`lasna run` keeps web and worker there, and leaves nothing behind."""

import os
import signal
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from lasna.config import supervisor
from lasna.tests.prepared import Start
from lasna.tests.service import Service

pytestmark = pytest.mark.process


def until_gone(*numbers: int) -> None:
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{number}").exists() for number in numbers):
        if time.monotonic() > deadline:
            raise TimeoutError(f"still there: {numbers}")
        time.sleep(0.01)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_child_that_is_killed_is_started_anew(service: Service, name: str) -> None:
    before = service.wait_for_child(name)
    os.kill(before, signal.SIGKILL)
    after = service.wait_for_child(name, other_than=before)
    assert after != before
    assert f"{name} ended (status -9); starting it anew" in service.said()


def test_a_page_asked_for_while_web_restarts_is_answered_late_and_not_refused(service: Service) -> None:
    os.kill(service.wait_for_child("web"), signal.SIGKILL)
    with urlopen(f"{service.base_url}/sign-in", timeout=15) as answer:
        assert answer.status == 200
    service.wait_for_child("web")


def test_the_end_of_the_supervisor_is_the_end_of_its_children(start_first: Start) -> None:
    service = start_first()
    children = service.wait_for_child("web"), service.wait_for_child("worker")
    os.kill(service.supervisor, signal.SIGKILL)
    service.process.wait(timeout=10)
    until_gone(*children)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_end_ends_everything_in_order(start_first: Start, number: signal.Signals) -> None:
    service = start_first()
    children = service.wait_for_child("web"), service.wait_for_child("worker")
    os.kill(service.supervisor, number)
    assert service.process.wait(timeout=10) == 0
    until_gone(*children)
    assert "starting it anew" not in service.said()


def test_a_taken_port_is_said_in_words(service: Service, tmp_path: Path) -> None:
    second = Service(tmp_path, {}, port=service.port)
    assert second.process.wait(timeout=30) == 1
    assert f"Cannot listen on 127.0.0.1 port {service.port}" in second.said()


def test_the_keys_of_a_new_data_folder_are_for_its_owner_only(service: Service) -> None:
    keys = sorted((service.data / "keys").iterdir())
    assert [key.name for key in keys] == ["field", "link", "secret"]
    assert {key.stat().st_mode & 0o777 for key in keys} == {0o600}


def test_pauses_grow_while_a_child_dies_young_and_are_forgotten_when_it_lives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr("lasna.config.supervisor.time.monotonic", lambda: now)
    child = supervisor.Child("web", ["web"], started=now)
    pauses = []
    for _ in range(6):
        pauses.append(child.note_death())
        child.started = now
    assert pauses == [0.0, 0.5, 1.0, 2.0, 5.0, 5.0]
    now += supervisor.HEALTHY_AFTER + 1
    assert child.note_death() == 0.0
