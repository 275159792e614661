"""Health: the truth within two seconds, reasons only by token. # N46"""

import threading
import time

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from lasna.config import health
from lasna.config.health import Look

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a-token-of-the-test"


def asked(address: str = "/health/ready", token: str = TOKEN) -> tuple[int, dict[str, object]]:
    answer = Client().get(address, headers={"Authorization": f"Bearer {token}"})
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()


@pytest.fixture(autouse=True)
def _token(settings: Settings) -> None:
    settings.LASNA_HEALTH_TOKEN = TOKEN


def test_a_whole_service_is_ready_and_gives_reasons_to_whoever_has_the_token() -> None:
    assert asked() == (200, {"state": "ready", "reasons": []})
    assert asked("/health") == asked()
    assert asked(token="wrong") == (200, {"state": "ready"})
    assert asked("/health/live") == (200, {"state": "live"})


def test_without_a_token_in_the_settings_nobody_is_told(settings: Settings) -> None:
    settings.LASNA_HEALTH_TOKEN = ""
    assert asked(token="") == (200, {"state": "ready"})


def test_a_database_that_hangs_is_said_in_time_and_does_not_pile_up_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # N44
    stuck = threading.Event()

    def hang() -> list[str]:
        stuck.wait(30)
        return []

    monkeypatch.setattr(health, "LOOKS", (Look("database", hang),))
    began = time.monotonic()
    assert asked() == (503, {"state": "down", "reasons": ["database.hangs"]})
    assert time.monotonic() - began < 2
    asked()
    assert len([one for one in threading.enumerate() if one.name == "health database"]) == 1
    stuck.set()
    assert asked() == (200, {"state": "ready", "reasons": []})


def test_a_missing_migration_is_down_and_redis_away_or_a_full_disk_degraded(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    MigrationRecorder.Migration.objects.filter(app="audit", name="0002_append_only").delete()
    try:
        assert asked() == (503, {"state": "down", "reasons": ["database.migrations"]})
    finally:
        MigrationRecorder(connection).record_applied("audit", "0002_append_only")
    settings.LASNA_REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(health, "LEAST_SPACE", 2**62)
    assert asked() == (200, {"state": "degraded", "reasons": ["redis.away", "disk.full"]})


def test_the_database_is_asked_twice() -> None:
    with CaptureQueriesContext(connection) as asked_for:
        assert health._database() == []
    assert len([one for one in asked_for if "SELECT" in one["sql"]]) <= 3
