"""Guessing at links and at tokens of programs. What is right is never kept from anybody: see decision 34."""

from secrets import compare_digest

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from lasna.kernel import metrics
from lasna.kernel.guessing.limits import Limit, is_known, missed, place_of, reached, remember
from lasna.kernel.web import pages

LINKS_OF_PLACE, LINKS_OF_ALL = 150, 3000
TOKENS_OF_PLACE, TOKENS_OF_ALL = 20, 500
KNOWN_DAYS = 30


def place(request: HttpRequest) -> str:
    """Where a request comes from, as uvicorn makes it out behind the proxies it trusts."""
    return place_of(request.META.get("REMOTE_ADDR", ""))


def is_link(request: HttpRequest) -> bool:
    """Is the address itself the key?"""
    return request.resolver_match is not None and "token" in request.resolver_match.kwargs


def unknown_link(request: HttpRequest) -> HttpResponse:
    """Unknown, expired, used: counted alike and answered alike. A right link has opened already."""
    over = missed(Limit("link", place(request), LINKS_OF_PLACE), Limit("links of all", "", LINKS_OF_ALL))
    return pages.too_many_links(request, over.minutes) if over else pages.not_found(request)


def has_token(request: HttpRequest, token: str, *, counted: bool = True) -> bool:
    """Is ``token`` set, and sent as bearer? For programs; what they get shows nobody's data.

    Beyond the limit none is looked at, but from where the right one came before. Not ``counted``: where the
    database is away, so that monitoring is told just then.
    """
    given = request.headers.get("Authorization", "").encode()
    if not token or not given:
        return False
    right = compare_digest(f"Bearer {token}".encode(), given)
    try:
        return _taken(place(request), right) if counted else right
    except DatabaseError:
        metrics.DATABASE_ERRORS.inc()
        return right


def _taken(place: str, right: bool) -> bool:
    limits = Limit("token", place, TOKENS_OF_PLACE), Limit("tokens of all", "", TOKENS_OF_ALL)
    if not right:
        missed(*limits)
        return False
    if reached(*limits) and not is_known("token known", place):
        return False
    remember("token known", place, days=KNOWN_DAYS)
    return True
