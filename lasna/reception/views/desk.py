"""Serving a reception: who waits, who serves, the next one, open or closed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.errors import UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.policy import Action, may_try
from lasna.reception import services
from lasna.reception.access import reception_for, receptions_of
from lasna.reception.queries.desk import queue_of, waiting_of


@require_safe
@needs(Action.RECEPTION_SERVE)
def receptions(request: SignedInRequest) -> HttpResponse:
    """Those of the person's offices; where there is one, it."""
    found = list(receptions_of(request.user))
    if len(found) == 1:
        return redirect("reception_desk", found[0].pk)
    runs = may_try(Action.RECEPTION_RUN, request.user.standings)
    return render(request, "reception/staff/receptions.html", {"receptions": found, "runs": runs})


@require_safe
@needs(Action.RECEPTION_SERVE)
def waiting(request: SignedInRequest) -> HttpResponse:
    """For the page of the day: in which receptions somebody waits. How many, and nobody's name."""
    if request.headers.get("HX-Request") != "true":
        return redirect("receptions")
    return render(request, "reception/staff/waiting.html", {"receptions": waiting_of(request.user)})


@require_safe
@needs(Action.RECEPTION_SERVE)
def reception_desk(request: SignedInRequest, reception_id: int) -> HttpResponse:
    """The page asks for its queue anew every few seconds."""
    reception = reception_for(request.user, reception_id)
    queue = queue_of(reception, request.user)
    looked("visits.listed", "visit", [row.visit.pk for row in [*queue.waiting, *queue.met]])
    looked("clients.listed", "client", [row.visit.client_id for row in queue.met if row.visit.client_id])
    shown = {
        "queue": queue,
        "reception": reception,
        "runs": may_try(Action.RECEPTION_RUN, request.user.standings),
    }
    part = request.headers.get("HX-Request") == "true"
    template = "reception/staff/queue.html" if part else "reception/staff/desk.html"
    return render(request, template, shown)


@require_POST
@needs(Action.RECEPTION_SERVE)
def serve(request: SignedInRequest, reception_id: int) -> HttpResponse:
    on = request.POST.get("on") == "yes"
    services.serve(reception_id=reception_id, by=request.user, on=on)
    messages.success(
        request, _("You serve the reception now.") if on else _("You do not serve the reception any more.")
    )
    return redirect("reception_desk", reception_id)


@require_POST
@needs(Action.RECEPTION_SERVE)
def take(request: SignedInRequest, reception_id: int) -> HttpResponse:
    try:
        visit = services.take_next(reception_id=reception_id, by=request.user)
    except UserError as error:
        messages.info(request, str(error.message))
        return redirect("reception_desk", reception_id)
    return redirect("visit", visit.pk)


@require_POST
@needs(Action.RECEPTION_SERVE)
def say_open(request: SignedInRequest, reception_id: int) -> HttpResponse:
    services.say_open(reception_id=reception_id, by=request.user, said=request.POST.get("said", ""))
    return redirect("reception_desk", reception_id)
