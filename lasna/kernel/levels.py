"""Settings in which several levels have a say, each bound by what is locked above it. No Django, no meaning.

::

    above ──► organisation ──► office ──► type ──► meeting ──► below
              each says a value, perhaps locked, or nothing

The lowest level that says something is heard. What is locked may be made narrower below, never wider.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """``values`` from the widest to the narrowest; ``usual``: what holds where nobody says anything."""

    name: str
    values: tuple[str, ...]
    usual: str

    def is_wider(self, value: str, than: str) -> bool:
        """A value that is not known (any more) counts as the narrowest."""
        return self._narrowness(value) < self._narrowness(than)

    def within(self, limit: str) -> tuple[str, ...]:
        """What may still be chosen under this limit."""
        return tuple(value for value in self.values if not self.is_wider(value, limit))

    def _narrowness(self, value: str) -> int:
        return self.values.index(value) if value in self.values else len(self.values) - 1


@dataclass(frozen=True)
class Said:
    """One level's word."""

    level: str
    value: str
    locked: bool = False


@dataclass(frozen=True)
class Held:
    """What holds below these levels, and why."""

    value: str
    by: str
    """The level that decided; empty: nobody, it is the usual."""
    limit: str
    """The widest value that levels below may say."""
    locked_by: str
    """The level that set the limit; empty: there is none."""
    unheard: tuple[str, ...] = ()
    """Levels that wished for more than a lock above them lets through."""


def held(setting: Setting, words: Sequence[Said]) -> Held:
    """``words`` from the highest level to the lowest."""
    now = Held(setting.usual, "", setting.values[0], "")
    for word in words:
        now = _after(setting, now, word)
    return now


def _after(setting: Setting, above: Held, word: Said) -> Held:
    if above.locked_by and not setting.is_wider(above.limit, word.value):
        # As wide as the lock, or wider: it is the lock that decides.
        wished = setting.is_wider(word.value, above.limit)
        unheard = (*above.unheard, word.level) if wished else above.unheard
        return Held(above.limit, above.locked_by, above.limit, above.locked_by, unheard)
    limit, locked_by = (word.value, word.level) if word.locked else (above.limit, above.locked_by)
    return Held(word.value, word.level, limit, locked_by, above.unheard)
