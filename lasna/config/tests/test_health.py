"""Health: the truth within two seconds, reasons only by token. # N46"""

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from lasna.config import health
from lasna.config.health import Look
from lasna.config.keeping.rows import LEFT_OUT
from lasna.kernel import clock
from lasna.kernel.health import signs
from lasna.kernel.health.models import SignOfLife
from lasna.kernel.health.tasks import give_sign_of_life

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a-token-of-the-test"


def asked(address: str = "/health/ready", token: str = TOKEN) -> tuple[int, dict[str, object]]:
    answer = Client().get(address, headers={"Authorization": f"Bearer {token}"})
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()


@pytest.fixture(autouse=True)
def _whole(settings: Settings) -> None:
    settings.LASNA_HEALTH_TOKEN = TOKEN
    signs.give()


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


def test_a_worker_that_says_nothing_for_a_minute_is_told_and_nothing_is_down() -> None:  # N44
    with time_machine.travel(clock.now() + timedelta(seconds=55), tick=False):
        assert asked() == (200, {"state": "ready", "reasons": []})
    with time_machine.travel(clock.now() + timedelta(seconds=65), tick=False):
        assert asked() == (200, {"state": "degraded", "reasons": ["worker.silent"]})
        give_sign_of_life()
        assert asked() == (200, {"state": "ready", "reasons": []})
    SignOfLife.objects.all().delete()
    assert asked() == (200, {"state": "degraded", "reasons": ["worker.silent"]})


def test_of_several_workers_one_that_lives_is_enough_and_the_long_gone_are_forgotten() -> None:
    now = clock.now()
    SignOfLife.objects.create(process="dead/1", seen_at=now - timedelta(minutes=5))
    SignOfLife.objects.create(process="long gone/2", seen_at=now - timedelta(hours=2))
    signs.give("alive/3")
    signs.give("alive/3")
    assert asked() == (200, {"state": "ready", "reasons": []})
    assert set(SignOfLife.objects.values_list("process", flat=True)) >= {"dead/1", "alive/3"}
    assert SignOfLife.objects.count() == 3  # with this process's own


def test_the_database_is_asked_three_times() -> None:
    with CaptureQueriesContext(connection) as asked_for:
        assert health._database() == []
    assert (
        len([one for one in asked_for if "SELECT" in one["sql"]]) <= 4
    )  # one looks for the table of migrations


def test_every_table_that_no_backup_holds_is_a_table() -> None:
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(LEFT_OUT) <= labels
