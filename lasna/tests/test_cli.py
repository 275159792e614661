"""The `lasna` command: every command is listed, and says what is wrong in words."""

import json

import pytest

from lasna.config import cli
from lasna.tests.service import Service

COMMANDS = [
    "run",
    "web",
    "trust",
    "worker",
    "media",
    "migrate",
    "setup",
    "check",
    "settings",
    "backup",
    "restore",
    "demo",
    "seed",
    "audit",
    "single-sign-on",
    "translations",
    "manage",
]


def test_help_shows_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n    {name}" not in said] == []


@pytest.mark.parametrize("words", [[], ["no-such"], ["demo"], ["audit"], ["run", "--port", "high"]])
def test_a_command_that_makes_no_sense_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2


def test_settings_hide_secrets(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LASNA_TURN_SECRET", "very-secret")
    monkeypatch.setenv("LASNA_TURN_URL", "turn:relay.example:3478")
    assert cli.main(["settings"]) == 0
    said = capsys.readouterr().out
    assert "very-secret" not in said
    assert "turn:relay.example:3478" in said
    assert "LASNA_TURN_SECRET    (set)" in said


@pytest.mark.process
def test_a_demo_meeting_is_one_json_object(service: Service) -> None:
    made = json.loads(service.command("demo", "meeting", "--json", "--port", str(service.port)))
    assert sorted(made) == ["adviser_url", "client_url", "code", "meeting_id"]
    assert made["adviser_url"].startswith(service.base_url)
    assert made["client_url"].startswith(service.base_url)


@pytest.mark.process
def test_check_tells_what_is_missing_and_how_to_mend_it(service: Service) -> None:
    said = service.command("check")
    assert "No relay" in said
    assert "Mend: Install coturn" in said
    assert "BROKEN" not in said


@pytest.mark.process
def test_the_fresh_record_of_who_looked_is_whole(service: Service) -> None:
    assert service.command("audit", "verify") == "Every chain is whole.\n"
