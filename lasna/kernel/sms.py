"""How a text message is cut into parts, each of which costs (3GPP TS 23.038 and 23.040).

With the letters of GSM-7 alone a message carries 160, or 153 a part where there are several; a letter of the
extension table takes two. One letter outside makes all of it UCS-2: 70, or 67 a part, and letters beyond the
first plane take two. Neither an extended letter nor a pair is cut in the middle.
"""

import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"
    + string.ascii_letters
    + string.digits
)
EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM7 = (160, 153)
_UCS2 = (70, 67)


@dataclass(frozen=True)
class Size:
    """``strange``: letters outside GSM-7, in their order; empty where the message has none."""

    parts: int
    strange: tuple[str, ...]
    parts_without: int
    """How many it would be if each strange letter were a plain one."""

    @property
    def made_longer(self) -> bool:
        return self.parts > self.parts_without


def size_of(text: str) -> Size:
    strange = tuple(dict.fromkeys(mark for mark in text if not in_gsm7(mark)))
    plain = _parts((2 if mark in EXTENDED else 1 for mark in text), *_GSM7)
    wide = _parts((2 if mark > "\uffff" else 1 for mark in text), *_UCS2)
    return Size(wide if strange else plain, strange, plain)


def in_gsm7(mark: str) -> bool:
    return mark in BASIC or mark in EXTENDED


def named(mark: str) -> str:
    """As people can read it: the letter itself, or the name of one that cannot be seen."""
    hidden = unicodedata.category(mark)[0] in "CZM"
    return unicodedata.name(mark, f"U+{ord(mark):04X}") if hidden else mark


def _parts(widths: Iterable[int], alone: int, each: int) -> int:
    """One of at most ``alone``, or as many of at most ``each`` as it takes. An empty message is one too."""
    parts, in_last, whole = 1, 0, 0
    for width in widths:
        whole += width
        if in_last + width > each:
            parts, in_last = parts + 1, 0
        in_last += width
    return 1 if whole <= alone else parts
