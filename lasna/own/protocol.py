"""What other packages add to a client's own page."""

from collections.abc import Callable
from dataclasses import dataclass

from lasna.clients.models import Client


@dataclass(frozen=True)
class OwnPart:
    """A piece of the page, shown by its package's own template as ``thing``."""

    template: str
    thing: object


OwnBuild = Callable[[Client, str], OwnPart | None]
_PARTS: list[OwnBuild] = []


def own_part(build: OwnBuild) -> None:
    """``build`` gets the client and the page's token; None: nothing to show. Packages above register here."""
    _PARTS.append(build)


def own_parts(client: Client, token: str) -> list[OwnPart]:
    return [part for build in _PARTS if (part := build(client, token)) is not None]
