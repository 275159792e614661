"""Settings: parsed once, named when they cannot be used, refused when they must not meet real people."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from lasna.config import cli, environment, start_check
from lasna.config.environment import table
from lasna.config.environment.production import Installation, refusals
from lasna.people.models import Organisation

KEYS = {"secret": "s" * 40, "link": "l" * 40, "field": Fernet.generate_key().decode()}
SAFE = {
    "LASNA_PRODUCTION": "1",
    "LASNA_URL": "https://tapaamiset.example.fi",
    "LASNA_DATABASE_URL": "postgresql://lasna:secret@database.example/lasna",
    "LASNA_REDIS_URL": "redis://:secret@redis.example:6379/0",
    "LASNA_SMTP_URL": "smtp+starttls://user:secret@mail.example:587",
    "LASNA_TURN_URL": "turn:relay.example:3478",
    "LASNA_TURN_SECRET": "0123456789abcdef",
}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("LASNA_URL", "https://tapaamiset.example.fi/", "https://tapaamiset.example.fi"),
        ("LASNA_PRODUCTION", "1", True),
        ("LASNA_PRODUCTION", "", False),
        ("LASNA_HOSTS", "a.example, b.example", ("a.example", "b.example")),
        (
            "LASNA_TURN_URL",
            "turn:r.example,turns:r.example:443?transport=tcp",
            ("turn:r.example", "turns:r.example:443?transport=tcp"),
        ),
        (
            "LASNA_JANUS_URL",
            "unix:/run/lasna-janus/janus.sock, wss://janus.example:8989",
            ("unix:/run/lasna-janus/janus.sock", "wss://janus.example:8989"),
        ),
        ("LASNA_DATABASE_URL", "postgresql:///lasna", "postgresql:///lasna"),
        ("LASNA_CLOCK", "-3600", "-3600"),
        ("LASNA_CLOCK", "2027-03-01T08:00:00+02:00", "2027-03-01T08:00:00+02:00"),
        ("FORWARDED_ALLOW_IPS", "192.0.2.0/24", ("192.0.2.0/24",)),
    ],
)
def test_a_setting_has_the_type_of_its_row(name: str, text: str, value: object) -> None:
    row = next(row for row in environment.SETTINGS if row.name == name)
    assert environment.read({name: text}).values[row.name] == value


@pytest.mark.parametrize(
    ("name", "text", "must_be"),
    [
        ("LASNA_URL", "tapaamiset.example.fi", "https://host or http://host:port"),
        ("LASNA_URL", "https://example.fi/lasna", "without a path"),
        ("LASNA_URL", "https://example.fi:port", "https://host"),
        ("LASNA_PRODUCTION", "yes", "1 or 0"),
        ("LASNA_HOSTS", "https://example.fi", "host names"),
        ("LASNA_DATABASE_URL", "mysql://a:secret@b/c", "postgresql://user"),
        ("LASNA_DATABASE_URL", "postgresql://a:secret@b", "postgresql://user"),
        ("LASNA_DATABASE_URL", "postgresql:///", "postgresql:///name"),
        ("LASNA_DATABASE_URL", "postgresql:///lasna?host=database.example", "postgresql:///name"),
        ("LASNA_REDIS_URL", "localhost:6379", "redis://host"),
        ("LASNA_TURN_URL", "https://relay.example", "turn:host:port"),
        ("LASNA_STUN_URL", "stun:", "stun:host:port"),
        ("LASNA_JANUS_URL", "http://janus.example:8088/janus", "unix:/path"),
        ("LASNA_JANUS_URL", "wss://lasna@janus.example", "wss://host:port"),
        ("LASNA_JANUS_URL", "unix:janus.sock", "unix:/path"),
        ("LASNA_JANUS_SECRET", "secret", "16 or more"),
        ("LASNA_SMTP_URL", "mail.example:25", "smtp://"),
        ("LASNA_SMS_URL", "sms.example", "https://host/path"),
        ("LASNA_SMS_DIALECT", "soap", "json or form"),
        ("LASNA_FIELD_KEY", "secret", "44 characters"),
        ("LASNA_CLOCK", "tomorrow", "seconds"),
        ("FORWARDED_ALLOW_IPS", "proxy.example", "IP addresses"),
    ],
)
def test_what_cannot_be_used_is_named_and_a_secret_is_not_shown(name: str, text: str, must_be: str) -> None:
    with pytest.raises(environment.Unusable) as ended:
        environment.read({name: text})
    [problem] = ended.value.problems
    assert problem.startswith(f"{name} must be ") and must_be in problem
    assert "secret" not in problem


def test_all_that_cannot_be_used_is_named_at_once() -> None:
    with pytest.raises(environment.Unusable) as ended:
        environment.read({"LASNA_URL": "x", "LASNA_PRODUCTION": "x"})
    assert [problem.split()[0] for problem in ended.value.problems] == ["LASNA_URL", "LASNA_PRODUCTION"]


def test_a_slip_of_the_pen_is_named() -> None:
    assert list(
        environment.unknown({"LASNA_SMPT_URL": "smtp://x", "LASNA_TEST_STACK": "x", "PATH": "x"})
    ) == ["LASNA_SMPT_URL is no setting and changes nothing. Is LASNA_SMTP_URL meant?"]


def test_the_command_names_what_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LASNA_SMTP_URL", "mail.example:25")
    with pytest.raises(SystemExit, match="LASNA_SMTP_URL must be smtp://"):
        cli.main(["settings"])
    assert "LASNA_SMTP_URL       (set)" in capsys.readouterr().out


def why_not(folder: Path, keys: dict[str, str] = KEYS, *, changed: dict[str, str] | None = None) -> list[str]:
    read = environment.read(SAFE | {"LASNA_DATA": str(folder)} | (changed or {}))
    return [refusal.what for refusal in refusals(Installation(read, keys))]


@pytest.mark.parametrize(
    "accepted",
    [
        {},
        {"LASNA_DATABASE_URL": "", "LASNA_REDIS_URL": ""},
        {"LASNA_DATABASE_URL": "postgresql://lasna@127.0.0.1/lasna", "LASNA_REDIS_URL": "redis://localhost"},
        {"LASNA_DATABASE_URL": "postgresql:///lasna", "LASNA_REDIS_URL": "redis://localhost"},
        {"LASNA_SMTP_URL": "smtp://localhost:25"},
        {"LASNA_SMTP_URL": "smtps://mail.example"},
        {"LASNA_TURN_URL": "", "LASNA_TURN_SECRET": ""},
        {"LASNA_JANUS_URL": "unix:/run/janus.sock", "LASNA_JANUS_SECRET": "0123456789abcdef"},
        {"LASNA_JANUS_URL": "ws://127.0.0.1:8188", "LASNA_JANUS_SECRET": "0123456789abcdef"},
        {"LASNA_JANUS_URL": "wss://janus.example:8989", "LASNA_JANUS_SECRET": "0123456789abcdef"},
        {"LASNA_SMS_URL": "https://sms.example/send"},
        {"LASNA_SMS_URL": "http://127.0.0.1:8080/send"},
        {"LASNA_HOSTS": "tapaamiset.example.fi"},
        {"FORWARDED_ALLOW_IPS": "192.0.2.10"},
    ],
)
def test_safe_settings_serve_real_people(tmp_path: Path, accepted: dict[str, str]) -> None:
    assert why_not(tmp_path, changed=accepted) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"LASNA_URL": "http://tapaamiset.example.fi"}, "is not https"),
        ({"LASNA_HOSTS": "*"}, "every name"),
        ({"FORWARDED_ALLOW_IPS": "*"}, "believes everybody"),
        ({"LASNA_CLOCK": "60"}, "moves the clock"),
        ({"LASNA_DATABASE_URL": ""}, "Redis with SQLite"),
        (
            {"LASNA_DATABASE_URL": "postgresql://lasna@database.example/lasna"},
            "LASNA_DATABASE_URL has no password",
        ),
        ({"LASNA_REDIS_URL": "redis://redis.example"}, "LASNA_REDIS_URL has no password"),
        ({"LASNA_SMTP_URL": ""}, "No mail server"),
        ({"LASNA_SMTP_URL": "smtp://mail.example"}, "no TLS"),
        ({"LASNA_SMS_URL": "http://sms.example/send"}, "LASNA_SMS_URL has no TLS"),
        ({"LASNA_TURN_SECRET": ""}, "a relay is set"),
        ({"LASNA_JANUS_URL": "unix:/run/janus.sock"}, "a Janus is set"),
        (
            {"LASNA_JANUS_URL": "ws://janus.example:8188", "LASNA_JANUS_SECRET": "0123456789abcdef"},
            "LASNA_JANUS_URL has no TLS",
        ),
        ({"LASNA_TURN_SECRET": "short"}, "shorter than 16"),
    ],
)
def test_unsafe_settings_are_refused_with_the_reason(
    tmp_path: Path, changed: dict[str, str], reason: str
) -> None:  # N44
    [told] = why_not(tmp_path, changed=changed)
    assert reason in told


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (KEYS | {"link": ""}, "LASNA_LINK_KEY is missing"),
        (KEYS | {"secret": "short"}, "shorter than 32"),
        (KEYS | {"link": KEYS["secret"]}, "are equal"),
    ],
)
def test_weak_keys_are_refused(tmp_path: Path, keys: dict[str, str], reason: str) -> None:
    [told] = why_not(tmp_path, keys)
    assert reason in told


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    key = tmp_path / "keys" / "link"
    key.write_text("x")
    key.chmod(0o600)
    assert why_not(tmp_path) == []
    key.chmod(0o644)
    assert why_not(tmp_path) == ["Others on this machine may read the key link."]


@pytest.mark.django_db
def test_a_demo_organisation_meets_no_real_people(tmp_path: Path) -> None:
    said: list[str] = []
    assert start_check.may_serve(said.append, SAFE)
    Organisation.objects.create(name="Keskusta")
    assert start_check.may_serve(said.append, SAFE)
    assert said == []
    Organisation.objects.create(name="Demo", is_demo=True)
    assert not start_check.may_serve(said.append, SAFE)
    assert "The demo organisation is in this database" in said[0]
    assert start_check.may_serve(said.append, SAFE | {"LASNA_PRODUCTION": "0"})


@pytest.mark.django_db
@pytest.mark.parametrize("command", [["web"], ["worker"]])
def test_a_refused_service_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.setenv("LASNA_PRODUCTION", "1")
    monkeypatch.setenv("LASNA_PRODUCTON", "1")
    assert cli.main(command) == 1
    said = capsys.readouterr().out
    assert "LASNA_PRODUCTON is no setting" in said
    assert "REFUSED http://testserver is not https" in said


def test_the_table_has_each_setting_once() -> None:
    rows = [value for value in vars(table).values() if isinstance(value, table.Setting)]
    assert [row.name for row in rows] == [row.name for row in environment.SETTINGS]
