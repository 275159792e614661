"""Numbers that come from outside as text: ids in a form or an address, pages of a list."""

from lasna.errors import NotHere


def number_in(text: str) -> int | None:
    """The number that ``text`` is; None where it is none, or greater than any id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def id_in(text: str, name: str) -> int:
    """The id that ``text`` is; one that nothing can have is ``name`` that is not here."""
    number = number_in(text)
    if number is None:
        raise NotHere(name)
    return number
