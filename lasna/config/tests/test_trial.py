"""Trying with a phone: the certificate, what is set by itself, and what is refused. # N15, N53"""

import ipaddress
import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import segno
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import LazySettings
from django.test import Client

from lasna.config.trial import addresses, certificates, helper, setting, told
from lasna.config.trial.certificates import Pair, Speaks, authority, leaf

ADDRESS = ipaddress.ip_address("192.168.7.7")
HERE = Speaks(["localhost", "demo", "demo.local"], [ADDRESS])


def trusted(folder: Path, host: str) -> str:
    """Whether who trusts the authority alone speaks with ``host``: empty, or why not."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / "web.pem", folder / "web.key")
    client = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = client.wrap_bio(down, up, server_hostname=host)
    there = server.wrap_bio(up, down, server_side=True)
    for _ in range(4):
        for end in (here, there):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError as error:
                return error.verify_message
    assert here.cipher()
    return ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    leaf(tmp_path, authority(tmp_path, HERE)[0], HERE)
    return tmp_path


@pytest.mark.parametrize("host", ["localhost", "demo", "demo.local", "192.168.7.7", "127.0.0.1", "::1"])
def test_who_trusts_the_authority_trusts_this_machine(folder: Path, host: str) -> None:
    assert trusted(folder, host) == ""


@pytest.mark.parametrize("host", ["example.org", "192.168.7.8", "demo.example.org"])
def test_another_host_is_refused(folder: Path, host: str) -> None:
    assert "mismatch" in trusted(folder, host) or "not valid for" in trusted(folder, host)


@pytest.mark.parametrize("host", ["bank.example", "93.184.216.34"])
def test_the_authority_cannot_speak_for_the_world_even_when_its_key_is_stolen(
    folder: Path, host: str
) -> None:
    ca, _new = authority(folder, HERE)
    there = [ipaddress.ip_address(host)] if host[0].isdigit() else []
    stolen = Speaks(["localhost"] if there else [host], there)
    certificates._write(folder, "web", certificates._new_leaf(ca, stolen))
    assert trusted(folder, host) == "permitted subtree violation"


def test_keys_are_their_owners_alone(folder: Path) -> None:
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in ("ca.key", "web.key")} == {0o600}


def test_it_is_kept_from_start_to_start(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ca, is_new = authority(folder, HERE)
    leaf(folder, ca, HERE)
    assert not is_new
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_another_address_means_another_certificate_and_the_same_authority(folder: Path) -> None:
    moved = Speaks(HERE.names, [ipaddress.ip_address("10.1.2.3")])
    ca, is_new = authority(folder, moved)
    leaf(folder, ca, moved)
    assert not is_new
    assert (trusted(folder, "10.1.2.3"), bool(trusted(folder, "192.168.7.7"))) == ("", True)


@pytest.mark.parametrize(
    ("days", "new_leaf", "new_ca"), [(59, False, False), (61, True, False), (671, True, True)]
)
def test_what_nears_its_end_is_renewed(folder: Path, days: int, new_leaf: bool, new_ca: bool) -> None:
    before = (folder / "web.pem").read_bytes()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
        ca, is_new = authority(folder, HERE)
        assert (leaf(folder, ca, HERE).pem != before, is_new) == (new_leaf, new_ca)


def test_an_authority_that_cannot_speak_for_an_address_gives_place_to_one_that_can(folder: Path) -> None:
    odd = Speaks(HERE.names, [ipaddress.ip_address("192.0.2.2")])
    ca, is_new = authority(folder, odd)
    leaf(folder, ca, odd)
    assert is_new and trusted(folder, "192.0.2.2") == ""


def test_files_that_do_not_belong_together_are_made_anew(folder: Path) -> None:
    (folder / "ca.key").write_bytes((folder / "web.key").read_bytes())
    (folder / "web.pem").write_text("half")
    ca, is_new = authority(folder, HERE)
    leaf(folder, ca, HERE)
    assert is_new and trusted(folder, "localhost") == ""


def test_an_authority_made_by_somebody_else_is_not_mended(folder: Path) -> None:
    """A certificate of another authority, left from a folder that was copied together."""
    key = ec.generate_private_key(ec.SECP256R1())
    other = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Muu")])
    foreign = certificates._begun(other, other, key).not_valid_after(datetime.now(UTC) + timedelta(days=90))
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    names = x509.SubjectAlternativeName(HERE.alternatives)
    signed = foreign.add_extension(issuer, critical=False).add_extension(names, critical=False)
    certificates._write(folder, "web", Pair(signed.sign(key, hashes.SHA256()), key))
    leaf(folder, authority(folder, HERE)[0], HERE)
    assert trusted(folder, "localhost") == ""


# ---- what is set by itself ---------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recorded first, so that what is set by itself is taken back."""
    for name in ("LASNA_URL", "LASNA_HOSTS", "LASNA_PRODUCTION"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def hosts(monkeypatch: pytest.MonkeyPatch, host: str, **more: str) -> list[str]:
    for name, value in more.items():
        monkeypatch.setenv(name, value)
    setting.answer_own_names(host)
    return os.environ.get("LASNA_HOSTS", "").split(",")


def test_a_service_for_the_network_answers_to_its_own_private_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert {"192.168.7.7", "localhost"} <= set(hosts(monkeypatch, "192.168.7.7"))


def test_a_public_address_is_not_answered_to_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "93.184.216.34" not in hosts(monkeypatch, "93.184.216.34")


def test_for_this_machine_alone_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hosts(monkeypatch, "127.0.0.1") == [""]


def test_what_was_given_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hosts(monkeypatch, "192.168.7.7", LASNA_HOSTS="lasna.example") == ["lasna.example"]


def test_production_says_itself_what_it_answers_to(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hosts(monkeypatch, "192.168.7.7", LASNA_PRODUCTION="1") == [""]


def test_every_address_found_is_of_a_private_network() -> None:
    found = addresses.own_addresses("::")
    assert all(each.is_private and not each.is_loopback for each in found)
    assert addresses.own_addresses("0.0.0.0") == [each for each in found if each.version == 4]


@pytest.mark.parametrize(
    ("host", "settings", "said"),
    [
        ("127.0.0.1", {"LASNA_PRODUCTION": "1"}, "a proxy with a real one"),
        ("127.0.0.1", {"LASNA_URL": "https://lasna.example"}, "Unset LASNA_URL"),
        ("127.0.0.1", {"LASNA_URL": "http://localhost:8000"}, "by https"),
        ("93.184.216.34", {}, "no address of a private network"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, host: str, settings: dict[str, str], said: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(setting.Untryable, match=said):
        setting.prepare(host, 8000, tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_address_is_set_unless_it_was_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = setting.prepare("127.0.0.1", 0, tmp_path)
    made.listener.close()
    assert (made.url, os.environ["LASNA_URL"], made.is_new) == (
        "https://localhost:0",
        "https://localhost:0",
        True,
    )
    monkeypatch.setenv("LASNA_URL", "https://127.0.0.1:8443/")
    again = setting.prepare("127.0.0.1", 0, tmp_path)
    assert again.trust_url.startswith("http://127.0.0.1:")
    again.listener.close()
    assert (again.url, again.is_new) == ("https://127.0.0.1:8443", False)


def test_a_trial_that_is_over_is_not_taken_for_one_that_runs(tmp_path: Path) -> None:
    (tmp_path / "tls").mkdir()
    served = tmp_path / "tls" / "served.json"
    served.write_text(f'{{"url": "https://localhost:8443", "port": 8443, "pid": {os.getpid()}}}')
    assert setting.served_at(tmp_path, 8443) == setting.served_at(tmp_path) == "https://localhost:8443"
    assert setting.served_at(tmp_path, 8000) == ""
    served.write_text('{"url": "https://localhost:8443", "port": 8443, "pid": 99999999}')
    assert setting.served_at(tmp_path) == ""


# ---- what is told ------------------------------------------------------------------------------------------


def test_the_squares_in_the_terminal_are_those_of_the_address() -> None:
    address = "http://192.168.7.7:8001/"
    drawn = told.qr(address)
    upper = {"█": "11", "▀": "10", "▄": "01", " ": "00"}
    light = [[int(upper[square][half]) for square in line] for line in drawn for half in (0, 1)]
    border = 4
    dark = segno.make(address, micro=False).matrix
    for row, squares in enumerate(dark):
        cut = light[row + border][border : border + len(squares)]
        assert [1 - square for square in cut] == list(squares)


@pytest.mark.parametrize(
    ("accepts", "page"),
    [
        ("sv-FI,sv;q=0.9,en;q=0.8", "/sv"),
        ("de, en;q=0.5", "/en"),
        ("", "/fi"),
        ("de", "/fi"),
        ("x" * 10_000, "/fi"),
    ],
)
def test_the_page_speaks_the_phones_language(accepts: str, page: str) -> None:
    pages = dict.fromkeys(("/fi", "/sv", "/en"), ("", b""))
    assert helper.spoken(accepts, pages) == page


def test_browsers_are_not_told_to_insist_on_a_trial_certificate(settings: LazySettings) -> None:
    settings.LASNA_URL = "https://localhost:8443"
    assert "Strict-Transport-Security" in Client().get("/health/live")
    settings.LASNA_TRIAL_TLS = True
    assert "Strict-Transport-Security" not in Client().get("/health/live")
