"""The office's week."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lasna.clients.models import Channel
from lasna.clients.queries import zone_of
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings.queries.week import Week, monday_of, week_of
from lasna.people.access import offices_of
from lasna.people.models import Office
from lasna.policy import Action

FARTHEST = 3660  # days


@require_safe
@needs(Action.WEEK_SEE)
def week(request: SignedInRequest) -> HttpResponse:
    """Who of an office meets whom, how and when. Of several offices one is chosen."""
    offices = list(offices_of(request.user).order_by("name", "pk"))
    office = _asked_office(request, offices)
    if office is None:
        return render(request, "meetings/staff/week.html", {"offices": []})
    today = clock.now().astimezone(zone_of(request.user)).date()
    shown = week_of(office, monday_of(_asked_day(request, today)))
    _saw(shown)
    ways = [(Channel(way).label, number) for way, number in sorted(shown.ways.items())]
    told = {"office": office, "offices": offices, "week": shown, "today": today, "ways": ways}
    return render(request, "meetings/staff/week.html", told)


def _asked_office(request: SignedInRequest, offices: list[Office]) -> Office | None:
    """One of the person's own; any other is the first of them."""
    asked = request.GET.get("office", "")
    return next((office for office in offices if str(office.pk) == asked), offices[0] if offices else None)


def _asked_day(request: SignedInRequest, today: date) -> date:
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if abs((asked - today).days) < FARTHEST else today


def _saw(shown: Week) -> None:
    meetings = [meeting for line in shown.lines for cell in line.cells for meeting in cell.meetings]
    looked("meetings.listed", "meeting", [meeting.pk for meeting in meetings])
    looked("clients.listed", "client", [number for meeting in meetings for number in meeting.named_clients])
