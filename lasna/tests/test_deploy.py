"""The examples in deploy/ are read by the very programs that will read them. # N45"""

import json
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lasna.tests.certificate import certificate_for
from lasna.tests.over_tls import meet
from lasna.tests.service import Service
from lasna.tests.stack import free_port, program, until_listening

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
pytestmark = pytest.mark.process


def said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def nginx_says(folder: Path, site: str) -> subprocess.CompletedProcess[str]:
    certificate_for("meetings.example.org", folder)
    site = site.replace("/etc/ssl/lasna", str(folder)).replace("/var/log/nginx", str(folder))
    whole = f"pid {folder}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n"
    (folder / "nginx.conf").write_text(whole)
    words = [program("nginx"), "-t", "-p", str(folder), "-e", "stderr", "-c", "nginx.conf"]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_nginx_reads_its_example(tmp_path: Path) -> None:
    site = (DEPLOY / "nginx.conf").read_text()
    accepted = nginx_says(tmp_path, site)
    assert accepted.returncode == 0, accepted.stderr
    assert nginx_says(tmp_path, site.replace("proxy_buffering", "proxy_bufering")).returncode != 0


def test_caddy_reads_its_example(tmp_path: Path) -> None:
    said(program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile"))


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    names = units(tmp_path)
    assert len(names) == 5
    told = said(program("systemd-analyze"), "verify", "--man=no", *names)
    assert [line for line in told.splitlines() if str(tmp_path) in line or "lasna" in line] == []


def units(folder: Path) -> list[str]:
    """Under the names they get; the program they start is not on this machine, so another stands in."""
    names = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        name = unit.name.replace("@", "@8001")
        text = re.sub(r"/opt/lasna/current/(\.venv/bin/lasna|deploy/backup)", "/bin/true", unit.read_text())
        (folder / name).write_text(text)
        names.append(str(folder / name))
    return names


def test_the_units_leave_a_service_little_to_do_harm_with(tmp_path: Path) -> None:  # N44
    """By systemd's own reckoning, from 0 (nothing) to 10 (everything)."""
    services = [name for name in units(tmp_path) if name.endswith(".service")]
    words = ["security", "--offline=true", "--threshold=20", "--no-pager"]
    for service in services:
        said(program("systemd-analyze"), *words, service)
    open_to_all = tmp_path / "open.service"
    open_to_all.write_text("[Service]\nExecStart=/bin/true\n")
    words = [program("systemd-analyze"), *words, str(open_to_all)]
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0


LASNA_OF_TESTS = """#!/bin/sh
set -eu
[ "$2" = --verify ] || { echo whole >"$2"; [ "$3" = --erased ] && echo "{}" >"$4"; exit; }
grep -q "$LASNA_SOUND" "$3"
"""


@pytest.fixture
def nights(tmp_path: Path) -> Path:
    """The backup of deploy/ beside a program of the test's own, and twenty older nights."""
    for name in ("deploy", ".venv/bin", "kept"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(DEPLOY / "backup", tmp_path / "deploy")
    program_here = tmp_path / ".venv/bin/lasna"
    program_here.write_text(LASNA_OF_TESTS)
    program_here.chmod(0o755)
    for night in range(1, 21):
        (tmp_path / f"kept/lasna-2026-01-{night:02}T024000Z.tar").touch()
    (tmp_path / "kept/of-somebody-else.tar").touch()
    return tmp_path


def back_up(nights: Path, *, sound: bool = True) -> tuple[int, list[str]]:
    done = subprocess.run(
        [str(nights / "deploy/backup"), str(nights / "kept"), "14"],
        env={"PATH": "/usr/bin:/bin", "LASNA_SOUND": "whole" if sound else "broken"},
        check=False,
    )
    return done.returncode, sorted(path.name for path in (nights / "kept").iterdir())


def test_a_backup_makes_room_for_itself_and_touches_nothing_else(nights: Path) -> None:  # N45
    status, kept = back_up(nights)
    assert status == 0
    # The list of the erased lies beside the backups: they come back without whoever went since.
    assert kept.pop(0) == "erased.jsonl"
    assert len(kept) == 15
    assert kept[:13] == [f"lasna-2026-01-{night:02}T024000Z.tar" for night in range(8, 21)]
    assert kept[-1] == "of-somebody-else.tar"


def test_a_backup_that_is_not_whole_takes_no_older_one_away(nights: Path) -> None:  # N45
    status, kept = back_up(nights, sound=False)
    assert status != 0
    assert len(kept) == 23


def by_nginx(folder: Path, service: Service, port: int) -> list[str]:
    site = (DEPLOY / "nginx.conf").read_text()
    for written, here in (
        ("server 127.0.0.1:8001 ", f"server 127.0.0.1:{service.port} "),
        ("    server 127.0.0.1:8002 max_fails=0;\n", ""),
        ("    server 127.0.0.1:8003 max_fails=0;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("meetings.example.org", "localhost"),
        ("$host;", f"$host:{port};"),  # Debian's 443 needs no port in Host
        ("/etc/ssl/lasna", str(folder)),
        ("/var/log/nginx", str(folder)),
    ):
        assert written in site
        site = site.replace(written, here)
    (folder / "nginx.conf").write_text(f"pid {folder}/pid;\ndaemon off;\nevents {{}}\nhttp {{\n{site}\n}}\n")
    return [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", "nginx.conf"]


def by_caddy(folder: Path, service: Service, port: int) -> list[str]:
    """The certificate is there, instead of asked for."""
    site = (DEPLOY / "Caddyfile").read_text()
    for written, here in (
        ("{$LASNA_HOST:meetings.example.org} {", f"https://localhost:{port} {{\n\tbind 127.0.0.1"),
        ("{$LASNA_WEB:127.0.0.1:8001 127.0.0.1:8002 127.0.0.1:8003}", f"127.0.0.1:{service.port}"),
        ("\trequest_body", f"\ttls {folder}/certificate.pem {folder}/key.pem\n\trequest_body"),
    ):
        assert written in site
        site = site.replace(written, here)
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{site}")
    words = ["run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    return ["env", f"HOME={folder}", f"XDG_DATA_HOME={folder}", program("caddy"), *words]


@pytest.fixture(params=[by_nginx, by_caddy], ids=["nginx", "caddy"])
def proxied(
    request: pytest.FixtureRequest, tmp_path: Path, start_first: Callable[..., Service]
) -> Iterator[tuple[Service, str]]:
    """The real service behind the proxy of an example. Its address, https."""
    port = free_port()
    service = start_first(LASNA_URL=f"https://localhost:{port}")
    certificate_for("localhost", tmp_path)
    words = request.param(tmp_path, service, port)
    with (tmp_path / "proxy.log").open("wb") as log:
        proxy = subprocess.Popen([program("setpriv"), "--pdeathsig=TERM", "--", *words], stderr=log)
    until_listening(port, proxy)
    yield service, f"https://localhost:{port}"
    proxy.terminate()
    proxy.wait(timeout=20)


def test_a_meeting_works_over_tls_behind_the_proxy(
    tmp_path: Path, proxied: tuple[Service, str]
) -> None:  # N45
    service, address = proxied
    made = json.loads(service.command("demo", "meeting", "--json", "--port", str(service.port)))
    trusts = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    assert meet(address, trusts, made) is not None
