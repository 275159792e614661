"""docs/operate.md as a script: its lines in order, and a table of what lies elsewhere in a test."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_FENCE = re.compile(r"^```sh(?: (?P<where>\w+))?\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """``where``: ``checkout``, ``server``, or what needs a whole ``machine`` (root, systemd)."""

    where: str
    lines: str


def section(document: str, heading: str) -> str:
    """What stands under ``heading``, to the next one of its kind."""
    _before, _heading, after = document.partition(f"\n## {heading}\n")
    return after.partition("\n## ")[0]


def blocks(text: str) -> Iterator[Block]:
    for fence in _FENCE.finditer(text):
        yield Block(fence["where"] or "server", fence["lines"])


class Elsewhere:
    """What is written → what stands for it here. A row that never matches is one too many: ``unused``."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self.table = table
        self.unused = set(table)
        # The longer first, so that a part of something is not taken for the whole.
        written = sorted(table, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, written)))

    def moved(self, text: str) -> str:
        """In one pass: what was put in is not looked at again."""
        return self._any.sub(self._here, text)

    def _here(self, found: re.Match[str]) -> str:
        self.unused.discard(found[0])
        return self.table[found[0]]
