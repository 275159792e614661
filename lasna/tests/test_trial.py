"""``lasna run --https --host 0.0.0.0``: the real service as a phone on the same network meets it. # N15"""

import json
import os
import signal
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from lasna.tests.over_tls import meet
from lasna.tests.prepared import Start, starter
from lasna.tests.service import Service
from lasna.tests.stack import Stack

pytestmark = pytest.mark.process
NETWORK = ("--host", "0.0.0.0")


Trial = tuple[Service, ssl.SSLContext, str]
"""The service, who trusts its authority alone, and the address it printed."""


def begun(start_first: Start) -> Trial:
    service = start_first(words=("--https", *NETWORK))
    trusts = ssl.create_default_context(cafile=str(service.data / "tls" / "ca.pem"))
    return service, trusts, told(service, "Läsnä is at ").split("/ ")[0]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, stack: Stack | None) -> Iterator[Trial]:
    """For all that only look at it."""
    started: list[Service] = []
    yield begun(starter(tmp_path_factory.mktemp("trial"), stack, started))
    for each in started:
        each.stop()


def told(service: Service, begins: str) -> str:
    """The rest of the line that begins so."""
    return next(line.partition(begins)[2] for line in service.said().splitlines() if begins in line)


def test_who_trusts_the_authority_meets_over_tls(trial: Trial) -> None:  # N15
    service, trusts, address = trial
    made = json.loads(service.command("demo", "meeting", "--json", "--port", str(service.port)))
    assert made["client_url"].startswith(address) and made["adviser_url"].startswith(address)
    assert meet(address, trusts, made) is None


def test_who_does_not_trust_it_is_not_served(trial: Trial) -> None:
    service, trusts, _address = trial
    here = f"https://localhost:{service.port}/sign-in"
    assert urlopen(here, context=trusts, timeout=20).status == 200
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urlopen(here, timeout=20)


def test_the_second_address_gives_the_certificate_and_the_steps_alone(trial: Trial) -> None:
    service, _trusts, address = trial
    beside = told(service, "once: ").split(" ")[0]
    page = urlopen(Request(beside, headers={"Accept-Language": "sv"}), timeout=20)
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    text = page.read().decode()
    assert 'lang="sv"' in text and f'href="{address}/"' in text and f"{address}/mailbox" in text
    assert told(service, "SHA-256 of the authority: ") in text
    given = urlopen(f"{beside}lasna-trial-ca.crt", timeout=20)
    assert given.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert ssl.DER_cert_to_PEM_cert(given.read()).encode() == (service.data / "tls" / "ca.pem").read_bytes()
    for path in ("sign-in", "ca.key", "../tls/ca.key", "mailbox", "lasna-trial-ca.crt/x"):
        with pytest.raises(HTTPError, match="404"):
            urlopen(beside + path, timeout=20)


def test_what_dies_comes_back_and_the_end_leaves_nothing(start_first: Start) -> None:
    service, trusts, address = begun(start_first)
    for name in ("web", "trust"):
        before = service.wait_for_child(name)
        os.kill(before, signal.SIGKILL)
        service.wait_for_child(name, other_than=before)
    assert urlopen(f"{address}/sign-in", context=trusts, timeout=20).status == 200
    children = [service.wait_for_child(name) for name in ("web", "worker", "trust")]
    said = service.command("check")
    assert f"{address} has TLS by the trial certificate" in said
    os.kill(service.supervisor, signal.SIGINT)
    assert service.process.wait(timeout=20) == 0
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{number}").exists() for number in children):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert "has TLS by the trial certificate" not in service.command("check")
    assert "http://localhost" in service.command("demo", "meeting", "--json", "--port", str(service.port))


def test_a_service_for_the_network_answers_there_without_a_setting(start_first: Start) -> None:
    service = start_first(words=NETWORK)
    address = told(service, "On the same network: ")
    assert urlopen(f"{address}sign-in", timeout=20).status == 200
    stranger = Request(f"{address}sign-in", headers={"Host": "rebound.example"})
    with pytest.raises(HTTPError, match="400"):
        urlopen(stranger, timeout=20)


def test_a_production_service_has_no_trial_certificate(start_first: Start) -> None:
    with pytest.raises(RuntimeError, match="A production service has no trial certificate"):
        start_first(words=("--https",), LASNA_PRODUCTION="1")
