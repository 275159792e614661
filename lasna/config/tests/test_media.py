"""``lasna media start``, and what ``lasna check`` finds out about Janus and the relay. # N44"""

import os
import signal
from pathlib import Path

import pytest
from django.test import override_settings

from lasna.config import cli
from lasna.config.media import check, files
from lasna.config.media.files import Place
from lasna.room.adapters.janus.probe import Fault, probed
from lasna.tests.media import Media
from lasna.tests.stack import free_port, until_listening
from lasna.tests.test_supervisor import until_gone

ALL_PLUGINS = str(next(Path("/usr/lib").glob("*/janus/plugins"), ""))
pytestmark = [pytest.mark.process, pytest.mark.once]


def test_both_listen_and_each_is_started_anew_when_it_dies(media: Media) -> None:
    assert sorted(media.settings) == [
        "LASNA_JANUS_SECRET",
        "LASNA_JANUS_URL",
        "LASNA_TURN_SECRET",
        "LASNA_TURN_URL",
    ]
    for name in ("janus", "turnserver"):
        before = media.wait_for_child(name)
        os.kill(before, signal.SIGKILL)
        assert media.wait_for_child(name, other_than=before) != before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_end_ends_both_and_leaves_nothing(
    tmp_path: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Media(None) as media:
        children = [media.wait_for_child(name) for name in ("janus", "turnserver")]
        assert len(list(tmp_path.iterdir())) == 1
        os.kill(media.process.pid, number)
        assert media.process.wait(20) == 0
        until_gone(*children)
        assert list(tmp_path.iterdir()) == []


def test_the_end_of_the_command_is_the_end_of_both(tmp_path: Path) -> None:
    with Media(tmp_path) as media:
        children = [media.wait_for_child(name) for name in ("janus", "turnserver")]
        os.kill(media.process.pid, signal.SIGKILL)
        until_gone(*children)


def test_nobody_else_on_this_machine_reads_the_secrets(media: Media) -> None:
    assert media.folder
    assert media.folder.stat().st_mode & 0o077 == 0
    said = "".join(path.read_text() for path in media.folder.glob("*.log"))
    assert "Janus" in said and media.secret not in said


@pytest.mark.parametrize("address", ["127.0.0.1", "192.0.2.199"])
def test_an_address_that_carries_no_media_is_refused(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["media", "start", "--address", address]) == 1
    assert "--address" in capsys.readouterr().out


def test_a_port_that_is_taken_is_refused(media: Media, capsys: pytest.CaptureFixture[str]) -> None:
    port = media.settings["LASNA_TURN_URL"].rpartition(":")[2]
    assert cli.main(["media", "start", "--port", port]) == 1
    assert "Others: --address, --port" in capsys.readouterr().out


def found(media: Media, **changed: str) -> list[str]:
    told = media.settings | changed
    with override_settings(
        LASNA_TURN_URL=told["LASNA_TURN_URL"],
        LASNA_TURN_SECRET=told["LASNA_TURN_SECRET"],
        LASNA_JANUS_URLS=(told["LASNA_JANUS_URL"],),
        LASNA_JANUS_SECRET=told["LASNA_JANUS_SECRET"],
    ):
        return [finding.what for look in (check.relay, check.janus) if (finding := look())]


def test_check_finds_nothing_wrong_with_what_is_started_so(media: Media) -> None:
    media.wait_until_ready()
    assert found(media) == []


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"LASNA_JANUS_SECRET": "0" * 32}, "does not know our secret"),
        ({"LASNA_JANUS_SECRET": ""}, "A Janus without its secret"),
        ({"LASNA_JANUS_URL": "unix:/nowhere/janus.sock"}, "does not answer"),
        ({"LASNA_TURN_SECRET": "0" * 32}, "does not know our secret"),
        ({"LASNA_TURN_SECRET": ""}, "A relay without its secret"),
        ({"LASNA_TURN_URL": "turn:relay.invalid"}, "The relay relay.invalid:3478 does not answer"),
        ({"LASNA_TURN_URL": "turns:relay.invalid"}, "was not tried"),
    ],
)
def test_check_tells_what_does_not_work(media: Media, changed: dict[str, str], what: str) -> None:
    media.wait_until_ready()
    [told] = found(media, **changed)
    assert what in told


@pytest.mark.parametrize(
    ("name", "written", "instead", "fault"),
    [
        ("janus.jcfg", "api_secret = ", "# ", Fault.OPEN),
        ("janus.jcfg", "reclaim_session_timeout = 60", "", Fault.FORGETFUL),
        ("janus.jcfg", "FOLDER/plugins", ALL_PLUGINS, Fault.PLUGINS),
        ("janus.plugin.videoroom.jcfg", "admin_key = ", "# ", Fault.ROOMS),
        ("janus.plugin.videoroom.jcfg", "lock_rtp_forward = true", "", Fault.FORWARDS),
        ("janus.transport.websockets.jcfg", "admin_ws = false", "ADMIN", Fault.ADMIN),
    ],
)
def test_a_janus_that_is_open_is_found_out(
    tmp_path: Path, name: str, written: str, instead: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setattr("lasna.room.adapters.janus.probe.ADMIN_PORT", port)
    instead = instead.replace(
        "ADMIN", f'admin_ws = true\n admin_ws_port = {port}\n admin_ws_ip = "127.0.0.1"'
    )
    with Media(tmp_path) as media:
        assert probed(media.url, media.secret).fault is None
        path = tmp_path / name
        written = written.replace("FOLDER", str(tmp_path))
        assert written in path.read_text()
        path.write_text(path.read_text().replace(written, instead))
        before = media.wait_for_child("janus")
        os.kill(before, signal.SIGKILL)
        media.wait_for_child("janus", other_than=before)
        media.wait_until_ready()
        assert probed(media.url, media.secret).fault is fault


def test_one_that_others_started_beside_ours_is_found_out(
    tmp_path: Path, media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    media.wait_until_ready()
    port = free_port()
    monkeypatch.setattr("lasna.room.adapters.janus.probe.DEBIANS_PORT", port)
    assert probed(media.url, media.secret).fault is None
    with Media(tmp_path) as other:
        for name, written, instead in (
            ("janus.jcfg", "api_secret = ", "# "),
            ("janus.transport.websockets.jcfg", "ws_unix = ", f'ws_ip = "127.0.0.1"\n ws_port = {port} # '),
        ):
            path = tmp_path / name
            path.write_text(path.read_text().replace(written, instead))
        os.kill(other.wait_for_child("janus"), signal.SIGKILL)
        until_listening(port, other.process)
        assert probed(media.url, media.secret).fault is Fault.DEBIANS
        assert probed(f"ws://127.0.0.1:{port}", media.secret).fault is Fault.OPEN


def test_what_the_example_no_longer_says_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("api_secret = SECRET\n")
    assert files.replaced(tmp_path / "file", {"= SECRET\n": '= "x"\n'}) == 'api_secret = "x"\n'
    with pytest.raises(ValueError, match="has no"):
        files.replaced(tmp_path / "file", {"secret = WORD": ""})


def test_the_settings_are_those_that_run_reads(tmp_path: Path) -> None:
    from lasna.config import environment

    place = Place(tmp_path, "192.0.2.2", 3478, "j" * 32, "t" * 32)
    read = environment.read(place.settings)
    assert read.of(environment.table.JANUS_URL) == (f"unix:{tmp_path}/janus.sock",)
    assert list(environment.unknown(place.settings)) == []
