"""Each level can only narrow what is locked above, whatever they say and in whatever order. # N17"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lasna.kernel.levels import Held, Said, Setting, held

CHAT = Setting("chat", ("on", "links", "off"), "links")
LEVELS = ("organisation", "office", "type", "meeting")
VALUES = some.sampled_from(CHAT.values)
WORDS = some.lists(
    some.tuples(some.sampled_from(LEVELS), VALUES, some.booleans()),
    max_size=4,
    unique_by=lambda word: word[0],
).map(lambda words: [Said(*word) for word in sorted(words, key=lambda word: LEVELS.index(word[0]))])


def narrowness(value: str) -> int:
    return CHAT.values.index(value)


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ([], Held("links", "", "on", "")),
        ([Said("organisation", "off")], Held("off", "organisation", "on", "")),
        ([Said("organisation", "off"), Said("office", "on")], Held("on", "office", "on", "")),
        (
            [Said("organisation", "links", locked=True), Said("office", "off")],
            Held("off", "office", "links", "organisation"),
        ),
        (
            [Said("organisation", "links", locked=True), Said("office", "on")],
            Held("links", "organisation", "links", "organisation", ("office",)),
        ),
        (
            [Said("organisation", "links", locked=True), Said("office", "links", locked=True)],
            Held("links", "organisation", "links", "organisation"),
        ),
        (
            [
                Said("organisation", "on", locked=True),
                Said("office", "links", locked=True),
                Said("type", "on"),
            ],
            Held("links", "office", "links", "office", ("type",)),
        ),
        # The office's word was not locked: below it the type is free within the organisation's.
        (
            [Said("organisation", "links", locked=True), Said("office", "off"), Said("type", "links")],
            Held("links", "organisation", "links", "organisation"),
        ),
        # Said before the lock above was set; its own lock is worth nothing then.
        (
            [Said("organisation", "off", locked=True), Said("office", "on", locked=True)],
            Held("off", "organisation", "off", "organisation", ("office",)),
        ),
    ],
)
def test_what_holds_and_why(words: list[Said], holds: Held) -> None:
    assert held(CHAT, words) == holds


@given(WORDS)
def test_never_wider_than_what_is_locked_above(words: list[Said]) -> None:
    for below in range(1, len(words) + 1):
        locks = [word.value for word in words[:below] if word.locked]
        heard = held(CHAT, words[:below])
        above = held(CHAT, words[: below - 1])
        assert not CHAT.is_wider(heard.value, above.limit)
        assert not CHAT.is_wider(heard.limit, above.limit)
        if locks:
            assert narrowness(heard.value) >= narrowness(locks[0])


@given(WORDS)
def test_it_is_the_narrowest_of_the_last_word_and_the_locks(words: list[Said]) -> None:
    """The whole rule in one line, beside the program that goes level by level."""
    expected = max(
        [narrowness(word.value) for word in words if word.locked]
        + [narrowness(words[-1].value) if words else narrowness(CHAT.usual)]
    )
    assert narrowness(held(CHAT, words).value) == expected


@given(WORDS)
def test_the_reason_names_a_level_that_said_it(words: list[Said]) -> None:
    heard = held(CHAT, words)
    said = {word.level: word for word in words}
    if not words:
        assert heard.by == ""
        return
    assert said[heard.by].value == heard.value
    assert heard.by == words[-1].level or said[heard.by].locked
    if heard.locked_by:
        assert said[heard.locked_by].locked and said[heard.locked_by].value == heard.limit
    for level in heard.unheard:
        assert CHAT.is_wider(said[level].value, heard.value) or CHAT.is_wider(said[level].value, heard.limit)


@given(WORDS, VALUES)
def test_without_locks_the_last_word_holds(words: list[Said], value: str) -> None:
    free = [replace(word, locked=False) for word in words]
    heard = held(CHAT, [*free, Said("below", value)])
    assert (heard.value, heard.by, heard.limit, heard.locked_by) == (value, "below", "on", "")


@given(WORDS, some.text(max_size=8))
def test_a_value_of_another_version_is_never_wider(words: list[Said], strange: str) -> None:
    heard = held(CHAT, [*words, Said("below", strange)])
    assert heard.value == strange or heard.value in CHAT.values
    if strange not in CHAT.values:
        assert not CHAT.is_wider(heard.value, CHAT.values[-1])


def test_what_may_still_be_chosen() -> None:
    assert CHAT.within("on") == ("on", "links", "off")
    assert CHAT.within("links") == ("links", "off")
    assert CHAT.within("off") == ("off",)
