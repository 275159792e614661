"""Names of people, as somebody types them."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel.words import with_marks

_SIGNS = frozenset("'’ʼ`-‐‑–.,·・")
_MARKS_IN_A_ROW = 3
_ADDRESS = re.compile(r"www\.|[\w-]{2,}\.(com|net|org|info|fi|se|ee|ru|eu|io)\b", re.IGNORECASE)


def plain_name(text: str) -> str:
    """A person's name in any script, tidied: one space between words, nothing invisible. Empty stays empty.

    Refuses with ``name.not_letters``, ``name.marks`` or ``name.address``.
    """
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    name = unicodedata.normalize("NFC", " ".join(seen.split()))
    if not name:
        return ""
    if not all(map(_is_of_a_name, name)) or not any(
        unicodedata.category(letter)[0] == "L" for letter in name
    ):
        raise UserError(
            "name.not_letters",
            _("Write the name with letters only. A hyphen, an apostrophe and a full stop are fine too."),
        )
    if any(marks > _MARKS_IN_A_ROW for _letter, marks in with_marks(name)):
        raise UserError(
            "name.marks", _("There are too many marks on one letter. Write the name more simply.")
        )
    if _ADDRESS.search(name):
        raise UserError("name.address", _("This looks like a web address. Write the person's name."))
    return name


def _is_of_a_name(letter: str) -> bool:
    return letter in _SIGNS or letter == " " or unicodedata.category(letter)[0] in "LM"
