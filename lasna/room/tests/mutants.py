"""Messages that no screen sends: well-formed ones spoiled, in their values, their shape and their text."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from lasna.room.tests import descriptions
from lasna.room.tests.test_janus_bad_input import mutated as mutated_sdp

Fields = dict[str, Any]
VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**53,
    2**53 + 1,
    2**63,
    2**64,
    -(2**63) - 1,
    1e308,
    1.5,
    "",
    " ",
    "1",
    "\0",
    "a\0b",
    "\u202e",
    "\u200b\ufeff",
    "a" + "\u0301" * 1000,
    "\ud800",
    "１２３",
    "x" * 300,
    "x" * 20_000,
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%s%n%00",
    "' or 1=1--",
    "javascript:alert(1)",
    "a\r\nBcc: x",
    "🙂" * 100,
    "email",
    "sms",
    "ready",
    [],
    [[]],
    {},
    {"": {}},
    {"type": "meeting.end"},
    ["x"] * 200,
    {str(number): number for number in range(200)},
]
NAMES = [
    "",
    "id",
    "type",
    "screen",
    "__proto__",
    "__class__",
    "constructor",
    "participant\0",
    "ID",
    "x" * 300,
]
PIECES = [
    "",
    "\0",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\",
    "\\u0000",
    "\\ud83d",
    "NaN",
    "-Infinity",
    "1e999",
    "9" * 400,
    "-0",
    "null",
    "//",
    "\ufeff",
    "\u2028",
    "é",
    "[" * 3000,
    '{"a":' * 3000,
]


def _places(thing: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands inside a message: a path of keys and numbers each."""
    found = [path] if path else []
    items: Any = (
        thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    )
    for key, inner in items:
        found += _places(inner, (*path, key))
    return found


def _at(thing: Any, path: Sequence[Any]) -> Any:
    for key in path:
        thing = thing[key]
    return thing


def _value(chance: random.Random, message: Fields) -> None:
    path = chance.choice(_places(message))
    _at(message, path[:-1])[path[-1]] = deepcopy(chance.choice(VALUES))


def _without(chance: random.Random, message: Fields) -> None:
    path = chance.choice(_places(message))
    del _at(message, path[:-1])[path[-1]]


def _renamed(chance: random.Random, message: Fields) -> None:
    path = [path for path in _places(message) if isinstance(path[-1], str)]
    if path:
        chosen = chance.choice(path)
        inside = _at(message, chosen[:-1])
        inside[chance.choice(NAMES)] = inside.pop(chosen[-1])


def _more(chance: random.Random, message: Fields) -> None:
    message[chance.choice(NAMES)] = deepcopy(chance.choice(VALUES))


def _deep(chance: random.Random, message: Fields) -> None:
    path = chance.choice(_places(message))
    inside = _at(message, path[:-1])
    for _time in range(chance.choice([3, 60, 150])):
        inside[path[-1]] = [inside[path[-1]]] if chance.random() < 0.5 else {"a": inside[path[-1]]}


def _described(chance: random.Random, message: Fields) -> None:
    """Another description, itself mutated."""
    sdp = mutated_sdp(chance, descriptions.offer())
    signal = {"kind": "description", "description": {"type": "offer", "sdp": sdp}}
    message["offer" if message.get("type") == "meeting.admit" else "signal"] = signal


SHAPES: list[Callable[[random.Random, Fields], None]] = [
    _value,
    _value,
    _value,
    _without,
    _renamed,
    _more,
    _deep,
    _described,
]


def _cut(chance: random.Random, text: str) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _put(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(PIECES) + text[at + chance.randrange(3) :]


def _digit(chance: random.Random, text: str) -> str:
    digits = [at for at, mark in enumerate(text) if mark.isdigit()]
    at = chance.choice(digits or [0])
    return text[:at] + chance.choice(["", "-", "00", "9" * 30, "1.5"]) + text[at + 1 :]


def _twice(chance: random.Random, text: str) -> str:
    """The same key two times over, or two messages in one."""
    return text[:-1] + "," + text[1:] if chance.random() < 0.5 else text + text


TEXTS: list[Callable[[random.Random, str], str]] = [_cut, _put, _put, _put, _digit, _twice]


def mutant(chance: random.Random, well_formed: Sequence[Mapping[str, Any]]) -> str | bytes:
    """One of these messages, spoiled in one way or in several; a few are text no more."""
    message = json.loads(json.dumps(chance.choice(well_formed)))
    ways = chance.choice(["shape", "shape", "shape", "text", "both"])
    if ways != "text":
        for _time in range(chance.choice([1, 1, 1, 2, 4])):
            if message:
                chance.choice(SHAPES)(chance, message)
    text = json.dumps(message, ensure_ascii=chance.random() < 0.5)
    if ways != "shape":
        for _time in range(chance.choice([1, 1, 2])):
            text = chance.choice(TEXTS)(chance, text)
    text = text.encode("utf-8", "ignore").decode()
    return text.encode() if chance.random() < 0.02 else text


def ends_the_meeting(text: str | bytes) -> bool:
    """Is this no mutant any more, but the adviser's good right?"""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(message, dict) or message.get("type") != "meeting.end":
        return False
    return set(message) <= {"id", "type", "agreed"} and isinstance(message.get("agreed", ""), str)
