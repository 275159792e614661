"""Every view declares its right: ``@needs(Action.X)``, ``@by_link`` or ``@public``. A test asks each."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from lasna.errors import NotHere
from lasna.policy import Action, may_try

if TYPE_CHECKING:
    from lasna.people.models import Person

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

PUBLIC = "public"
LINK = "link"


class SignedInRequest(HttpRequest):
    """A request whose person is known: what a view under ``@needs`` gets."""

    user: "Person"


StaffView = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


def needs(action: Action) -> Callable[[StaffView[P]], View[P]]:
    """Only for signed-in staff whose work allows it at all; others find nothing here.

    Whether they may do it to *this* thing is asked in access and service.
    """

    def decorate(view: StaffView[P]) -> View[P]:
        @wraps(view)
        def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not (request.user.is_authenticated and request.user.is_active):
                return _to_sign_in(request)
            if not may_try(action, request.user.standings):
                raise NotHere(action.value)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # signed in, just asked

        vars(asked)["lasna_right"] = action
        return asked

    return decorate


def public(view: View[P]) -> View[P]:
    """Anybody may open it: it shows nobody's data."""
    vars(view)["lasna_right"] = PUBLIC
    return view


def by_link(view: View[P]) -> View[P]:
    """Whoever holds the link, or its device cookie. The view itself turns the link into a participant."""
    vars(view)["lasna_right"] = LINK
    return view


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, and afterwards back here. A fragment cannot follow: htmx moves the whole page."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})
    if request.method != "GET":
        return redirect(settings.LOGIN_URL)
    return redirect(f"{settings.LOGIN_URL}?{REDIRECT_FIELD_NAME}={quote(request.get_full_path())}")
