"""The door of clients and partners: one link, one button, one code. Opening changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.clients.models import Channel
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.web.appearance import shown_for
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import by_link
from lasna.meetings import services
from lasna.meetings.access import holds_seat, invitation_of, remember_seat
from lasna.meetings.models import Invitation, Participant
from lasna.meetings.protocol import (
    address_of_new_time,
    another_way,
    links_behind_code,
    new_time_for,
    try_link,
)
from lasna.meetings.queries.doors import code_facts, door_facts
from lasna.meetings.states import can_answer, let_in, link_has_expired
from lasna.meetings.views.room import client_room


def _invited(request: HttpRequest, token: str) -> Invitation:
    """The invitation, with the page speaking their language. Unknown and expired: one page."""
    invitation = invitation_of(token)
    if link_has_expired(invitation.participant.meeting, clock.now()):
        raise NotHere("invitation")
    organisation = invitation.participant.meeting.organisation
    use_language(request, invitation.participant.addressee.language, organisation.offered)
    passed = holds_seat(request.COOKIES, invitation.participant)
    shown_for(request, organisation.pk, named=passed)
    return invitation


def _page(
    request: HttpRequest, name: str, token: str, invitation: Invitation, **more: object
) -> HttpResponse:
    status = 409 if more.get("error") else 200
    facts = door_facts(invitation)
    by_client = invitation.participant.client_id is not None
    group = invitation.participant.meeting.is_group
    other = another_way(token) if by_client and not group and facts.state in ("door", "early") else None
    context = {"token": token, "door": facts, "another_way": other, "group": group, **more}
    return render(request, f"meetings/door/{name}.html", context, status=status)


@require_GET
@by_link
def door(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself. In a browser that has passed the code it is the room."""
    invitation = _invited(request, token)
    facts = door_facts(invitation)
    if facts.state != "door":
        passed = holds_seat(request.COOKIES, invitation.participant)
        seated = let_in(invitation.participant) and passed
        links = links_behind_code(token) if passed and not invitation.participant.is_partner else []
        trying = _trying(invitation, passed=passed) if facts.state == "early" else ""
        return _page(request, "not_now", token, invitation, seated=seated, links=links, try_link=trying)
    if holds_seat(request.COOKIES, invitation.participant):
        return client_room(request, invitation, token)
    return _page(request, "door", token, invitation)


def _trying(invitation: Invitation, *, passed: bool) -> str:
    """Where a client who comes early can try camera and sound. By their own link only in a browser that has
    passed the code: it writes to their card."""
    client = invitation.participant.client_id
    if not client or invitation.participant.meeting.planned_channel != Channel.VIDEO:
        return ""
    return try_link(client if passed else None)


@require_POST
@by_link
def ask_code(request: HttpRequest, token: str) -> HttpResponse:
    invitation = _invited(request, token)
    try:
        services.ask_code(invitation_id=invitation.pk)
    except UserError as error:
        if error.code == "door.no_code_needed":
            return redirect("door", token)
        return _page(request, "code", token, invitation, error=error, code=code_facts(invitation))
    return redirect("door_code", token)


@require_GET
@by_link
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Where the code is typed."""
    invitation = _invited(request, token)
    facts = door_facts(invitation)
    if facts.state != "door" or facts.link_lets_in or holds_seat(request.COOKIES, invitation.participant):
        return redirect("door", token)
    return _page(request, "code", token, invitation, code=code_facts(invitation))


@require_POST
@by_link
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Pass the door: this browser gets its device cookie."""
    invitation = _invited(request, token)
    try:
        participant = services.enter(
            invitation_id=invitation.pk,
            code=request.POST.get("code", "")[:60],
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except UserError as error:
        name = "door" if error.code == "door.too_often" else "code"
        return _page(request, name, token, invitation, error=error, code=code_facts(invitation))
    return remember_seat(request, redirect("door", token), participant)


@require_POST
@by_link
def ask_call(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever cannot come through the door can always ask to be phoned."""
    invitation = _invited(request, token)
    services.ask_call(participant_id=invitation.participant_id)
    return redirect("door_code" if request.POST.get("on") == "code" else "door", token)


ANSWERS = {"comes": Participant.Answer.COMES, "cannot": Participant.Answer.CANNOT}


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Coming or not, as the reminder asks. Opening it says nothing: mail scanners open links."""
    invitation = _invited(request, token)
    if invitation.participant.role != Participant.Role.CLIENT:
        raise NotHere("answer")
    place = invitation.participant
    if place.gave_up or not can_answer(place.meeting, clock.now()):
        facts = door_facts(invitation)
        late = facts.state in ("cancelled", "ended", "closed")
        return _page(request, "not_now" if late else "late", token, invitation)
    if request.method == "POST":
        return _answered(request, token, invitation)
    said = place.answer
    new_time = new_time_for(place.meeting) if said == Participant.Answer.CANNOT else None
    return _page(request, "answer", token, invitation, said=said, new_time=new_time)


def _answered(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """``say``: an answer, or what the client wants who cannot come."""
    said, place = request.POST.get("say", ""), invitation.participant
    if said == "call":
        services.ask_call(participant_id=place.pk)
    elif said == "new_time":
        return redirect(address_of_new_time(place.meeting) or reverse("door_answer", args=[token]))
    elif said in ANSWERS:
        services.answer(participant_id=place.pk, said=ANSWERS[said])
    else:
        raise NotHere("answer")
    return redirect("door_answer", token)
