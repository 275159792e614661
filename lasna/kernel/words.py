"""Text that people type about people: kept as typed, without what cannot be seen or deceives the eye."""

import unicodedata
from collections.abc import Iterator

JOINERS = "\u200c\u200d"
"""Unseen, but some scripts are misspelt and some pictures fall apart without them."""
_MARKS_IN_A_ROW = 4


def with_marks(text: str) -> Iterator[tuple[str, int]]:
    """Each letter, and how many marks stand in a row up to it."""
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        yield letter, marks


def _seen(text: str, keep: str) -> str:
    """Without control and formatting characters (turned writing, zero width) and without piles of marks."""
    kept: list[str] = []
    for letter, marks in with_marks(unicodedata.normalize("NFC", text)):
        unseen = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") and letter not in keep
        if not unseen and marks <= _MARKS_IN_A_ROW:
            kept.append(letter)
    return "".join(kept)


def plain_line(text: str) -> str:
    """One line, one space between words."""
    return " ".join(_seen(" ".join(text.split()), JOINERS).split())


def plain_lines(text: str) -> str:
    """Several lines, as they were written."""
    return _seen(text.replace("\r\n", "\n"), JOINERS + "\n\t").strip()


def folded(text: str) -> str:
    """``text`` for finding: small letters, no marks above or below, so that *aalto* finds Äältö."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
