"""TypeScript types of everything on the socket: ``python -m lasna.config.room_types [--check]``.

Written to frontend/room/protocol.gen.ts from the pydantic classes, so that both ends mean the same.
"""

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

TARGET = Path(__file__).resolve().parent.parent.parent / "frontend" / "room" / "protocol.gen.ts"
HEAD = "// Written by `python -m lasna.config.room_types`. Do not edit.\n"
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
Schema = dict[str, Any]


def _union(parts: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(parts))


def _array(schema: Schema) -> str:
    item = type_of(schema.get("items", {}))
    return f"({item})[]" if " " in item else f"{item}[]"


def _object(schema: Schema) -> str:
    if "properties" in schema:
        return "{ " + " ".join(_fields(schema)) + " }"
    values = schema.get("additionalProperties", True)
    return f"Record<string, {type_of(values) if isinstance(values, dict) else 'unknown'}>"


def type_of(schema: Schema) -> str:
    """The TypeScript of one JSON schema."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return _union(f'"{value}"' for value in schema["enum"])
    if "anyOf" in schema:
        return _union(type_of(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return _array(schema)
    if schema.get("type") == "object":
        return _object(schema)
    return PLAIN.get(schema.get("type", ""), "unknown")


def _fields(schema: Schema, *, whole: bool = True) -> list[str]:
    """``whole``: what has a default is there too, as in everything the server sends."""
    required = schema["properties"] if whole else schema.get("required", ())
    return [
        f"{name}{'' if name in required else '?'}: {type_of(field)};"
        for name, field in schema["properties"].items()
    ]


def _interface(name: str, schema: Schema, *, whole: bool) -> str:
    if not schema.get("properties"):
        return f"export type {name} = Record<string, never>;\n"
    lines = "".join(f"  {line}\n" for line in _fields(schema, whole=whole))
    return f"export interface {name} {{\n{lines}}}\n"


def _interfaces(models: Iterable[type[BaseModel]], mode: JsonSchemaMode) -> dict[str, str]:
    _names, schema = models_json_schema([(model, mode) for model in models])
    whole = mode == "serialization"
    return {name: _interface(name, body, whole=whole) for name, body in schema.get("$defs", {}).items()}


def written() -> str:
    """The whole file."""
    from lasna.guidance import events as _help_events  # noqa: F401 - registers them
    from lasna.guidance import protocol as guidance
    from lasna.kernel.live import protocol as live
    from lasna.kernel.live.commands import COMMANDS
    from lasna.kernel.live.events import EVENTS
    from lasna.knocking import events as _knock_events  # noqa: F401 - registers them
    from lasna.knocking import protocol as knocking
    from lasna.links import events as _link_events  # noqa: F401 - registers them
    from lasna.links import protocol as links
    from lasna.meetings import events as _events  # noqa: F401 - registers them
    from lasna.meetings import protocol as meetings
    from lasna.room import events as _more_events  # noqa: F401 - registers them
    from lasna.room import protocol as room

    told: list[type[BaseModel]] = [
        live.Told,
        live.Signalled,
        live.Heartbeat,
        live.Done,
        live.Refused,
        live.Farewell,
        live.Welcome,
    ]
    views: list[type[BaseModel]] = [
        meetings.MeetingSnapshot,
        meetings.DoorSnapshot,
        meetings.DeskSnapshot,
        room.RoomSnapshot,
        links.LinksSnapshot,
        guidance.HelpSnapshot,
        guidance.HelpDeskSnapshot,
        knocking.KnocksSnapshot,
    ]
    events = sorted(EVENTS.items())
    asked = sorted(COMMANDS.items())
    outgoing: list[type[BaseModel]] = [*told, *views, *(event for _type, event in events)]
    parts = _interfaces(outgoing, "serialization") | _interfaces(
        [live.Hello, live.CatchUp, *(command.request for _type, command in asked)], "validation"
    )
    event_names = "".join(f"\n  | {event.__name__}" for _type, event in events)
    command_names = "".join(f'  "{type_}": {command.request.__name__};\n' for type_, command in asked)
    return "\n".join(
        [
            HEAD,
            f"export const PROTOCOL = {live.PROTOCOL};\n",
            *(parts[name] for name in sorted(parts)),
            f"export type AnyEvent ={event_names};\n",
            f"export interface Commands {{\n{command_names}}}\n",
            f"export type Incoming = {_union(model.__name__ for model in told)};\n",
        ]
    )


def main(argv: list[str]) -> int:
    """Write the file; with --check only tell whether it is current."""
    options = argparse.ArgumentParser(prog="room_types")
    options.add_argument("--check", action="store_true")
    check: bool = options.parse_args(argv).check
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lasna.config.settings")
    import django

    django.setup()
    text = written()
    if not check:
        TARGET.write_text(text)
        return 0
    return int(not TARGET.exists() or TARGET.read_text() != text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
