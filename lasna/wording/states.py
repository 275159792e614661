"""The little language of messages: words, and places to fill in.

    You have a video meeting on {when}. Your adviser is {name}.

    Open the link {open_at}.
    You do not have to install anything.
    {code_words}

    Open the meeting: {link}

Lines follow each other with a space; an empty line begins a paragraph. A line is left out when one of its
places has nothing to say. A link stands last in its line: in mail it is a button with the words before it.
That is all: braces mean nothing else, and what is filled in is text, never looked at again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from lasna.correspondence.protocol import Link

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Text: TypeAlias = "str | StrPromise"
Values = Mapping[str, str]
"""Place → what stands there; empty: nothing to say."""

_PLACE = re.compile(r"\{([a-z_]+)\}")
_ENDS_IN_PLACE = re.compile(r"\s*\{([a-z_]+)\}$")


@dataclass(frozen=True)
class Placeholder:
    """``words``: what stands in its place, for whoever writes."""

    name: str
    words: Text
    required: bool = False
    """A message without it would not do: when, where, from whom."""
    may_be_empty: bool = False
    is_link: bool = False
    in_subject: bool = False
    """Short, never empty, and nothing that a screen should not show."""

    def __str__(self) -> str:
        return f"{{{self.name}}}"


@dataclass(frozen=True)
class Words:
    """What somebody wrote for one channel. ``subject`` is empty where there is none."""

    subject: str
    text: str


def places_in(text: str) -> list[str]:
    return _PLACE.findall(text)


def stray_braces(text: str) -> bool:
    """Anything in braces that could not be a place."""
    return bool(set("{}") & set(_PLACE.sub("", text)))


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def paragraphs_of(text: str) -> list[list[str]]:
    return [lines_of(paragraph) for paragraph in re.split(r"\n[^\S\n]*\n", text.strip())]


def filled(line: str, values: Values) -> str:
    """Empty: one of its places has nothing to say."""
    if not all(values[name] for name in places_in(line)):
        return ""
    return _PLACE.sub(lambda place: values[place[1]], line)


def link_at_end(line: str, links: Sequence[str]) -> tuple[str, str] | None:
    """The words before the link, and the name of its place."""
    place = _ENDS_IN_PLACE.search(line)
    if place is None or place[1] not in links:
        return None
    return line[: place.start()].removesuffix(":").rstrip(), place[1]


def said(text: str, values: Values, links: Sequence[str]) -> list[str | Link]:
    """The paragraphs and links of a message."""
    parts: list[str | Link] = []
    for paragraph in paragraphs_of(text):
        words: list[str] = []
        for line in paragraph:
            link = link_at_end(line, links)
            if link is None:
                words.append(filled(line, values))
            elif filled(line, values):
                parts += [_joined(words), Link(values[link[1]], filled(link[0], values))]
                words = []
        parts.append(_joined(words))
    return [part for part in parts if part]


def _joined(lines: Sequence[str]) -> str:
    return " ".join(filter(None, lines))
