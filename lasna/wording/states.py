"""The little language of messages: words, and places to fill in.

    You have a video meeting on {when}. Your adviser is {name}.

    Open the link {open_at}.
    You do not have to install anything.
    {code_words}

    Open the meeting: {link}

Lines follow each other with a space; an empty line begins a paragraph. A line is left out when one of its
places has nothing to say. A link stands last in its line: in mail it is a button with the words before it, on
paper a frame with them over it.
That is all: braces mean nothing else, and what is filled in is text, never looked at again.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext as _

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


# ---- what is refused when it is saved ----------------------------------------------------------------------

Fault = tuple[str, str]
"""The field, and the words for whoever wrote it."""


def faults_of(words: Words, placeholders: Iterable[Placeholder], *, titled: bool) -> list[Fault]:
    """Why these words would not do: unknown places, what is missing, what could be lost."""
    known = {place.name: place for place in placeholders}
    of_subject = [("subject", fault) for fault in _of_subject(words.subject, known) if titled]
    texts = [*_of_places(words.text, known), *_of_text(words.text, known)]
    for line in lines_of(words.text):
        places = [known[name] for name in places_in(line) if name in known]
        texts += [*_of_lost(line, places), *_of_links(line, places, titled=titled)]
    return of_subject + [("text", fault) for fault in dict.fromkeys(texts)]


def _named(places: Iterable[object]) -> str:
    return ", ".join(map(str, places))


def _of_places(text: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    unknown = [f"{{{name}}}" for name in places_in(text) if name not in known]
    if unknown:
        yield _("There is no such place: {places}. Use those in the list.").format(places=_named(unknown))
    if stray_braces(text):
        words = _("Braces are for places alone. Write a place exactly as in the list, like this: {place}")
        yield words.format(place=next(str(place) for place in known.values()))


def _of_subject(subject: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    yield from _of_places(subject, known)
    wrong = [known[name] for name in places_in(subject) if name in known and not known[name].in_subject]
    if wrong:
        yield _("This cannot stand in the subject: {places}").format(places=_named(wrong))
    if not subject:
        yield _("Write the subject.")


def _of_text(text: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    missing = [place for name, place in known.items() if place.required and name not in places_in(text)]
    if missing:
        yield _("This must be in the message: {places}").format(places=_named(missing))


def _of_lost(line: str, places: Sequence[Placeholder]) -> Iterator[str]:
    """A line is left out as a whole: nothing that must be said may go with it."""
    for may_be_empty in places:
        lost = [place for place in places if place.required and place is not may_be_empty]
        if may_be_empty.may_be_empty and lost:
            words = _("Give {place} a line of its own. Where it is empty the line is left out, with {lost}.")
            yield words.format(place=may_be_empty, lost=_named(lost))


def _of_links(line: str, places: Sequence[Placeholder], *, titled: bool) -> Iterator[str]:
    links = [place for place in places if place.is_link]
    if not links:
        return
    at_end = link_at_end(line, [place.name for place in links])
    if at_end is None or len(links) > 1:
        yield _("A link must be the last thing on its line: {places}").format(places=_named(links))
    elif titled and not at_end[0]:
        yield _("Write before {place} what it opens. That becomes the button.").format(place=links[0])
