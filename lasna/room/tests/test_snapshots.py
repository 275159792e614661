"""Snapshot before + events = snapshot after, for every event.

Here each event is made to happen, and what a screen was told is written down as a case; the room's reducer is
asked in ``frontend/room/fixtures.test.ts`` whether it comes to the same snapshot.
"""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from lasna.guidance.tests.asking import support_of
from lasna.kernel.live.endpoint import _snapshot as snapshot_for
from lasna.kernel.live.events import EVENTS
from lasna.kernel.live.models import Room, StoredEvent
from lasna.kernel.live.visits import ENTRANCES, Visit
from lasna.meetings.tests.scene import Scene, scene
from lasna.policy import Standing
from lasna.room.tests.stories import (
    AHEAD,
    BY_LINK,
    CANCELLED,
    COMPANION,
    HELPED,
    HOSTED,
    LOCKED,
    NETWORK,
    OTHER_STORY,
    STORY,
    Act,
    Screens,
)

FILE = Path(__file__).resolve().parents[3] / "frontend" / "room" / "fixtures" / "events.gen.json"
START = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def _told(visit: Visit, room_id: int, after: int) -> list[dict[str, Any]]:
    rows = StoredEvent.objects.filter(room_id=room_id, seq__gt=after).order_by("seq")
    return [row.body for row in rows if visit.standing in EVENTS[row.type].heard_by]


def _numbers() -> dict[int, int]:
    return dict(Room.objects.values_list("pk", "seq"))


class Recorder:
    """Plays a story and keeps what each screen saw of each step."""

    def __init__(self) -> None:
        self.cases: list[dict[str, Any]] = []

    def play(self, made: Scene, story: list[tuple[str, Act]]) -> None:
        screens = Screens(made)
        for minute, (name, act) in enumerate(story):
            with time_machine.travel(START + timedelta(minutes=minute), tick=False):
                self._step(made, screens, name, act)

    def _step(self, made: Scene, screens: Screens, name: str, act: Act) -> None:
        before = {visit.screen: (visit, snapshot_for(visit)) for visit in screens.all}
        numbers = _numbers()
        act(made, screens)
        for now in screens.all:
            was, seen = before.get(now.screen, (None, {}))
            if was is None or was.standing != now.standing:
                continue  # a fresh welcome replaces everything
            events = [event for room in was.rooms for event in _told(was, room, numbers[room])]
            self.cases.append(
                {
                    "name": f"{name} ({now.standing})",
                    "screen": now.screen,
                    "before": seen,
                    "events": events,
                    "after": snapshot_for(now),
                }
            )


PEOPLE = ("me", "participant", "by", "former", "hosted_by", "companion_of")
Seen = dict[tuple[str, int], int]


def _table(key: str, inside: str) -> str | None:
    """The table whose id this is; participants also say who did a thing (``by``) and who one is (``me``)."""
    if key == "id":
        return {"meetings": "meeting", "participants": "participant"}.get(inside)
    return {"meeting": "meeting", "link": "link"}.get(key, "participant" if key in PEOPLE else None)


def _tidy(value: Any, seen: Seen, inside: str = "") -> Any:
    """Ids become small numbers in order of appearance in their table: the same at every run."""
    if isinstance(value, list):
        return [_tidy(item, seen, inside) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _tidy_item(key, item, seen, inside) for key, item in value.items()}


def _tidy_item(key: str, item: Any, seen: Seen, inside: str) -> Any:
    table = _table(key, inside)
    if table is None or type(item) is not int:
        return _tidy(item, seen, key)
    of_table = [number for name, number in seen.items() if name[0] == table]
    return seen.setdefault((table, item), len(of_table) + 1)


@override_settings(LASNA_JANUS_URLS=("unix:/nowhere",), LASNA_JANUS_SECRET="x")
def recorded() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = []
    for story in (STORY, OTHER_STORY, BY_LINK, NETWORK, LOCKED, HOSTED, COMPANION, CANCELLED, HELPED, AHEAD):
        recorder = Recorder()
        with time_machine.travel(START - timedelta(minutes=1), tick=False):
            made = scene(code_at_door=story is not BY_LINK)
            if story is HELPED:
                support_of(made)
        recorder.play(made, story)
        cases += _tidy(recorder.cases, {})
    return cases


def test_every_event_of_a_room_was_made_to_happen() -> None:
    told = {event["type"] for case in recorded() for event in case["events"]}
    of_rooms = {name for name, kind in EVENTS.items() if not name.startswith("desk.")}
    # These are followed by a welcome, which replaces the snapshot.
    assert of_rooms - told <= {"door.admitted", "door.denied", "door.held"}


def test_the_cases_in_the_tree_are_those_that_happen() -> None:
    cases = recorded()
    if os.environ.get("LASNA_TEST_WRITE_CASES") == "1":
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(json.dumps(cases, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    assert json.loads(FILE.read_text()) == cases, "write them anew with LASNA_TEST_WRITE_CASES=1"


def test_nobody_at_the_door_is_in_a_snapshot_of_the_room() -> None:  # N14
    made = scene()
    made.wait()
    screens = Screens(made)
    assert screens.guest.standing == Standing.WAITING
    assert set(snapshot_for(screens.guest)) == {"door", "help"}
    assert screens.guest.rooms == (made.guest.door_id,)
    assert {"seat", "meeting", "desk"} <= set(ENTRANCES)
