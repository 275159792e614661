"""The examples for containers, as far as they can be read without pulling anything. # N45"""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from lasna.config import cli, environment
from lasna.config.environment.production import KEYS, Installation, refusals
from lasna.tests.machine import CHECKOUT, copied_into_the_image

DEPLOY = CHECKOUT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web-1", "web-2", "worker")
_VARIABLE = re.compile(r"\$\{(\w+)(?::\?)?\}")


def instructions(kind: str) -> list[str]:
    """What follows ``kind`` in the Containerfile."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    return [line.removeprefix(f"{kind} ") for line in text.splitlines() if line.startswith(f"{kind} ")]


def example() -> dict[str, str]:
    """The variables to fill in, filled in."""
    lines = (DEPLOY / "compose.env").read_text().splitlines()
    pairs = dict(line.split("=", 1) for line in lines if line and line[0] != "#")
    filled = {name: value or "0123456789abcdef0123456789abcdef" for name, value in pairs.items()}
    return filled | {"LASNA_SMS_URL": "https://sms.example.org/send"}


def filled(text: str) -> str:
    return _VARIABLE.sub(lambda found: example()[found[1]], text)


def as_list(value: Any) -> list[str]:
    return list(value or [])


def test_what_services_refer_to_is_there() -> None:
    for name, service in SERVICES.items():
        assert set(as_list(service.get("depends_on"))) <= set(SERVICES), name
        assert set(as_list(service.get("networks"))) <= set(COMPOSE["networks"]), name
        for volume in as_list(service.get("volumes")):
            source = volume.split(":")[0]
            known = (DEPLOY / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]
            assert known, f"{name}: {volume}"


def test_every_variable_to_fill_in_is_named_in_the_example_and_none_is_idle() -> None:
    used = set(_VARIABLE.findall((DEPLOY / "compose.yaml").read_text()))
    assert used == set(example())


def test_a_service_reaches_each_server_that_its_settings_name() -> None:
    """By a network they share: the database is on none that leads outside."""
    for name in OURS:
        mine = set(SERVICES[name]["networks"])
        assert mine & set(SERVICES["postgres"]["networks"]), name
        assert mine & set(SERVICES["redis"]["networks"]), name
    for server in ("postgres", "redis"):
        assert [COMPOSE["networks"][network]["internal"] for network in SERVICES[server]["networks"]] == [
            True
        ]
        assert "ports" not in SERVICES[server]


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_a_container_are_known_and_serve_real_people(name: str, tmp_path: Path) -> None:
    variables = {key: filled(str(value)) for key, value in SERVICES[name]["environment"].items()}
    assert set(variables) <= {setting.name for setting in environment.SETTINGS}
    read = environment.read(variables | {"LASNA_DATA": str(tmp_path)})
    keys = dict(zip(KEYS, ("s" * 40, "l" * 40, "f" * 44), strict=True))
    assert refusals(Installation(read, keys)) == []
    assert variables["LASNA_DATA"] == instructions("VOLUME")[0]


@pytest.mark.parametrize("name", OURS)
def test_a_container_runs_a_command_of_ours_without_rights_or_a_disk_to_write_on(name: str) -> None:
    assert instructions("ENTRYPOINT") == ['["lasna"]']
    usual = yaml.safe_load(instructions("CMD")[0])
    service = SERVICES[name]
    words = service.get("command", usual)
    act = cli.parser().parse_args(words).act
    assert act.__name__ == words[0]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert instructions("USER") == ["10001:10001"]


def test_what_is_copied_into_the_image_is_in_the_repository() -> None:
    sources = [source for names, _target in copied_into_the_image() for source in names]
    assert sources
    assert [source for source in sources if not (CHECKOUT / source).exists()] == []
    assert "rm -rf lasna/static_built && make dist" in instructions("RUN")


def test_the_proxy_sends_to_the_web_processes() -> None:
    upstreams = SERVICES["proxy"]["environment"]["LASNA_WEB"].split()
    port = shlex.split(instructions("EXPOSE")[0])[0]
    assert upstreams == [f"{name}:{port}" for name in OURS if name.startswith("web-")]
    assert yaml.safe_load(instructions("CMD")[0])[-1] == port
    assert "{$LASNA_WEB:" in (DEPLOY / "Caddyfile").read_text()


def test_the_relay_reads_our_settings_and_is_told_the_secret() -> None:
    words = [filled(word) for word in SERVICES["relay"]["command"]]
    mounted = SERVICES["relay"]["volumes"][0].split(":")
    assert mounted[0] == "./turnserver.conf"
    assert words[:2] == ["-c", mounted[1]]
    assert words[2] == f"--static-auth-secret={example()['LASNA_TURN_SECRET']}"
