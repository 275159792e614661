"""The door of a client's own page: one button, one code, as at meetings. Opening changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.errors import UserError
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.cookies import remember
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import by_link
from lasna.meetings.queries.doors import facts_of_code
from lasna.own import services
from lasna.own.access import (
    KEPT,
    OWN_COOKIE,
    holds_page,
    link_at,
    link_behind_code,
    page_key,
    participant_at_door,
)
from lasna.own.models import OwnLink
from lasna.own.queries.links import token_of


def spoken(request: HttpRequest, link: OwnLink, *, passed: bool) -> OwnLink:
    """The page speaks the client's language; before the code it tells neither name nor service."""
    organisation = link.client.organisation
    use_language(request, link.client.language, organisation.offered)
    shown_for(request, organisation.pk, named=passed)
    return link


def opened(request: HttpRequest, token: str) -> OwnLink | None:
    """The page, with its own language and name; None: this browser has not passed the code."""
    link = link_behind_code(request, token)
    return spoken(request, link, passed=True) if link else None


def closed(
    request: HttpRequest, name: str, token: str, link: OwnLink, error: UserError | None = None
) -> HttpResponse:
    """A page before the code."""
    spoken(request, link, passed=False)
    shown = {
        "token": token,
        "error": error,
        "phone": link.client.organisation.phone,
        "code": facts_of_code("own_code", link.pk) if name == "code" else None,
    }
    return render(request, f"own/{name}.html", shown, status=409 if error else 200)


@require_POST
@by_link
def ask_code(request: HttpRequest, token: str) -> HttpResponse:
    link = spoken(request, link_at(token), passed=False)
    try:
        services.ask_code(link_id=link.pk)
    except UserError as error:
        return closed(request, "code", token, link, error)
    return redirect("own_code", token)


@require_GET
@by_link
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Where the code is typed."""
    link = link_at(token)
    if holds_page(request.COOKIES, link):
        return redirect("own_page", token)
    return closed(request, "code", token, link)


@require_POST
@by_link
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Pass the code: this browser gets its device cookie."""
    link = spoken(request, link_at(token), passed=False)
    try:
        link = services.enter(
            link_id=link.pk,
            code=request.POST.get("code", "")[:60],
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except UserError as error:
        return closed(request, "code", token, link, error)
    return _remembering(redirect("own_page", token), link, kept=request.POST.get("own") == "on")


def _remembering(answer: HttpResponse, link: OwnLink, *, kept: bool) -> HttpResponse:
    remember(answer, OWN_COOKIE.format(link.pk), page_key(link, kept=kept), max_age=KEPT if kept else None)
    return answer


@require_POST
@by_link
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """This browser forgets the page."""
    link = link_at(token)
    answer = redirect("own_page", token)
    answer.delete_cookie(OWN_COOKIE.format(link.pk), samesite="Lax")
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def from_meeting(request: HttpRequest, token: str) -> HttpResponse:
    """From a meeting whose code this browser has passed: what the page is, and, pressed, the page. Where the
    meeting's link let in without a code, the page stays shut."""
    participant = participant_at_door(request, token)
    client, organisation = participant.client, participant.meeting.organisation
    assert client is not None
    use_language(request, client.language, organisation.offered)
    shown_for(request, organisation.pk)
    by_code = participant.invitation.needs_code and not participant.by_link_alone
    if request.method == "POST" and by_code:
        link = services.open_from_meeting(participant_id=participant.pk)
        return _remembering(redirect("own_page", token_of(link)), link, kept=False)
    shown = {"token": token, "by_code": by_code, "phone": organisation.phone}
    return render(request, "own/from_meeting.html", shown)
