"""The socket against the real service: rights, limits, bad input, silence at the door."""

import asyncio
import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from lasna.kernel.live.commands import COMMANDS
from lasna.policy import RULES, Standing
from lasna.room.tests.socket_client import Screen
from lasna.room.tests.visitors import Encounter, encounter, let_in
from lasna.tests.service import Service

SDP = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=fingerprint:sha-256 AA\r\nm=audio 9 UDP 111\r\n"

pytestmark = pytest.mark.process


async def heard_within(screen: Screen, seconds: float) -> list[dict[str, Any]]:
    """Everything that comes in a bounded time. For proving silence only."""
    heard: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(seconds):
            while True:
                heard.append(json.loads(await screen.socket.recv()))
    except TimeoutError:
        return heard


async def test_a_person_in_the_waiting_room_hears_nothing_of_the_meeting(service: Service) -> None:  # N14
    met = encounter(service)
    async with met.host() as host, met.guest() as guest:
        await host.hear("welcome")
        welcome = await guest.hear("welcome")
        assert welcome["standing"] == "waiting"
        assert set(welcome["snapshot"]) == {"door", "help"}
        await guest.ask("door.step", step="ready", camera="on", microphone="on")
        await host.hear_event("participant.waiting")
        await host.ask("seat.devices", camera=True, microphone=True)
        await host.ask("signal.send", to="guest-screen", signal={"kind": "restart"})
        await host.ask("meeting.call_tried", answered=False)
        for message in await heard_within(guest, 6):
            assert message["type"] in ("event", "heartbeat")
            event = message.get("event")
            assert event is None or event["type"].startswith("door.")
            assert set(message.get("rooms", {})) <= {str(room) for room in welcome["rooms"]}


async def test_admission_brings_everything_at_once(service: Service) -> None:  # N14, N19
    met = encounter(service)
    async with met.host() as host, met.guest() as guest:
        await host.hear("welcome")
        await guest.hear("welcome")
        await guest.ask("door.step", step="ready", camera="on", microphone="on")
        await host.hear_event("participant.waiting")
        offer = {"kind": "description", "description": {"type": "offer", "sdp": SDP}, "attempt": 1}
        await host.ask("meeting.admit", participant=met.participant_id, offer=offer)
        signal = await guest.hear("signal")
        assert signal["sender"] == "host-screen"
        assert signal["signal"]["description"]["sdp"] == SDP
        heard = [message["type"] for message in guest.heard] + ["…"]
        if "welcome" not in heard[heard.index("signal") :]:
            welcome = await guest.hear("welcome", standing="guest")
            assert set(welcome["snapshot"]) == {"help", "links", "meetings", "room"}


REQUESTS: dict[str, dict[str, Any]] = {
    "door.step": {"step": "camera"},
    "participant.beside": {"names": []},
    "meeting.send_link": {"channel": "email"},
    "meeting.vouch": {"how": "Tunnen äänestä"},
    "meeting.admit": {"participant": 1},
    "meeting.deny": {"participant": 1},
    "meeting.say": {"participant": 1, "words": "Tulen pian"},
    "meeting.phone_reason": {"reason": "other"},
    "meeting.call_tried": {"answered": False},
    "seat.devices": {"camera": True, "microphone": True},
    "seat.share": {"sharing": ""},
    "signal.send": {"to": "somebody-else", "signal": {"kind": "restart"}},
    "leg.join": {"number": 1, "sdp": "v=0"},
    "leg.answer": {"number": 1, "turn": 1, "sdp": "v=0"},
    "leg.want": {"number": 1, "sizes": []},
    "leg.keep": {"number": 1, "has": []},
    "leg.end": {"number": 1},
    "arrival.shown": {"participant": 1},
    "partner.add": {"role": "doctor", "name": "Tohtori Oksa", "email": "oksa@example.invalid"},
    "colleague.find": {"text": "a"},
    "colleague.add": {"person": 1},
    "consent.answer": {"participant": 1, "yes": True},
    "consent.tell": {"participant": 1, "how": "Kysyin"},
    "meeting.hold": {"participant": 1},
    "meeting.remove": {"participant": 1},
    "meeting.connect_by_phone": {"participant": 1},
    "meeting.ask_mute": {"participant": 1},
    "companion.end": {"participant": 1},
    "seat.sound": {"here": True},
    "hosting.begin": {"participant": 1},
    "hosting.refuse": {"participant": 1},
    "meeting.lock": {"locked": False},
    "meeting.hand_over": {"person": 1},
}


async def refused(screen: Screen) -> set[str]:
    """The commands that this screen is told are not here. Each is sent well-formed."""
    no: set[str] = set()
    for name in sorted(COMMANDS):
        if name == "meeting.end":
            continue
        answer = await screen.ask(name, **REQUESTS.get(name, {}))
        if answer["type"] == "refused" and answer["code"] == "not_here":
            no.add(name)
        await asyncio.sleep(0.06)  # under the limit of messages a second, which has a test of its own
    return no


def forbidden(standing: Standing) -> set[str]:
    return {name for name, kind in COMMANDS.items() if standing not in RULES[kind.action]} - {"meeting.end"}


async def test_the_matrix_of_standing_and_message_holds_for_the_waiting(service: Service) -> None:
    met = encounter(service)
    async with met.guest() as guest:
        await guest.hear("welcome", standing="waiting")
        assert await refused(guest) == forbidden(Standing.WAITING)


async def test_the_matrix_of_standing_and_message_holds_for_the_guest(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host, met.guest() as guest:
        await let_in(host, guest, met)
        # Theirs to say, but of a partner; here there is none: test_network has one.
        assert await refused(guest) == forbidden(Standing.GUEST) | {"consent.answer", "companion.end"}


async def test_the_host_may_do_what_the_table_says_and_nothing_to_other_meetings(service: Service) -> None:
    met, other = encounter(service), encounter(service)
    async with met.host() as host:
        await host.hear("welcome")
        for name in ("meeting.admit", "meeting.deny"):
            answer = await host.ask(name, participant=other.participant_id)
            assert (answer["type"], answer["code"]) == ("refused", "not_here")
        assert await refused(host) >= forbidden(Standing.HOST)


@pytest.mark.parametrize("who", ["nobody", "other's cookie", "client at the host's door"])
async def test_a_stranger_gets_nothing(service: Service, who: str) -> None:
    met, other = encounter(service), encounter(service)
    path, cookies = {
        "nobody": (f"/live/meeting/{met.meeting_id}", {}),
        "other's cookie": (f"/live/seat/{met.participant_id}", other.guest_cookies),
        "client at the host's door": (f"/live/meeting/{met.meeting_id}", met.guest_cookies),
    }[who]
    screen = Screen(service.base_url, path, cookies, "stranger-screen")
    async with screen:
        answer = json.loads(await screen.socket.recv())
        assert answer == {"type": "farewell", "code": "not_here", "again": False}
        with pytest.raises(ConnectionClosed):
            await screen.socket.recv()


async def test_another_origin_is_turned_away(service: Service) -> None:
    met = encounter(service)
    screen = met.host()
    screen.base_url = service.base_url.replace("localhost", "127.0.0.1")
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        async with Foreign(screen):
            raise AssertionError("came in")


class Foreign:
    """The same screen, with the origin of another site."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    async def __aenter__(self) -> None:
        from websockets.asyncio.client import connect

        address = self.screen.base_url.replace("http", "ws", 1) + self.screen.path
        self.socket = await connect(address, origin="https://elsewhere.example")  # type: ignore[arg-type]
        await self.socket.recv()

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()


BAD: list[str | bytes] = [
    "",
    "not JSON",
    "[]",
    "null",
    "NaN",
    '{"id": NaN, "type": "meeting.end"}',
    "[" * 10_000,
    '{"id": 1}',
    '{"id": "1", "type": "meeting.end"}',
    '{"id": -1, "type": "meeting.end"}',
    '{"id": 1, "type": "no.such"}',
    '{"id": 1, "type": "__class__"}',
    '{"id": 1, "type": "meeting.end", "surprise": true}',
    '{"id": 1, "type": "meeting.admit", "participant": "1"}',
    '{"id": 1, "type": "meeting.admit", "participant": 1e308}',
    '{"id": 1, "type": "meeting.say", "participant": 1, "words": "' + "x" * 400 + '"}',
    '{"id": 1, "type": "signal.send", "to": "' + "x" * 4000 + '", "signal": {}}',
    b"\x00\x01binary",
    '{"id": 1, "type": "hello", "screen": "again-again"}',
]
SIGNALS: list[dict[str, Any]] = [
    {},
    {"kind": "unknown"},
    {"kind": "description", "description": {"type": "offer", "sdp": "v=0\r\n" + "m=audio\r\n" * 900}},
    {"kind": "description", "description": {"type": "offer", "sdp": SDP.replace("a=fingerprint", "a=x")}},
    {"kind": "description", "description": {"type": "offer", "sdp": SDP + "m=video 9\r\n" * 20}},
    {"kind": "description", "description": {"type": "evil", "sdp": SDP}},
    {"kind": "candidates", "candidates": [{"candidate": "x" * 600}]},
    {"kind": "candidates", "candidates": [{"candidate": "a\r\nb"}]},
    {"kind": "candidates", "candidates": []},
    {"kind": "candidates", "candidates": [{"candidate": ""}] * 21},
    {"kind": "candidates", "candidates": None},
    {"kind": "restart", "more": "fields"},
]


async def test_bad_messages_are_answered_in_words_and_leave_the_socket_usable(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host:
        await host.hear("welcome")
        for text in BAD:
            await host.say(text)
            answer = await host.hear("refused")
            assert answer["message"]
            await asyncio.sleep(0.06)
        for signal in SIGNALS:
            answer = await host.ask("signal.send", to="somebody-else", signal=signal)
            assert answer["code"] == "signal.refused", signal
            await asyncio.sleep(0.06)
        assert (await host.ask("meeting.call_tried", answered=False))["type"] == "done"


async def test_a_message_over_64_kib_closes_only_its_own_socket(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host, met.guest() as guest:
        await guest.hear("welcome")
        with pytest.raises(ConnectionClosed):
            await host.say(json.dumps({"id": 1, "type": "meeting.end", "agreed": "x" * 70_000}))
            while True:
                await host.socket.recv()
        assert (await guest.ask("door.step", step="camera"))["type"] == "done"


async def test_more_than_twenty_messages_a_second_are_refused_and_then_taken_again(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host:
        await host.hear("welcome")
        for number in range(100, 200):
            command = {"id": number, "type": "seat.devices", "camera": True, "microphone": True}
            await host.say(json.dumps(command))
        refusal = await host.hear("refused", code="too_fast")
        assert refusal["message"]
        while True:
            answer = await host.ask("seat.devices", camera=False, microphone=True)
            if answer["type"] == "done":
                break
            await asyncio.sleep(0.06)  # as asked: a quick machine is otherwise closed for flooding


async def test_a_sixth_screen_sends_the_oldest_away(service: Service) -> None:
    met = encounter(service)
    screens = [met.guest(f"guest-screen-{number}") for number in range(6)]
    async with screens[0] as first:
        await first.hear("welcome")
        for screen in screens[1:]:
            await screen.__aenter__()
            await screen.hear("welcome")
        assert (await first.hear("farewell"))["code"] == "too_many_screens"
        for screen in screens[1:]:
            await screen.socket.close()


async def test_what_was_missed_is_told_when_asked(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host:
        welcome = await host.hear("welcome")
        room = int(next(iter(welcome["rooms"])))
        before = welcome["rooms"][str(room)]
        for _ in range(3):
            await host.ask("meeting.call_tried", answered=False)
        host.heard.clear()
        await host.ask("live.catch_up", room=room, after=before)
        again = [message["seq"] for message in host.heard if message["type"] == "event"]
        assert again == [before + 1, before + 2, before + 3]
        other = await host.ask("live.catch_up", room=room + 1, after=0)
        assert other["code"] == "not_here"


async def test_two_tabs_the_second_asks_and_the_newest_wins(service: Service) -> None:
    met = encounter(service)
    async with met.host() as host, met.guest("tab-number-1") as first:
        await let_in(host, first, met)
        async with met.guest("tab-number-2") as second:
            welcome = await second.hear("welcome")
            assert welcome["snapshot"]["room"]["seat_elsewhere"] is True
            await second.ask("seat.take")
            taken = await first.hear_event("seat.taken")
            assert taken["screen"] == "tab-number-2"


async def test_who_comes_back_within_five_minutes_needs_no_admission(service: Service) -> None:
    met: Encounter = encounter(service)
    async with met.host() as host:
        async with met.guest() as guest:
            await let_in(host, guest, met)
            await host.hear_event("seat.taken")
        await host.hear_event("participant.away")
        async with met.guest("new-screen") as guest:
            await guest.hear("welcome", standing="guest")
            assert (await host.hear_event("seat.taken"))["screen"] == "new-screen"
