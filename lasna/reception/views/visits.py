"""One visitor: whose card it is, and into the meeting; or back to the queue."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.clients.models import Channel
from lasna.clients.queries import client_page, same_reach
from lasna.errors import UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.numbers import id_in
from lasna.kernel.phones import read_phone
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.kernel.words import plain_line
from lasna.meetings.models import Meeting
from lasna.policy import Action
from lasna.reception import services
from lasna.reception.access import visit_for
from lasna.reception.forms import NewVisitorForm
from lasna.reception.models import Visit


def _to_desk(visit: Visit) -> HttpResponse:
    return redirect("reception_desk", visit.reception_id)


def _is_mine(visit: Visit, request: SignedInRequest) -> bool:
    return visit.state == Visit.State.TAKEN and visit.taken_by_id == request.user.pk


@require_safe
@needs(Action.RECEPTION_SERVE)
def visit(request: SignedInRequest, visit_id: int) -> HttpResponse:
    """Whom I have taken: who they say they are, and whose card it is. Any other: back to the queue."""
    found = visit_for(request.user, visit_id)
    looked("visits.listed", "visit", [found.pk])
    return _page(request, found) if _is_mine(found, request) else _to_desk(found)


def _page(request: SignedInRequest, found: Visit, form: NewVisitorForm | None = None) -> HttpResponse:
    text = plain_line(request.GET.get("q", "")[:100])
    listed = client_page(request.user, text=text, size=10).rows if text else ()
    same = same_reach(request.user, phone=found.phone, email="") if not text else []
    shown_cards = [client.pk for client in listed] + [client.pk for client in same]
    looked("clients.listed", "client", shown_cards)
    shown = {
        "visit": found,
        "reception": found.reception,
        "text": text,
        "listed": listed,
        "same": same,
        "form": form or NewVisitorForm(visit=found),
    }
    return render(request, "reception/staff/visit.html", shown)


@require_POST
@needs(Action.RECEPTION_SERVE)
def still_here(request: SignedInRequest, visit_id: int) -> HttpResponse:
    """The adviser's page is open. Where the visitor is not theirs any more, it goes back to the queue."""
    if services.keep(visit_id=visit_id, by=request.user):
        return HttpResponse(status=204)
    found = visit_for(request.user, visit_id)
    return HttpResponse(status=200, headers={"HX-Redirect": f"/receptions/{found.reception_id}"})


@require_POST
@needs(Action.RECEPTION_SERVE)
def begin(request: SignedInRequest, visit_id: int) -> HttpResponse:
    """With the client whose card was chosen, or with a new one."""
    found = visit_for(request.user, visit_id)
    number = request.POST.get("client", "")
    form = NewVisitorForm(None if number else request.POST, visit=found)
    if not number and not form.is_valid():
        return _page(request, found, form) if _is_mine(found, request) else _to_desk(found)
    try:
        if number:
            meeting = services.begin(visit_id=visit_id, by=request.user, client_id=id_in(number, "client"))
        else:
            meeting = services.begin_with_new(visit_id=visit_id, by=request.user, new=form.new())
    except UserError as error:
        messages.info(request, str(error.message))
        return redirect("visit", visit_id)
    return _begun(request, found, meeting)


def _begun(request: SignedInRequest, found: Visit, meeting: Meeting) -> HttpResponse:
    if found.channel == Channel.VIDEO:
        return redirect("meeting_room", meeting.pk)
    if found.phone and found.phone != meeting.one.phone:
        words = _("The visitor gave another number than the card has: {number}.")
        messages.info(request, words.format(number=read_phone(found.phone)))
    return redirect("meeting", meeting.pk)


@require_POST
@needs(Action.RECEPTION_SERVE)
def put_back(request: SignedInRequest, visit_id: int) -> HttpResponse:
    return _done(request, visit_id, _("The visitor is first in the queue again."), services.put_back)


@require_POST
@needs(Action.RECEPTION_SERVE)
def not_here(request: SignedInRequest, visit_id: int) -> HttpResponse:
    return _done(request, visit_id, _("The visitor's place is given away."), services.not_here)


def _done(request: SignedInRequest, visit_id: int, words: str, deed: services.Deed) -> HttpResponse:
    found = visit_for(request.user, visit_id)
    try:
        deed(visit_id=visit_id, by=request.user)
        messages.success(request, words)
    except UserError as error:
        messages.info(request, str(error.message))
    return _to_desk(found)


@require_POST
@needs(Action.RECEPTION_SERVE)
def take_over(request: SignedInRequest, visit_id: int) -> HttpResponse:
    found = visit_for(request.user, visit_id)
    try:
        services.take_over(visit_id=visit_id, by=request.user)
    except UserError as error:
        messages.info(request, str(error.message))
        return _to_desk(found)
    return redirect("visit", visit_id)
