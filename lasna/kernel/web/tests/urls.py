"""A service in small, whose views do what a test asks of them."""

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from lasna.errors import NotHere, UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import SignedInRequest, by_link, needs, public
from lasna.policy import Action

handler400 = "lasna.kernel.web.pages.bad_request"
handler403 = "lasna.kernel.web.pages.forbidden"
handler404 = "lasna.kernel.web.pages.not_found"
handler500 = "lasna.kernel.web.pages.server_error"


@needs(Action.TODAY_SEE)
def staff(request: SignedInRequest) -> HttpResponse:
    return HttpResponse(request.user.name)


@needs(Action.CLIENT_SEE)
def client(request: SignedInRequest) -> HttpResponse:
    looked("client.looked", "client", [7])
    return HttpResponse("the client's secret")


@public
def unseen(request: HttpRequest) -> HttpResponse:
    looked("client.looked", "client", [7])
    return HttpResponse("the client's secret")


@by_link
def door(request: HttpRequest) -> HttpResponse:
    use_language(request, "sv")
    return HttpResponse("<p>door</p>")


@public
def not_here(request: HttpRequest) -> HttpResponse:
    raise NotHere("secret reason")


@public
def cannot(request: HttpRequest) -> HttpResponse:
    raise UserError("meeting.already_ended", "This meeting <b>has ended</b>.")


@public
def database_gone(request: HttpRequest) -> HttpResponse:
    raise DatabaseError("password=secret")


@public
def crash(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("secret of the code")


@public
def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@require_POST
@public
def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse("posted")


urlpatterns = [
    path("", include("lasna.people.urls")),
    path("staff", staff),
    path("client", client),
    path("unseen", unseen),
    path("door", door),
    path("not-here", not_here),
    path("cannot", cannot),
    path("database-gone", database_gone),
    path("crash", crash),
    path("denied", denied),
    path("only-post", only_post),
]
