"""Reads .po files and writes .mo files, so that a fresh machine needs no gettext."""

import ast
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CONTEXT_GLUE = "\x04"  # how .mo files join msgctxt and msgid
_MO_MAGIC = 0x950412DE


@dataclass
class Message:
    """One entry. ``translations`` holds one text, or one for each plural form."""

    msgid: str = ""
    msgctxt: str | None = None
    msgid_plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False
    line: int = 0

    @property
    def key(self) -> str:
        return self.msgid if self.msgctxt is None else f"{self.msgctxt}{CONTEXT_GLUE}{self.msgid}"


class BrokenCatalogue(ValueError):
    """A line that is no .po syntax."""


def read(path: Path) -> list[Message]:
    """All entries but obsolete ones; the header has an empty ``msgid``."""
    return list(_entries(path.read_text(encoding="utf-8").splitlines(), str(path)))


def _entries(lines: list[str], name: str) -> Iterator[Message]:
    reader = _Reader(name)
    for number, line in enumerate([*lines, ""], start=1):
        done = reader.take(line.strip(), number)
        if done is not None:
            yield done
    last = reader.finish()
    if last is not None:
        yield last


class _Reader:
    """Line by line: comments open an entry, keywords fill it, bare strings continue the last keyword."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.message = Message()
        self.keyword = ""
        self.fuzzy = False

    def take(self, line: str, number: int) -> Message | None:
        if not line or line.startswith("#"):
            done = self.finish() if "msgstr" in self.keyword else None
            self.fuzzy = self.fuzzy or (line.startswith("#,") and "fuzzy" in line)
            return done
        if line.startswith('"'):
            self._append(_text(line, self.name, number))
            return None
        keyword, _, rest = line.partition(" ")
        opens = keyword == "msgctxt" or (keyword == "msgid" and self.keyword != "msgctxt")
        done = self.finish() if opens and self.keyword else None
        if opens:
            self.message = Message(fuzzy=self.fuzzy, line=number)
            self.fuzzy = False
        self.keyword = keyword
        self._append(_text(rest, self.name, number))
        return done

    def finish(self) -> Message | None:
        if not self.keyword:
            return None
        self.keyword = ""
        return self.message

    def _append(self, text: str) -> None:
        message = self.message
        if self.keyword == "msgctxt":
            message.msgctxt = (message.msgctxt or "") + text
        elif self.keyword == "msgid":
            message.msgid += text
        elif self.keyword == "msgid_plural":
            message.msgid_plural = (message.msgid_plural or "") + text
        elif self.keyword.startswith("msgstr"):
            form = int(self.keyword[7:-1]) if "[" in self.keyword else 0
            message.translations[form] = message.translations.get(form, "") + text
        else:
            raise BrokenCatalogue(f"{self.name}: no such keyword: {self.keyword}")


def _text(quoted: str, name: str, number: int) -> str:
    if len(quoted) < 2 or not (quoted.startswith('"') and quoted.endswith('"')):
        raise BrokenCatalogue(f"{name}:{number}: not a quoted text")
    value = ast.literal_eval(quoted)
    assert isinstance(value, str)
    return value


def compiled(messages: list[Message]) -> bytes:
    """The .mo file, as the GNU gettext manual lays it out. Fuzzy and empty entries stay out."""
    pairs = sorted(
        (_source(message).encode(), _target(message).encode())
        for message in messages
        if all(message.translations.values())
        and message.translations
        and not (message.fuzzy and message.msgid)
    )
    tables_size = 16 * len(pairs)
    offset = 28 + tables_size
    sources, targets = [], []
    for source, _target_text in pairs:
        sources.append((len(source), offset))
        offset += len(source) + 1
    for _source_text, target in pairs:
        targets.append((len(target), offset))
        offset += len(target) + 1
    head = struct.pack("<7I", _MO_MAGIC, 0, len(pairs), 28, 28 + tables_size // 2, 0, 28 + tables_size)
    tables = b"".join(struct.pack("<2I", *entry) for entry in [*sources, *targets])
    texts = b"".join(source + b"\0" for source, _ in pairs) + b"".join(target + b"\0" for _, target in pairs)
    return head + tables + texts


def _source(message: Message) -> str:
    return message.key if message.msgid_plural is None else f"{message.key}\0{message.msgid_plural}"


def _target(message: Message) -> str:
    return "\0".join(message.translations[form] for form in sorted(message.translations))
