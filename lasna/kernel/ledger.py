"""The list of the erased: a file beside the keys that outlives every backup of the database.

One line a person, numbers alone: ``{"chain": 1, "client": 45, "at": "…", "key": "…"}``. Only added to.
"""

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

NAME = "erased.jsonl"


class BadLedger(ValueError):
    """The file is no list of the erased. The text says where."""


@dataclass(frozen=True)
class Line:
    """``chain``: the organisation. ``key``: the fingerprint of the link key, so that another service's list
    erases nobody here."""

    chain: int
    client: int
    at: str
    key: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


def read(path: Path) -> list[Line]:
    """Every line, none twice. An unfinished last one was never true: its erasure was taken back."""
    text = path.read_text(encoding="utf-8")
    whole, _newline, _unfinished = text.rpartition("\n")
    lines = {_line(number, line): None for number, line in enumerate(whole.splitlines(), start=1) if line}
    return list(lines)


def _line(number: int, text: str) -> Line:
    try:
        line = Line(**json.loads(text))
        if not (type(line.chain) is type(line.client) is int and line.moment.tzinfo and line.key):
            raise ValueError(text)
    except (TypeError, ValueError, AttributeError) as error:
        raise BadLedger(f"Line {number} makes no sense. Take another copy of the list.") from error
    return line


def append(path: Path, lines: Iterable[Line]) -> None:
    """On the disk when this returns; otherwise the file is as it was. Its owner's alone."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "rb+", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        whole = _length_of_whole_lines(file.read())
        file.truncate(whole)
        try:
            written = "".join(json.dumps(asdict(line)) + "\n" for line in lines).encode()
            if file.write(written) != len(written):
                raise OSError("the list of the erased was not written whole")
            os.fsync(file.fileno())
        except OSError:
            file.truncate(whole)
            raise


def _length_of_whole_lines(content: bytes) -> int:
    return content.rfind(b"\n") + 1
