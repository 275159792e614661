"""Administration: the kinds of meeting that advisers choose from."""

from django.contrib import messages
from django.db.models import Exists
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.kernel.web.lists import goes_up
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.access import type_for
from lasna.meetings.forms import TypeForm
from lasna.meetings.models import MeetingType
from lasna.organisation.queries import locks_of_code
from lasna.policy import Action

BOTH = ["GET", "POST"]


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def meeting_types(request: SignedInRequest) -> HttpResponse:
    """Those offered, in their order; below them the closed ones."""
    organisation_id = request.user.organisation_id
    types = MeetingType.objects.filter(organisation=organisation_id)
    rows = list(types.annotate(code_locked=Exists(locks_of_code(organisation_id))))
    shown = {
        "types": [row for row in rows if row.closed_at is None],
        "closed": [row for row in rows if row.closed_at is not None],
    }
    return render(request, "meetings/types/list.html", shown)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def add_meeting_type(request: SignedInRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def meeting_type(request: SignedInRequest, type_id: int) -> HttpResponse:
    return _write(request, type_for(request.user, type_id))


def _write(request: SignedInRequest, type: MeetingType | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    locked = locks_of_code(request.user.organisation_id).exists()
    form = TypeForm(typed, type=type, languages=request.user.organisation.offered, code_locked=locked)
    if form.is_valid():
        if type is None:
            services.add_type(wish=form.wish(), by=request.user)
        else:
            services.change_type(type_id=type.pk, wish=form.wish(), by=request.user)
        messages.success(request, _("Saved. It holds for meetings agreed on from now on."))
        return redirect("meeting_types")
    shown = {"form": form, "type": type, "code_locked": locked}
    return render(request, "meetings/types/write.html", shown, status=400 if form.is_bound else 200)


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def move_type(request: SignedInRequest, type_id: int) -> HttpResponse:
    services.move_type(type_id=type_id, up=goes_up(request), by=request.user)
    return redirect("meeting_types")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def close_type(request: SignedInRequest, type_id: int) -> HttpResponse:
    closed = services.close_type(type_id=type_id, by=request.user)
    words = _("“{name}” is closed: it is not offered any more. You find it below and can take it back.")
    messages.success(request, words.format(name=closed))
    return redirect("meeting_types")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def reopen_type(request: SignedInRequest, type_id: int) -> HttpResponse:
    opened = services.reopen_type(type_id=type_id, by=request.user)
    messages.success(request, _("“{name}” is offered again.").format(name=opened))
    return redirect("meeting_types")
