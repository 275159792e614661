"""How pages look and what they offer for an organisation. Who knows it registers; pages only ask."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from lasna.kernel.web.languages import NAMES


@dataclass(frozen=True)
class FootLink:
    address: str
    title: str


@dataclass(frozen=True)
class Appearance:
    """Empty where an organisation has chosen nothing: then no request more is made."""

    name: str = ""
    stylesheet: str = ""
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    languages: tuple[tuple[str, str], ...] = NAMES
    foot: tuple[FootLink, ...] = ()
    """Published pages: in clients' footers."""


_providers: list[Callable[[int], Appearance]] = []


def appearance_from(provider: Callable[[int], Appearance]) -> None:
    """Register who knows how the organisation of this id looks; called once, at start."""
    _providers[:] = [provider]


def shown_for(request: HttpRequest, organisation_id: int, *, named: bool = True) -> None:
    """Whose page this is, where nobody is signed in: a link's, or an organisation's own.

    Not ``named``: colours and languages alone. Before the code a door tells neither name nor service.
    """
    vars(request)["lasna_organisation"] = organisation_id
    vars(request)["lasna_named"] = named


def appearance_of(request: HttpRequest) -> Appearance:
    """Asked at most once a page, and only by pages that show it."""
    organisation_id = vars(request).get("lasna_organisation")
    if organisation_id is None and hasattr(request, "user") and request.user.is_authenticated:
        organisation_id = request.user.organisation_id
    if not organisation_id or not _providers:
        return Appearance()
    whole = _providers[0](organisation_id)
    if vars(request).get("lasna_named", True):
        return whole
    return Appearance(stylesheet=whole.stylesheet, languages=whole.languages)
