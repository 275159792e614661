"""A colleague takes over what somebody has agreed on: first what moves, then one press."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.queries.handing_over import load_of, takers_for
from lasna.people.access import colleague_for, office_ids_of
from lasna.people.models import Person
from lasna.policy import Action


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.PEOPLE_MANAGE)
def hand_over(request: SignedInRequest, person_id: int) -> HttpResponse:
    colleague = colleague_for(request.user, person_id, Action.PEOPLE_MANAGE)
    takers = takers_for(colleague)
    given = request.POST if request.method == "POST" else request.GET
    to = next((taker for taker in takers if str(taker.pk) == given.get("to")), None)
    if request.method == "POST" and to is not None:
        return _handed(request, colleague, to)
    load = load_of(colleague, to) if to else None
    # Clients are named to whom they exist for: a client of another office is a time alone.
    own = set(office_ids_of(request.user))
    if load is not None:
        meetings = [*load.meetings, *(meeting for meeting, _why in load.staying)]
        near = [meeting for meeting in meetings if meeting.office_id in own]
        named = [number for meeting in near for number in meeting.named_clients]
        looked("clients.listed", "client", named)
    shown = {"colleague": colleague, "takers": takers, "to": to, "load": load, "own": own}
    status = 400 if request.method == "POST" else 200
    return render(request, "meetings/staff/hand_over.html", shown, status=status)


def _handed(request: SignedInRequest, colleague: Person, to: Person) -> HttpResponse:
    load = services.hand_over(person_id=colleague.pk, to_id=to.pk, by=request.user)
    words = _("{to} took over. Clients: {clients}. Meetings: {meetings}.")
    messages.success(request, words.format(to=to.name, clients=load.clients, meetings=len(load.meetings)))
    return redirect("hand_over", colleague.pk)
