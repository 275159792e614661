"""Who is behind a socket, and the doors through which sockets come in."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from lasna.policy import Standing


@dataclass(frozen=True)
class Visit:
    """One screen's standing now. Asked anew whenever an event says that standings changed."""

    entrance: str
    key: int
    who: str
    """``person:3`` or ``participant:5``: commands run in order per who, sockets are limited per who."""
    standing: Standing
    rooms: tuple[int, ...]
    language: str = "fi"
    organisation_id: int = 0
    """This and the next three: 0 where there is none."""
    person_id: int = 0
    participant_id: int = 0
    meeting_id: int = 0
    screen: str = ""
    right: str = ""
    """What the standing rests on, a session or a door's version: when that is gone, so is this screen."""


class Entrance(Protocol):
    """A door for sockets: ``/live/<name>/<key>``. All methods run in a worker thread."""

    def open(self, cookies: Mapping[str, str], key: int) -> Visit | None:
        """Who comes with these cookies, or None: not here."""

    def renew(self, visit: Visit) -> Visit | None:
        """The same screen's standing now; None: no longer here."""

    def came(self, visit: Visit) -> None:
        """The screen has said hello."""

    def went(self, visit: Visit, *, last: bool) -> None:
        """The socket has closed. ``last``: no other screen of theirs is open here."""

    def beat(self, visits: list[Visit]) -> Collection[str]:
        """These screens are still here (every heartbeat, a few statements for all).

        Returns each ``who`` whose standing has to be asked anew: time passes without an event.
        """


ENTRANCES: dict[str, Entrance] = {}
SnapshotPart = Callable[[Visit], BaseModel | None]
Part = TypeVar("Part", bound=SnapshotPart)
SNAPSHOTS: dict[str, dict[str, SnapshotPart]] = {}


def entrance(name: str, door: Entrance) -> None:
    """Open ``/live/<name>/<key>``."""
    ENTRANCES[name] = door


def snapshot_part(entrance_name: str, part: str) -> Callable[[Part], Part]:
    """What a package adds to the snapshot of a screen that came by this entrance; None adds nothing."""

    def register(build: Part) -> Part:
        SNAPSHOTS.setdefault(entrance_name, {})[part] = build
        return build

    return register


def snapshot_for(visit: Visit) -> dict[str, Any]:
    """Every part this screen may see, by name, as JSON."""
    built = {name: build(visit) for name, build in SNAPSHOTS.get(visit.entrance, {}).items()}
    return {name: part.model_dump(mode="json") for name, part in built.items() if part is not None}
