"""Sockets: an entrance to another's, a command about another's, is as shut as one to nothing. # N44"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from lasna.errors import NotHere, UserError
from lasna.kernel.live.commands import COMMANDS, Command
from lasna.kernel.live.visits import ENTRANCES, Visit
from lasna.meetings import services
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office
from lasna.policy import may
from lasna.tests.test_roles import stage
from lasna.tests.test_walls import MISSING, signed_in, statements, strangers

pytestmark = [pytest.mark.django_db, pytest.mark.crawl]


def _colleague(made: Scene) -> int:
    """The place of a colleague who was asked to join."""
    colleague = person(made.organisation, made.office)
    place = services.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    return place.pk


KEYS: dict[str, Callable[[Scene], int]] = {
    "desk": lambda made: made.adviser.pk,
    "meeting": lambda made: made.meeting.pk,
    "seat": lambda made: made.guest.pk,
    "colleague": _colleague,
}
"""What ``/live/<entrance>/<key>`` is the key of."""
COMMAND_IDS: dict[str, Callable[[Scene], int]] = {
    "participant": lambda made: made.guest.pk,
    "person": lambda made: made.adviser.pk,
}
COMMAND_NUMBERS = {"minutes_late", "number", "turn", "size"}
"""Numbers in commands that are no ids."""
COMMAND_WORDS: dict[str, Any] = {
    "words": "Hetki",
    "minutes_late": 5,
    "offer": None,
    "how": "Kysyin",
    "yes": True,
    "channel": "sms",
}
"""What else those commands carry."""

HOW = "Say in lasna/tests/test_walls_of_sockets.py whose it is ({table}), and the crawl tries it."


def test_every_entrance_and_every_number_in_a_command_says_whose_it_is() -> None:
    assert set(ENTRANCES) == set(KEYS), HOW.format(table="KEYS")
    for command in COMMANDS.values():
        for field, told in command.request.model_fields.items():
            number = re.search(r"\bint\b", str(told.annotation)) and field not in COMMAND_NUMBERS
            assert not number or field in COMMAND_IDS, f"{command.type}: {field}. " + HOW.format(
                table="COMMAND_IDS"
            )


@pytest.mark.parametrize("name", list(KEYS))
def test_an_entrance_to_what_is_anothers_is_as_shut_as_one_to_nothing(name: str) -> None:
    mine = stage()
    foreign = KEYS[name](mine)
    tried = 0
    for who, browser, _theirs in strangers(mine, within="office"):
        cookies = {cookie: morsel.value for cookie, morsel in browser.cookies.items()}
        with statements() as there:
            assert ENTRANCES[name].open(cookies, foreign) is None, who
        with statements() as nowhere:
            assert ENTRANCES[name].open(cookies, MISSING) is None, who
        assert there == nowhere, who
        tried += 1
    assert tried == 10


def visits(mine: Scene) -> Iterator[tuple[str, Visit]]:
    """Screens that stand somewhere of their own: host, desk and guest, elsewhere than ``mine``."""
    elsewhere = scene()
    office = Office.objects.create(organisation=mine.organisation, name="Toinen")
    near = scene()
    for row in (near.meeting, near.client, near.adviser):
        row.organisation = mine.organisation
        row.save()
    near.meeting.office = near.client.office = office
    near.meeting.save()
    near.client.save()
    near.adviser.offices.set([office])
    for who, theirs in (("another organisation", elsewhere), ("another office", near)):
        browser = signed_in(theirs.adviser, "adviser")
        cookies = {cookie: morsel.value for cookie, morsel in browser.cookies.items()}
        theirs.admit()
        for name in ("meeting", "desk"):
            visit = ENTRANCES[name].open(cookies, KEYS[name](theirs))
            assert visit is not None, (who, name)
            yield f"{name} of {who}", replace(visit, screen="screen-of-host")
        guest = ENTRANCES["seat"].open(theirs.cookies(), theirs.guest.pk)
        assert guest is not None
        yield f"guest of {who}", replace(guest, screen="screen-of-guest")


def refusal(command: Command, visit: Visit, fields: Mapping[str, Any]) -> tuple[str, str, list[str]]:
    """Its code, its words, and what was asked of the database meanwhile."""
    request = command.request.model_validate(fields)
    code, words = "done", ""
    with statements() as told:
        try:
            command.handler(visit, request)
        except NotHere:
            code = "not_here"
        except UserError as error:
            code, words = error.code, str(error.message)
    return code, words, told


COMMANDS_WITH_IDS = [
    kind for kind, command in COMMANDS.items() if set(command.request.model_fields) & set(COMMAND_IDS)
]


@pytest.mark.parametrize("kind", COMMANDS_WITH_IDS)
def test_a_command_about_what_is_anothers_is_refused_as_one_about_nothing(kind: str) -> None:
    command = COMMANDS[kind]
    mine = stage()
    mine.wait()
    tried = 0
    for who, visit in visits(mine):
        if not may(command.action, visit.standing):
            continue
        for field in set(command.request.model_fields) & set(COMMAND_IDS):
            needed = {
                each: COMMAND_WORDS[each] for each in command.request.model_fields if each in COMMAND_WORDS
            }
            foreign = COMMAND_IDS[field](mine)
            refused = refusal(command, visit, needed | {field: foreign})
            assert refused[:2] == ("not_here", ""), f"{who}: {refused}"
            assert refusal(command, visit, needed | {field: MISSING}) == refused, who
            tried += 1
    assert tried >= 2
