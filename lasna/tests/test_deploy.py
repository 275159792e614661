"""The examples in deploy/ are read by the very programs that will read them. # N45"""

import json
import ssl
import subprocess
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, HTTPSHandler, build_opener

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from lasna.tests.certificate import certificate_for
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


@pytest.fixture
def proxied(tmp_path: Path, start_service: Callable[..., Service]) -> Iterator[tuple[Service, str]]:
    """The real service behind the nginx of the example. Its address, https."""
    port, plain = free_port(), free_port()
    service = start_service(LASNA_URL=f"https://localhost:{port}")
    certificate_for("localhost", tmp_path)
    site = (DEPLOY / "nginx.conf").read_text()
    for written, here in (
        ("server 127.0.0.1:8001;", f"server 127.0.0.1:{service.port};"),
        ("    server 127.0.0.1:8002;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{port} "),
        ("meetings.example.org", "localhost"),
        ("$host;", f"$host:{port};"),  # Debian's 443 needs no port in Host
        ("/etc/ssl/lasna", str(tmp_path)),
        ("/var/log/nginx", str(tmp_path)),
    ):
        assert written in site
        site = site.replace(written, here)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\ndaemon off;\nevents {{}}\nhttp {{\n{site}\n}}\n"
    )
    words = [program("nginx"), "-p", str(tmp_path), "-e", "stderr", "-c", "nginx.conf"]
    nginx = subprocess.Popen([program("setpriv"), "--pdeathsig=TERM", "--", *words])
    until_listening(port, nginx)
    yield service, f"https://localhost:{port}"
    nginx.terminate()
    nginx.wait(timeout=20)


def test_a_meeting_works_over_tls_behind_the_proxy(
    tmp_path: Path, proxied: tuple[Service, str]
) -> None:  # N45
    service, address = proxied
    made = json.loads(service.command("demo", "meeting", "--json", "--port", str(service.port)))
    trusts = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    jar = CookieJar()
    browser = build_opener(HTTPSHandler(context=trusts), HTTPCookieProcessor(jar))
    door = browser.open(address + urlsplit(made["client_url"]).path, timeout=20)
    assert (door.status, door.headers["Strict-Transport-Security"] is not None) == (200, True)
    room = browser.open(address + urlsplit(made["adviser_url"]).path, timeout=20)
    assert room.url == f"{address}/meetings/{made['meeting_id']}/room"
    assert all(cookie.secure for cookie in jar)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    where = f"{address}/live/meeting/{made['meeting_id']}".replace("https", "wss")
    with connect(where, ssl=trusts, origin=Origin(address), additional_headers={"Cookie": cookies}) as line:
        line.send(json.dumps({"type": "hello", "protocol": 1, "screen": "screen-of-test"}))
        welcome = json.loads(line.recv(timeout=20))
    assert (welcome["type"], welcome["standing"]) == ("welcome", "host")
