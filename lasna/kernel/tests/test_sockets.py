"""Which socket gives way, and what a screen is told when its right ends. No network: queues stand in."""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError

from lasna.kernel.live import endpoint, pulse
from lasna.kernel.live import hub as hubs
from lasna.kernel.live.events import Event
from lasna.kernel.live.goodbye import say_goodbye
from lasna.kernel.live.hub import QUEUE, Hub, Socket
from lasna.kernel.live.models import Room
from lasna.kernel.live.protocol import Done, Heartbeat, Signalled, done_text, heartbeat_text, signal_text
from lasna.kernel.live.publish import ask_anew, new_room
from lasna.kernel.live.visits import Visit
from lasna.policy import Standing

pytestmark = pytest.mark.django_db(transaction=True)
WHO = "person:1"


def visit(entrance: str, screen: str, *rooms: int, standing: Standing = Standing.HOST) -> Visit:
    return Visit(entrance=entrance, key=1, who=WHO, standing=standing, rooms=rooms, screen=screen)


class Door:
    """An entrance that says what the test wants, and remembers who came and went."""

    def __init__(self) -> None:
        self.now: Visit | None = None
        self.came_as: list[Standing] = []
        self.went_last: list[bool] = []

    def open(self, cookies: Mapping[str, str], key: int) -> Visit | None:
        return self.now

    def renew(self, visit: Visit) -> Visit | None:
        return self.now

    def came(self, visit: Visit) -> None:
        self.came_as.append(visit.standing)

    def went(self, visit: Visit, *, last: bool) -> None:
        self.went_last.append(last)

    def beat(self, visits: list[Visit]) -> Collection[str]:
        return ()


class Line:
    """The two ends of one socket, as uvicorn holds them."""

    def __init__(self, door: Door, came: Visit, screen: str) -> None:
        self.coming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.going: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.session = endpoint._Session(door, came, screen, self.coming.get, self.going.put)
        self.task = asyncio.create_task(self.session.run())

    async def heard(self) -> dict[str, Any]:
        """The next text; closing is told as ``{"close": code}``."""
        message = await self.going.get()
        if message["type"] == "websocket.close":
            return {"close": message["code"]}
        text: dict[str, Any] = json.loads(message["text"])
        return text

    async def hang_up(self) -> None:
        await self.coming.put({"type": "websocket.disconnect"})
        await self.task


def ready() -> Hub:
    return hubs.start(asyncio.get_running_loop())


def filled(hub: Hub, *entrances: str) -> list[Socket]:
    sockets = [Socket(visit(name, f"screen-of-{number}")) for number, name in enumerate(entrances)]
    for socket in sockets:
        hub.join(socket)
    return sockets


def said(socket: Socket) -> list[str]:
    said, socket.queue = socket.queue, []
    return [json.loads(text)["code"] for text in said]


def newcomer(entrance: str, screen: str) -> None:
    async def nothing(*_: Any) -> Any:
        return None

    endpoint._Session(Door(), visit(entrance, ""), screen, nothing, nothing)._make_room()


async def test_a_sixth_screen_of_a_person_sends_a_desk_away_before_a_meeting() -> None:  # N14
    hub = ready()
    meeting, desk, *others = filled(hub, "meeting", "desk", "desk", "desk", "desk")
    newcomer("meeting", "sixth-screen")
    assert said(desk) == ["too_many_screens"]
    assert [said(socket) for socket in (meeting, *others)] == [[], [], [], []]


async def test_where_there_is_no_desk_the_oldest_meeting_gives_way() -> None:
    hub = ready()
    oldest, *others = filled(hub, *["meeting"] * 5)
    newcomer("meeting", "sixth-screen")
    assert said(oldest) == ["too_many_screens"]
    assert [said(socket) for socket in others] == [[], [], [], []]


async def test_five_screens_are_not_too_many() -> None:
    hub = ready()
    sockets = filled(hub, *["desk"] * 4)
    newcomer("desk", "fifth-screen")
    assert [said(socket) for socket in sockets] == [[], [], [], []]


async def test_a_screen_that_returns_by_a_new_socket_sends_nobody_else_away() -> None:
    """Wi-Fi to 4G: the old socket is not yet known to be dead."""
    hub = ready()
    sockets = filled(hub, *["desk"] * 4, "meeting")
    newcomer("meeting", sockets[4].visit.screen)
    assert sockets[4].replaced and sockets[4].overflowed
    assert [said(socket) for socket in sockets] == [[], [], [], [], []]


async def test_who_is_already_being_sent_away_is_not_counted() -> None:
    hub = ready()
    sockets = filled(hub, *["desk"] * 5)
    newcomer("desk", "sixth-screen")
    hub.join(Socket(visit("desk", "sixth-screen")))
    newcomer("desk", "seventh-screen")
    assert [said(socket) for socket in sockets[:3]] == [["too_many_screens"], ["too_many_screens"], []]


async def test_an_admission_between_opening_and_hello_is_not_missed() -> None:  # N14
    ready()
    room = await asyncio.to_thread(new_room, Room.Kind.DOOR)
    door = Door()
    door.now = visit("door", "first-screen", room.pk, standing=Standing.GUEST)
    stale = visit("door", "", room.pk, standing=Standing.WAITING)
    line = Line(door, stale, "first-screen")
    assert (await line.heard())["standing"] == "guest"
    assert door.came_as == [Standing.WAITING, Standing.GUEST]
    await line.hang_up()


async def test_a_screen_that_stays_is_welcomed_anew_within_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """For as long lives what comes with the welcome: the relay's credentials."""
    assert endpoint.ANEW_EVERY < 3600
    monkeypatch.setattr(endpoint, "ANEW_EVERY", 0.02)
    ready()
    room = await asyncio.to_thread(new_room, Room.Kind.MEETING)
    door = Door()
    door.now = visit("door", "first-screen", room.pk)
    line = Line(door, door.now, "first-screen")
    assert [(await line.heard())["type"] for _time in range(3)] == ["welcome"] * 3
    await line.hang_up()


async def test_whose_right_has_ended_is_told_and_hears_nothing_more() -> None:  # N14
    hub = ready()
    room = await asyncio.to_thread(new_room, Room.Kind.MEETING)
    door = Door()
    door.now = visit("door", "first-screen", room.pk)
    line = Line(door, door.now, "first-screen")
    assert (await line.heard())["type"] == "welcome"
    door.now = None
    line.session.socket.renew.set()
    farewell = await line.heard()
    assert (farewell["type"], farewell["code"]) == ("farewell", "not_here")
    hub.tell(room.pk, [(1, "2027-01-01T00:00:00+00:00", {"type": Event.__name__})])
    assert await line.heard() == {"close": 4409}
    await line.task
    assert not hub.sockets


@pytest.mark.parametrize("heard_by_carrier", [False, True])
async def test_who_is_asked_anew_and_has_no_right_left_is_shown_out_and_others_stay(
    heard_by_carrier: bool,
) -> None:  # N14, N44
    ready()
    gone, kept = Door(), Door()
    gone.now = visit("door", "first-screen")
    kept.now = visit("door", "second-screen")
    stranger = Socket(replace(visit("desk", "third-screen"), who="person:2"))
    hubs.current().join(stranger)
    lines = [Line(gone, gone.now, "first-screen"), Line(kept, kept.now, "second-screen")]
    for line in lines:
        assert (await line.heard())["type"] == "welcome"
    gone.now = None
    if heard_by_carrier:
        hubs.heard(json.dumps({"w": WHO}))
    else:
        await asyncio.to_thread(ask_anew, WHO)
    assert (await lines[0].heard())["code"] == "not_here"
    assert (await lines[1].heard())["type"] == "welcome"
    assert not stranger.renew.is_set()
    await lines[1].hang_up()


async def test_the_older_socket_of_a_screen_goes_without_getting_up() -> None:
    ready()
    door = Door()
    door.now = visit("door", "first-screen")
    old = Line(door, door.now, "first-screen")
    await old.heard()
    new = Line(door, door.now, "first-screen")
    await new.heard()
    await old.task
    assert door.went_last == []
    await new.hang_up()
    assert door.went_last == [True]


async def test_of_two_tabs_only_the_last_one_leaves_the_waiting_room() -> None:
    ready()
    door = Door()
    door.now = visit("door", "first-screen", standing=Standing.WAITING)
    first = Line(door, door.now, "first-screen")
    await first.heard()
    door.now = visit("door", "second-screen", standing=Standing.WAITING)
    second = Line(door, door.now, "second-screen")
    await second.heard()
    await first.hang_up()
    await second.hang_up()
    assert door.went_last == [False, True]


async def test_a_process_that_ends_answers_what_is_under_way_and_keeps_the_seat() -> None:  # N44
    hub = ready()
    room = await asyncio.to_thread(new_room, Room.Kind.DOOR)
    door = Door()
    door.now = visit("door", "first-screen", room.pk)
    line = Line(door, door.now, "first-screen")
    assert (await line.heard())["type"] == "welcome"
    await line.session.socket.turn.acquire()  # a command is being carried out
    ending = asyncio.create_task(say_goodbye(hub))
    await asyncio.sleep(0)
    line.session.socket.put('{"type":"done"}')
    line.session.socket.turn.release()
    heard = [await line.heard() for _ in range(3)]
    assert heard == [
        {"type": "done"},
        {"type": "farewell", "code": "restarting", "again": True},
        {"close": 4409},
    ]
    await ending
    await line.task
    assert door.went_last == []


async def test_who_hangs_up_by_themselves_has_gone() -> None:
    ready()
    room = await asyncio.to_thread(new_room, Room.Kind.DOOR)
    door = Door()
    door.now = visit("door", "first-screen", room.pk)
    line = Line(door, door.now, "first-screen")
    await line.heard()
    await line.hang_up()
    assert door.went_last == [True]


async def test_while_the_database_is_away_a_heartbeat_without_numbers_keeps_the_socket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # N44
    hub = ready()
    (socket,) = filled(hub, "meeting")

    def away(rooms: list[int]) -> dict[int, int]:
        raise OperationalError("away")

    monkeypatch.setattr(pulse, "last_numbers", away)
    await pulse._beat(hub)
    assert [json.loads(text) for text in socket.queue] == [{"type": "heartbeat", "rooms": {}}]


@pytest.mark.parametrize("words", ["", "ä🙂", 'a"b\\c\u2028\x00', "\r\n"])
def test_what_is_written_without_its_class_is_what_the_class_writes(words: str) -> None:
    body = {"kind": words, "nested": [{"number": 1.5, "none": None, "yes": True}], words: 2**53}
    assert signal_text(words, body) == Signalled(sender=words, signal=body).model_dump_json()
    assert done_text(7, body) == Done(id=7, result=body).model_dump_json()
    assert done_text(2**53, None) == Done(id=2**53).model_dump_json()
    assert heartbeat_text({17: 3}) == Heartbeat(rooms={17: 3}).model_dump_json()


async def test_a_screen_that_cannot_follow_is_closed_and_its_queue_stays_bounded() -> None:  # N19
    ready()
    door = Door()
    door.now = visit("door", "first-screen")
    line = Line(door, door.now, "first-screen")
    assert (await line.heard())["type"] == "welcome"
    socket = line.session.socket
    for _ in range(QUEUE + 10):  # all at once: its writer has no turn meanwhile
        socket.put(heartbeat_text({}))
    assert len(socket.queue) == QUEUE
    assert await line.heard() == {"close": 4408}
    await line.task


async def test_an_event_is_told_in_full_or_as_a_number_to_each_by_their_standing() -> None:  # N14
    hub = ready()
    host, guest, other = (
        Socket(visit("meeting", f"screen-of-{standing}", 5, standing=standing))
        for standing in (Standing.HOST, Standing.GUEST, Standing.HOST)
    )
    for socket in (host, guest, other):
        socket.sent = {5: 0}
        hub.join(socket)
    asks = {"type": "participant.denied", "participant": 3}
    hub.tell(5, [(1, "2027-01-01T00:00:00+00:00", asks)])
    told = [json.loads(socket.queue[0])["event"] for socket in (host, guest, other)]
    assert told == [asks, None, asks]


async def test_a_socket_that_the_server_closed_by_itself_ends_without_a_crash() -> None:  # N44
    """Too long a message, no UTF-8: uvicorn has said goodbye while something waited to be sent."""
    ready()
    door = Door()
    door.now = visit("door", "first-screen")
    line = Line(door, door.now, "first-screen")
    assert (await line.heard())["type"] == "welcome"

    async def closed(_message: dict[str, Any]) -> None:
        raise RuntimeError("Unexpected ASGI message 'websocket.send', after sending 'websocket.close'.")

    line.session.send = closed
    line.session.socket.put(heartbeat_text({}))
    await line.task
    assert door.went_last == [True]
