"""Between signing in and every page of staff."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from lasna.kernel.web.pages import came_from
from lasna.people import services
from lasna.people.queries import guard_of
from lasna.policy import Action

WHILE_LOCKED = frozenset({"lock", "lock_state", "lock_passkey"})
WITHOUT_FACTOR = WHILE_LOCKED | {
    "lock_now",
    "own_settings",
    "change_password",
    "confirm",
    "factors",
    "add_app",
    "add_passkey",
    "recovery_codes",
    "sessions",
    "end_session",
}
"""Names of pages. Language and signing out are open to anybody anyway."""
BY_ITSELF = "Lasna-By-Itself"
"""Header of requests that a page makes without its person doing anything."""


class AtWork:
    """Is this browser locked? Is a second factor missing? Then only what mends it is open.

    And what a person does is noted, so that the lock waits for whoever is at work.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not isinstance(getattr(view, "lasna_right", None), Action) or not request.user.is_authenticated:
            return None
        guard = guard_of(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if guard.locked and name not in WHILE_LOCKED:
            return _to_lock(request)
        if guard.lacks_factor and name not in WITHOUT_FACTOR:
            return _to_factors(request)
        if name in WHILE_LOCKED:
            return None
        if BY_ITSELF not in request.headers:
            services.note_activity(request.session)
            guard = guard_of(request)
        request.lock_left = guard.left  # type: ignore[attr-defined]  # for the page's own script
        return None


def _to_lock(request: HttpRequest) -> HttpResponseBase:
    """Back to the same page afterwards. A fragment tells its page, which locks itself and loses nothing."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Trigger": "lasna-locked"})
    page = request.get_full_path() if request.method == "GET" else came_from(request)
    return redirect(f"{reverse('lock')}?{urlencode({'next': page})}")


def _to_factors(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("factors")})
    return redirect("factors")
