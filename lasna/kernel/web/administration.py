"""The pages of those who run the service: each package names its own, one page lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from lasna.policy import Action, may_try

if TYPE_CHECKING:
    from lasna.people.models import Person


@dataclass(frozen=True)
class Entry:
    """A line of the administration page: where it leads, its words, and the right that its view needs."""

    url_name: str
    title: str | Promise
    words: str | Promise
    action: Action


_entries: list[Entry] = []


def administers(entry: Entry) -> None:
    """List ``entry``; called once, when its package is ready."""
    _entries.append(entry)


def entries_for(person: "Person") -> Sequence[Entry]:
    """What this person may open, in the order of the packages."""
    return [entry for entry in _entries if may_try(entry.action, person.standings)]
