"""A quick question from the client's own page, while their adviser is here: behind link and code."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.web.rights import by_link
from lasna.knocking import services
from lasna.knocking.models import Knock
from lasna.knocking.queries.waiting import Front, front_of
from lasna.knocking.states import is_due
from lasna.meetings.access import remember_seat
from lasna.own.models import OwnLink
from lasna.own.queries.shown import choose_for
from lasna.own.views.door import opened


def _page(
    request: HttpRequest, token: str, link: OwnLink, front: Front, error: UserError | None = None
) -> HttpResponse:
    shown = {
        "token": token,
        "front": front,
        "knock": front.knock,
        "adviser": front.knock.adviser if front.knock else front.here.adviser,
        "zone": link.client.office.zone,
        "phone": link.client.organisation.phone,
        "choose": choose_for(link.client),
        "error": error,
    }
    return render(request, f"own/quick/{front.page}.html", shown, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def quick(request: HttpRequest, token: str) -> HttpResponse:
    """Where the question stands; pressed, the adviser is told. Opening changes nothing."""
    link = opened(request, token)
    if link is None:
        return redirect("own_page", token)
    if request.method != "POST":
        front = front_of(link.client)
        again = front.knock is not None and front.knock.ended_at is not None and "again" in request.GET
        return _page(request, token, link, Front(link.client, None) if again else front)
    try:
        services.knock(client_id=link.client_id, way=request.POST.get("way", ""))
    except UserError as error:
        return _page(request, token, link, Front(link.client, None), error)
    return redirect("own_quick", token)


def _own(request: HttpRequest, token: str) -> tuple[OwnLink, Knock] | None:
    """None: there is nothing to be done here, the page itself says what is."""
    link = opened(request, token)
    knock = front_of(link.client).knock if link else None
    return (link, knock) if link and knock else None


@require_POST
@by_link
def place(request: HttpRequest, token: str) -> HttpResponse:
    """The page is open, and asks how it stands. Without a script it is a button."""
    found = _own(request, token)
    if request.headers.get("Accept") != "application/json":
        return redirect("own_quick", token)
    if found is None:
        return JsonResponse({"page": ""})
    link, knock = found
    services.heard(knock=knock)
    if is_due(knock, clock.now()):
        services.settle_knock(knock_id=knock.pk)
    return JsonResponse(front_of(link.client).told())


@require_POST
@by_link
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    found = _own(request, token)
    if found is None:
        return redirect("own_quick", token)
    services.withdraw(knock_id=found[1].pk)
    return redirect("own_page", token)


@require_POST
@by_link
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """Into the waiting room of the meeting that the adviser has begun: this browser gets its seat."""
    found = _own(request, token)
    if found is None:
        return redirect("own_quick", token)
    link, knock = found
    try:
        participant, door = services.come_in(knock=knock, address=request.META.get("REMOTE_ADDR", ""))
    except NotHere:
        return redirect("own_quick", token)
    except UserError as error:
        return _page(request, token, link, front_of(link.client), error)
    return remember_seat(request, redirect("door", door), participant)
