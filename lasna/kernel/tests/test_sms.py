"""How text messages are cut into parts: the letters of the specification, and a slow counter beside ours."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from lasna.kernel.sms import BASIC, EXTENDED, named, size_of

BASIC_LETTERS = some.sampled_from(sorted(BASIC))
TEXTS = some.one_of(
    some.text(BASIC_LETTERS, max_size=400),
    some.text(some.sampled_from(sorted(BASIC | EXTENDED)), max_size=400),
    some.text(some.one_of(BASIC_LETTERS, some.sampled_from("šžáđŋЖع\u202e😀𐍈")), max_size=200),
    some.text(max_size=200),
)


def naive(text: str) -> int:
    """Letter by letter into parts of units, as a phone would be sent them."""
    wide = any(mark not in BASIC and mark not in EXTENDED for mark in text)
    alone, each = (70, 67) if wide else (160, 153)
    letters: list[list[object]] = []
    for mark in text:
        if wide:
            code = mark.encode("utf-16-be", "surrogatepass")
            letters.append([code[at : at + 2] for at in range(0, len(code), 2)])
        else:
            letters.append(["ESC", mark] if mark in EXTENDED else [mark])
    if sum(map(len, letters)) <= alone:
        return 1
    parts: list[list[object]] = [[]]
    for letter in letters:
        if len(parts[-1]) + len(letter) > each:
            parts.append([])
        parts[-1].extend(letter)
    return len(parts)


@given(TEXTS)
@example("")
@example("a" * 152 + "€" + "a" * 10)
@example("š" * 66 + "😀")
def test_parts_are_those_of_a_naive_counter(text: str) -> None:  # N9
    size = size_of(text)
    assert size.parts == naive(text)
    assert size.parts_without == naive("".join("x" if mark in size.strange else mark for mark in text))
    assert set(size.strange) == set(text) - BASIC - EXTENDED
    assert size.made_longer == (size.parts > size.parts_without)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the pair is not cut: the first part stays one short
        ("š" * 70, 1),
        ("š" * 71, 2),
        ("š" * 134, 2),
        ("š" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("š" * 66 + "😀" + "š" * 66, 3),
    ],
)
def test_limits_of_parts(text: str, parts: int) -> None:
    assert size_of(text).parts == parts


def test_finnish_and_swedish_letters_are_ordinary_and_sami_and_karelian_ones_are_not() -> None:
    assert len(BASIC) == 127, "128 places, one of which is the escape"
    assert size_of("Hyvää päivää, Åsa! 0,14 € é").strange == ()
    assert size_of("Šuorra, Žemaitė, đáŋ").strange == ("Š", "Ž", "ė", "đ", "á", "ŋ")


def test_what_cannot_be_seen_is_named() -> None:
    assert [named(mark) for mark in "š\u00a0\u202e\u0301\u200b"] == [
        "š",
        "NO-BREAK SPACE",
        "RIGHT-TO-LEFT OVERRIDE",
        "COMBINING ACUTE ACCENT",
        "ZERO WIDTH SPACE",
    ]
