"""The adviser's desk: today."""

from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from lasna.clients.queries import zone_of
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.queries.today import BESIDE, Due, Now, due_of, now_of, outbox_of
from lasna.people.access import office_ids_of
from lasna.policy import Action


def _asked_day(request: SignedInRequest, today: date) -> date:
    """The day in the address bar; what is no day, or far away, is today."""
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if abs((asked - today).days) < 3660 else today


@require_safe
@needs(Action.TODAY_SEE)
def today(request: SignedInRequest) -> HttpResponse:
    """Who waits, the day's meetings, what is due. htmx asks for the first two anew when the desk says so."""
    if not request.user.advises:
        return render(request, "meetings/staff/start.html")
    zone = zone_of(request.user)
    this_day = clock.now().astimezone(zone).date()
    day = _asked_day(request, this_day)
    now = now_of(request.user, day, zone)
    _saw(now)
    shown = {
        "now": now,
        "day": day,
        "is_today": day == this_day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
    }
    if now.empty and not office_ids_of(request.user):
        return render(request, "meetings/staff/start.html")
    if request.headers.get("HX-Target") == "now":
        return render(request, "meetings/staff/now.html", shown)
    due = due_of(request.user) if day == this_day else []
    troubles, letters = outbox_of(request.user) if day == this_day else ([], [])
    _saw_due(due)
    named = [number for trouble in troubles for number in trouble.meeting.named_clients]
    looked("clients.listed", "client", [*named, *(letter.client_id or 0 for letter in letters)])
    shown |= {"due": due, "troubles": troubles, "letters": letters, "beside": BESIDE}
    return render(request, "meetings/staff/today.html", shown)


def _saw(now: Now) -> None:
    guests = [*now.waiting, *now.asking, *now.cannot]
    meetings = [row.meeting for row in [*now.rows, *now.unfinished, *now.colliding, *now.calls]]
    meetings += [guest.meeting for guest in guests]
    looked("meetings.listed", "meeting", [meeting.pk for meeting in meetings])
    named = [number for meeting in meetings for number in meeting.named_clients]
    named += [guest.client_id for guest in guests if guest.client_id]  # of a group, too
    looked("clients.listed", "client", named)


def _saw_due(due: list[Due]) -> None:
    looks = sorted(part.looked_at for part in due)
    for subject, found in groupby(looks, key=itemgetter(0)):
        looked(f"{subject}s.listed", subject, [number for _subject, number in found])


@require_POST
@needs(Action.MEETING_CALL_ATTEMPT)
def called(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """The call before tomorrow's meeting: answered, not, or taken back."""
    services.note_call_before(meeting_id=meeting_id, by=request.user, said=request.POST.get("said", ""))
    return redirect("today")
