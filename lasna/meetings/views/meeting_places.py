"""Places where people meet: administered; and what is booked where on a day."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from lasna.clients.queries import zone_of
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.access import meeting_place_for
from lasna.meetings.forms import PlaceForm
from lasna.meetings.models import MeetingPlace
from lasna.meetings.queries.meeting_places import booked_on
from lasna.people.models import Office
from lasna.policy import Action

BOTH = ["GET", "POST"]
FARTHEST = 3660  # days


@require_safe
@needs(Action.PLACES_SEE)
def places(request: SignedInRequest) -> HttpResponse:
    """What is booked where, for whoever stands at the desk."""
    zone = zone_of(request.user)
    today = clock.now().astimezone(zone).date()
    day = _asked_day(request, today)
    rows = booked_on(request.user, day, zone)
    seen = [meeting for row in rows for meeting in row.meetings if meeting.pk in row.known]
    looked("meetings.listed", "meeting", [meeting.pk for meeting in seen])
    looked("clients.listed", "client", [number for meeting in seen for number in meeting.named_clients])
    days = {"before": day - timedelta(days=1), "after": day + timedelta(days=1)}
    shown = {"rows": rows, "day": day, "is_today": day == today}
    return render(request, "meetings/places/booked.html", shown | days)


def _asked_day(request: SignedInRequest, today: date) -> date:
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if abs((asked - today).days) < FARTHEST else today


@require_GET
@needs(Action.ORGANISATION_CHANGE)
def meeting_places(request: SignedInRequest) -> HttpResponse:
    """Those that are booked, by name; below them the closed ones."""
    rows = MeetingPlace.objects.filter(organisation=request.user.organisation_id).select_related("office")
    shown = {
        "places": [row for row in rows if row.closed_at is None],
        "closed": [row for row in rows if row.closed_at is not None],
    }
    return render(request, "meetings/places/list.html", shown)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def add_meeting_place(request: SignedInRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(BOTH)
@needs(Action.ORGANISATION_CHANGE)
def meeting_place(request: SignedInRequest, place_id: int) -> HttpResponse:
    return _write(request, meeting_place_for(request.user, place_id))


def _write(request: SignedInRequest, place: MeetingPlace | None) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    offices = Office.objects.filter(organisation=request.user.organisation_id).order_by("name", "pk")
    form = PlaceForm(typed, place=place, offices=list(offices))
    if form.is_valid():
        try:
            _save(request, form, place)
        except UserError as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("meeting_places")
    shown = {"form": form, "place": place}
    return render(request, "meetings/places/write.html", shown, status=400 if form.is_bound else 200)


def _save(request: SignedInRequest, form: PlaceForm, place: MeetingPlace | None) -> None:
    if place is None:
        services.add_place(wish=form.wish(), by=request.user)
    else:
        services.change_place(place_id=place.pk, wish=form.wish(), by=request.user)


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def close_place(request: SignedInRequest, place_id: int) -> HttpResponse:
    closed = services.close_place(place_id=place_id, by=request.user)
    words = _("“{name}” is closed: it is not offered any more. Meetings agreed on before keep it.")
    messages.success(request, words.format(name=closed))
    return redirect("meeting_places")


@require_POST
@needs(Action.ORGANISATION_CHANGE)
def reopen_place(request: SignedInRequest, place_id: int) -> HttpResponse:
    opened = services.reopen_place(place_id=place_id, by=request.user)
    messages.success(request, _("“{name}” is offered again.").format(name=opened))
    return redirect("meeting_places")
