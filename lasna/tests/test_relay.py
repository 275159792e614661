"""The relay of deploy/turnserver.conf, as Debian's coturn reads it: it goes nowhere else. # N44"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from lasna.config.media import turn
from lasna.config.media.relay import FORBIDDEN, FORBIDDEN_V6, faults
from lasna.config.media.relay import Relay as Asked
from lasna.tests.stack import free_port, program, until_listening

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
ITSELF = "127.0.0.9"  # stands for the machine's public address
SECRET = "a-secret-of-the-test-alone"
REFUSED, WRONG_FAMILY = 403, 443
NO_SUCH_TRANSPORT, NO_SUCH_FAMILY, QUOTA = 442, 440, 486
pytestmark = [pytest.mark.process, pytest.mark.once]
Relay = Callable[..., tuple[str, int]]


def settings(port: int, secret: str) -> str:
    """The file, with this test's address, port and secret."""
    text = (DEPLOY / "turnserver.conf").read_text()
    for written, here in (
        ("203.0.113.10", ITSELF),
        ("listening-port=3478\n", f"listening-port={port}\n"),
        ("#static-auth-secret=\n", f"static-auth-secret={secret}\n" if secret else ""),
    ):
        assert written in text
        text = text.replace(written, here)
    return text


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    """``relay("--an-option")``: its address. All of this machine is loopback, so that must be let through
    before it comes to what the file denies."""
    running: list[subprocess.Popen[bytes]] = []

    def start(*more: str, secret: str = SECRET, without: str = "nothing") -> tuple[str, int]:
        port = free_port()
        path = tmp_path / f"turnserver-{port}.conf"
        lines = settings(port, secret).splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(without)))
        words = [
            "-c",
            str(path),
            "--userdb",
            str(tmp_path / "turndb"),
            "--pidfile",
            str(tmp_path / "pid"),
            *more,
        ]
        server = subprocess.Popen(
            [program("setpriv"), "--pdeathsig=KILL", "--", program("turnserver"), *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(server)
        until_listening(port, server, ITSELF)
        return ITSELF, port

    yield start
    for server in running:
        server.kill()
        server.wait()


LOOPBACK_TOO = "--allow-loopback-peers"


def test_the_relay_passes_packets_to_itself_and_nowhere_else(relay: Relay) -> None:
    with turn.Knock(relay(LOOPBACK_TOO), turn.credentials(SECRET)) as knock:
        assert knock.allocate() == turn.SUCCESS
        assert (knock.permit(ITSELF), knock.bind(ITSELF)) == (turn.SUCCESS, turn.SUCCESS)
        answers = {peer: {knock.permit(peer), knock.bind(peer)} for peer in FORBIDDEN}
        assert answers == {peer: {REFUSED} for peer in FORBIDDEN}
        assert {knock.permit(peer) for peer in FORBIDDEN_V6} <= {REFUSED, WRONG_FAMILY}


def test_without_being_told_to_coturn_refuses_loopback_whatever_is_allowed(relay: Relay) -> None:
    with turn.Knock(relay(), turn.credentials(SECRET)) as knock:
        assert knock.allocate() == turn.SUCCESS
        assert knock.permit(ITSELF) == REFUSED


def test_the_relay_offers_neither_tcp_nor_ipv6(relay: Relay) -> None:
    address = relay(LOOPBACK_TOO)
    for refusal, wanted in (
        (turn.SUCCESS, {"transport": turn.UDP, "family": turn.V4}),
        (NO_SUCH_TRANSPORT, {"transport": turn.TCP}),
        (NO_SUCH_FAMILY, {"family": turn.V6}),
    ):
        with turn.Knock(address, turn.credentials(SECRET)) as knock:
            assert knock.allocate(**wanted) == refusal


def test_the_relay_knows_only_who_has_the_secret(relay: Relay) -> None:
    address = relay(LOOPBACK_TOO)
    for secret, answer in ((SECRET, turn.SUCCESS), ("another-secret", turn.UNAUTHORIZED)):
        with turn.Knock(address, turn.credentials(secret)) as knock:
            assert knock.allocate() == answer


def test_a_relay_without_its_secret_knows_nobody(relay: Relay) -> None:
    address = relay(LOOPBACK_TOO, secret="")
    for secret in ("", SECRET):
        with turn.Knock(address, turn.credentials(secret)) as knock:
            assert knock.allocate() == turn.UNAUTHORIZED


def test_one_person_takes_only_so_many_places(relay: Relay) -> None:
    address = relay(LOOPBACK_TOO)
    with ExitStack() as held:
        mine, others = turn.credentials(SECRET, "mine"), turn.credentials(SECRET, "others")
        knocks = [held.enter_context(turn.Knock(address, mine)) for _ in range(42)]
        assert [knock.allocate() for knock in knocks] == [turn.SUCCESS] * 40 + [QUOTA] * 2
        somebody_else = held.enter_context(turn.Knock(address, others))
        assert somebody_else.allocate() == turn.SUCCESS


def test_what_check_says_of_the_example_is_nothing(relay: Relay) -> None:
    assert list(faults(Asked(*relay(LOOPBACK_TOO), SECRET))) == []


@pytest.mark.parametrize(
    ("without", "told"),
    [
        ("denied-peer-ip=", "leads callers to 127.0.0.1, 10.0.0.1, 100.64.0.1, 169.254.169.254"),
        ("allowed-peer-ip=", f"does not lead to {ITSELF}, where it must"),
        ("no-tcp-relay", "relays TCP"),
        ("use-auth-secret", "lets in who does not know its secret"),
    ],
)
def test_check_tells_where_a_relay_leads_too_far(relay: Relay, without: str, told: str) -> None:
    lets_everybody_in = without == "use-auth-secret"
    more, secret = (["--no-auth"], "") if lets_everybody_in else ([], SECRET)
    found = list(faults(Asked(*relay(LOOPBACK_TOO, *more, secret=secret, without=without), SECRET)))
    assert [fault for fault in found if told in fault], found


def test_check_tells_when_the_relay_does_not_lead_to_janus(relay: Relay) -> None:
    [told] = faults(Asked(*relay(LOOPBACK_TOO), SECRET), needed=["192.0.2.9"])
    assert told == "does not lead to 192.0.2.9, where it must"


def test_check_tells_when_nobody_is_there(relay: Relay) -> None:
    [told] = faults(Asked(ITSELF, free_port(), SECRET))
    assert told.startswith("does not answer")
