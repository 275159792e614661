"""Every role of a meeting at its socket: what it may say; held or removed it hears nothing. # N20, N44"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from lasna.kernel.live import hub as hubs
from lasna.kernel.live.commands import COMMANDS
from lasna.kernel.live.dispatch import answer
from lasna.kernel.live.hub import Socket
from lasna.kernel.live.publish import publish
from lasna.kernel.live.threads import in_thread
from lasna.kernel.live.visits import Visit
from lasna.kernel.tests.test_sockets import Line, ready
from lasna.meetings import services as meetings
from lasna.meetings.access import companion_link
from lasna.meetings.events import CallTried
from lasna.meetings.models import Participant
from lasna.meetings.protocol import Step
from lasna.meetings.tests.guests import (
    INTERPRETER,
    agree,
    ask,
    colleague_screen,
    guest_screen,
    let_in,
    screen,
)
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.policy import RULES, Standing
from lasna.room import services
from lasna.room.commands.colleague import ColleagueDoor
from lasna.room.commands.entrances import ClientDoor
from lasna.room.events import DevicesTold

pytestmark = pytest.mark.django_db(transaction=True)
Role = Participant.Role
FROM_OUTSIDE = [Role.INTERPRETER, Role.CAPTIONER, Role.DOCTOR, Role.PROVIDER, Role.RELATIVE, Role.SUPPORT]
PARTNERS = [*FROM_OUTSIDE, Role.COLLEAGUE]
OUT_WITHIN = 2.0  # seconds
LEG = {"leg.join", "leg.answer", "leg.want", "leg.keep", "leg.end"}
DEVICE = {"meeting.leave", "seat.take", "seat.devices", "seat.sound", "signal.send"} | LEG
ROOM = DEVICE | {"seat.share", "link.share", "companion.invite", "companion.end"}
DOOR = {"door.step", "door.ask_call", "participant.beside", "help.ask", "help.works"}
THEIRS = dict.fromkeys(PARTNERS, ROOM | DOOR) | {
    Role.CLIENT: ROOM
    | DOOR
    | {"consent.answer", "meeting.move_to_phone", "meeting.want_video", "meeting.hear_video"},
    Role.COMPANION: DEVICE,
}
"""What each may say once let in: written here by hand, so that the table of rights is compared with it."""


STANDING = {Role.CLIENT: Standing.GUEST, Role.COMPANION: Standing.COMPANION}


def inside(role: str) -> tuple[Scene, Visit, Any]:
    """A meeting under way with somebody of this role on the stage, and the door by which they came."""
    made = scene()
    made.admit()
    if role == Role.CLIENT:
        return made, guest_screen(made), ClientDoor()
    if role == Role.COMPANION:
        services.sit(visit=guest_screen(made))
        link = companion_link(meetings.invite_companion(participant_id=made.guest.pk))
        return made, screen(meetings.join_as_companion(token=link)), ClientDoor()
    if role != Role.COLLEAGUE:
        return made, let_in(made, ask(made, replace(INTERPRETER, role=role))), ClientDoor()
    colleague = person(made.organisation, made.office)
    place = meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    at_door = colleague_screen(made, colleague, place)
    assert at_door is not None
    ColleagueDoor().came(at_door)
    meetings.step(participant_id=place.pk, said=Step(step="ready", camera="on", microphone="on"))
    agree(made, place)
    meetings.admit(participant_id=place.pk, by=made.adviser)
    visit = colleague_screen(made, colleague, place)
    assert visit is not None
    return made, visit, ColleagueDoor()


def test_every_role_is_here() -> None:
    assert set(THEIRS) == set(Role) - {Role.ADVISER}


@pytest.mark.parametrize("role", THEIRS)
async def test_each_role_may_say_what_is_theirs_and_nothing_else(role: str) -> None:
    hub = ready()
    _made, visit, _door = await in_thread(inside, role)
    socket = Socket(visit)
    refused = set()
    for name in set(COMMANDS) - THEIRS[Role(role)]:
        said = json.loads(await answer(hub, socket, json.dumps({"id": 1, "type": name})))
        if (said["type"], said.get("code")) == ("refused", "not_here"):
            refused.add(name)
    assert refused == set(COMMANDS) - THEIRS[Role(role)]
    assert all(visit.standing in RULES[COMMANDS[name].action] for name in THEIRS[Role(role)])


def _tell(made: Scene) -> None:
    """Something happens in the meeting."""
    with transaction.atomic():
        publish(
            made.meeting.room_id,
            CallTried(answered=False, attempts=1),
            DevicesTold(participant=made.guest.pk, camera=True, microphone=True),
        )


def hold(made: Scene, participant: int) -> None:
    meetings.hold(participant_id=participant, by=made.adviser)


def remove(made: Scene, participant: int) -> None:
    meetings.remove(participant_id=participant, by=made.adviser)


def end_device(made: Scene, participant: int) -> None:
    meetings.end_companion(participant_id=participant, by=made.guest.pk)


@pytest.mark.parametrize(
    ("role", "deed"),
    [
        *((role, deed) for role in PARTNERS for deed in (hold, remove)),
        (Role.CLIENT, hold),
        (Role.COMPANION, end_device),
    ],
)
async def test_who_is_put_out_receives_nothing_of_the_room(
    role: str, deed: Callable[[Scene, int], None]
) -> None:
    ready()
    made, visit, door = await in_thread(inside, role)
    line = Line(door, visit, "screen-that-hears")
    welcome = await line.heard()
    assert (welcome["type"], welcome["standing"]) == ("welcome", STANDING.get(Role(role), Standing.PARTNER))
    room = made.meeting.room_id
    await in_thread(_tell, made)
    while ((await line.heard()).get("event") or {}).get("type") != "seat.devices_told":
        pass
    began = time.monotonic()
    await in_thread(deed, made, visit.participant_id)
    while (last := await line.heard())["type"] not in ("welcome", "farewell"):
        assert last["type"] in ("event", "heartbeat")
    assert time.monotonic() - began < OUT_WITHIN
    assert last.get("standing", "waiting") == "waiting" and (deed is hold) == (last["type"] == "welcome")
    for _time in range(3):
        await in_thread(_tell, made)
        hubs.pass_on(room, sender="screen-of-host", to="", body={"kind": "restart"})
        hubs.pass_on(room, sender="screen-of-host", to="screen-that-hears", body={"kind": "restart"})
    await asyncio.sleep(0.1)  # what was told has its turn
    after = [line.going.get_nowait() for _ in range(line.going.qsize())]
    texts = [json.loads(each["text"]) for each in after if each["type"] == "websocket.send"]
    assert [text for text in texts if text["type"] == "signal" or text.get("room") == room] == []
    if deed is hold:
        await line.hang_up()
    else:
        await line.task
