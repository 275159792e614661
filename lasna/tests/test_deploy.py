"""The examples in deploy/ are read by the very programs that will read them. # N45"""

import subprocess
from pathlib import Path

import pytest

from lasna.tests.certificate import certificate_for
from lasna.tests.stack import program

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
    """Under the names they get; the program they start is not on this machine, so another stands in."""
    names = []
    for unit in sorted((DEPLOY / "systemd").glob("*.service")):
        name = unit.name.replace("@", "@8001")
        text = unit.read_text().replace("/opt/lasna/.venv/bin/lasna", "/bin/true")
        (tmp_path / name).write_text(text)
        names.append(str(tmp_path / name))
    assert len(names) == 2
    told = said(program("systemd-analyze"), "verify", "--man=no", *names)
    assert [line for line in told.splitlines() if str(tmp_path) in line or "lasna" in line] == []
