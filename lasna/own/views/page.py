"""The client's own page and what it leads to: one thing a page. Behind link and code; nothing before."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from lasna.clients.models import WISHES
from lasna.clients.protocol import tried_out
from lasna.kernel.web.rights import by_link
from lasna.knocking.queries.waiting import front_of
from lasna.meetings.protocol import try_link
from lasna.own import services
from lasna.own.access import link_at
from lasna.own.models import OwnLink
from lasna.own.protocol import own_parts
from lasna.own.queries.shown import agreed_with, ahead_of, in_touch_with
from lasna.own.views.door import closed, opened
from lasna.privacy.queries.readers import readers_of


def _page(request: HttpRequest, name: str, token: str, link: OwnLink, **shown: Any) -> HttpResponse:
    told = {"token": token, "client": link.client, "phone": link.client.organisation.phone}
    return render(request, f"own/{name}.html", told | shown)


@require_GET
@by_link
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself: before the code a door, after it the next meeting and where else to go."""
    link = opened(request, token)
    if link is None:
        return closed(request, "door", token, link_at(token))
    client = link.client
    more = {"ahead": ahead_of(client), "parts": own_parts(client, token), "front": front_of(client)}
    return _page(request, "page", token, link, **more)


@require_GET
@by_link
def meetings(request: HttpRequest, token: str) -> HttpResponse:
    link = opened(request, token)
    if link is None:
        return redirect("own_page", token)
    return _page(request, "meetings", token, link, ahead=ahead_of(link.client))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def wish(request: HttpRequest, token: str) -> HttpResponse:
    link = opened(request, token)
    if link is None:
        return redirect("own_page", token)
    if request.method == "POST":
        services.say_wish(client_id=link.client_id, way=request.POST.get("way", ""))
        return redirect("own_wish", token)
    return _page(request, "wish", token, link, ways=WISHES)


@require_GET
@by_link
def tried(request: HttpRequest, token: str) -> HttpResponse:
    link = opened(request, token)
    if link is None:
        return redirect("own_page", token)
    known = {"tried": tried_out(link.client), "try_link": try_link(link.client_id)}
    return _page(request, "tried", token, link, **known)


@require_GET
@by_link
def agreed(request: HttpRequest, token: str) -> HttpResponse:
    link = opened(request, token)
    if link is None:
        return redirect("own_page", token)
    return _page(request, "agreed", token, link, meetings=agreed_with(link.client))


@require_GET
@by_link
def in_touch(request: HttpRequest, token: str) -> HttpResponse:
    link = opened(request, token)
    if link is None:
        return redirect("own_page", token)
    return _page(request, "in_touch", token, link, in_touch=in_touch_with(link.client))


@require_GET
@by_link
def looked_at(request: HttpRequest, token: str) -> HttpResponse:
    """Who has looked at my data. Not staff's look, so the log has no row of it."""
    link = opened(request, token)
    if link is None:
        return redirect("own_page", token)
    return _page(request, "looked_at", token, link, days=readers_of(link.client))
