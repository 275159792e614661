"""Asking an issuer under limits: whoever types its address may mean harm. # N44"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from lasna.kernel import oidc
from lasna.kernel.oidc import fetch
from lasna.tests.certificate import certificate_for
from lasna.tests.forger import Forger, answer


@pytest.fixture
def forger() -> Iterator[Forger]:
    oidc.forget()
    made = Forger()
    yield made
    made.stop()


def trouble(address: str) -> str:
    try:
        oidc.keys_of(oidc.discover(address, anew=True))
    except oidc.Trouble as found:
        return found.code
    return ""


def test_an_issuer_in_order_is_believed(forger: Forger) -> None:
    assert trouble(forger.url) == ""
    provider = oidc.discover(forger.url)
    assert provider.end_session_endpoint == f"{forger.url}/end"
    asked = len(forger.asked)
    oidc.discover(forger.url)
    oidc.keys_of(provider)
    assert len(forger.asked) == asked  # kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        "login.example.org",
        "ftp://login.example.org",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://user:password@login.example.org",
        "https://@login.example.org",
        "https://login.example.org/#x",
        "https://login.example.org/a b",
        "https://login.example.org/\r\nHost: x",
        "https://login.example.org:0",
        "https://login.example.org:99999",
        "https://[::1",
        "https:///path",
        "https://lögin.example.org",
        "https://login.example.org/" + "a" * 3000,
    ],
)
def test_what_is_no_address_is_not_asked(address: str) -> None:
    assert trouble(address) == "address.not_one"


@pytest.mark.parametrize(
    ("described", "code"),
    [
        ({"issuer": "https://evil.example"}, "discovery.another_issuer"),
        ({"issuer": None}, "discovery.another_issuer"),
        ({"token_endpoint": None}, "discovery.incomplete"),
        ({"authorization_endpoint": 7}, "discovery.incomplete"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "address.not_one"),
        ({"end_session_endpoint": "data:text/html,x"}, "address.not_one"),
        ({"response_types_supported": ["id_token"]}, "discovery.no_code_flow"),
        ({"jwks_uri": "http://127.0.0.1:9/"}, "answer.none"),
        ({"jwks_uri": "http://nowhere.invalid/"}, "answer.no_such_host"),
    ],
    ids=str,
)
def test_an_issuer_that_says_the_wrong_thing_is_not_used(
    forger: Forger, described: dict[str, object], code: str
) -> None:
    forger.described = described
    assert trouble(forger.url) == code
    assert trouble(f"{forger.url}/other") == "discovery.not_found"


def test_redirects_are_not_followed(forger: Forger) -> None:
    other = Forger()
    forger.answers["/.well-known/openid-configuration"] = lambda handler: answer(
        handler, {}, 302, Location=f"{other.url}/.well-known/openid-configuration"
    )
    assert trouble(forger.url) == "answer.leads_elsewhere"
    assert other.asked == []
    other.stop()


def _raw(text: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(text)

    return say


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"<!doctype html><h1>Hello</h1>", "answer.not_json"),
        (b"[]", "answer.not_json"),
        (b"", "answer.not_json"),
        (b"\xff\xfe", "answer.not_json"),
        (b"[" * 100_000, "answer.not_json"),
        (b'{"a": "' + b"x" * 300_000 + b'"}', "answer.too_long"),
    ],
    ids=range(6),
)
def test_an_answer_that_is_none_is_not_read_on(forger: Forger, said: bytes, code: str) -> None:
    forger.answers["/.well-known/openid-configuration"] = _raw(said)
    assert trouble(forger.url) == code


def test_a_server_that_says_nothing_or_drips_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, the whole never would."""
    monkeypatch.setattr(fetch, "WITHIN", 0.5)
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        line, _address = listener.accept()
        with line, suppress(OSError):
            line.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.1):
                line.sendall(b"X: y\r\n")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    assert trouble(f"http://127.0.0.1:{listener.getsockname()[1]}") == "answer.none"
    over.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not fetch.is_public(address)


@pytest.mark.parametrize("address", ["193.166.0.1", "8.8.8.8", "2a00:1450:4026:803::200e", "::ffff:8.8.8.8"])
def test_what_is_outside_is_public(address: str) -> None:
    assert fetch.is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_in_production_nothing_inside_is_asked_unless_the_installation_allows_the_host(
    forger: Forger, settings: Settings, host: str
) -> None:
    settings.LASNA_PRODUCTION = True
    port = forger.server.server_port
    assert trouble(f"http://{host}:{port}") == "address.not_https"
    assert trouble(f"https://{host}:{port}") == "address.inside"
    assert forger.asked == []
    settings.LASNA_OIDC_HOSTS = (host.strip("[]"),)
    assert trouble(f"https://{host}:{port}") == "answer.none"  # asked now, and it speaks no TLS


def test_in_production_no_endpoint_is_without_https(forger: Forger, settings: Settings) -> None:
    provider = oidc.discover(forger.url)
    settings.LASNA_PRODUCTION = True
    for ask in (
        lambda: oidc.keys_of(provider, anew=True),
        lambda: oidc.exchange(provider, client_id="x", secret="x"),
        lambda: oidc.userinfo(provider, "x", sub="x"),
    ):
        with pytest.raises(oidc.Trouble) as found:
            ask()
        assert found.value.code == "address.not_https"


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oidc.forget()
    certificate_for("localhost", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    secure = Forger()
    secure.server.socket = context.wrap_socket(secure.server.socket, server_side=True)
    port = secure.server.server_port
    secure.url = f"https://localhost:{port}"
    assert trouble(secure.url) == "answer.certificate"
    assert secure.asked == []
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    assert trouble(secure.url) == ""
    assert trouble(f"https://127.0.0.1:{port}") == "answer.certificate"  # vouched for, under another name
    secure.stop()
