"""Groups for staff: planned, their page, seats given and taken away, what became of each client."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lasna.clients.access import client_for
from lasna.clients.queries import to_choose
from lasna.errors import NotHere, UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.numbers import number_in
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.access import meeting_for
from lasna.meetings.forms.groups import GroupForm, SeatForm
from lasna.meetings.models import Meeting
from lasna.meetings.queries.groups import groups_for
from lasna.meetings.queries.meeting_places import places_for
from lasna.meetings.queries.messages import said_of_sending
from lasna.meetings.queries.types import types_offered
from lasna.meetings.views.planning import FIELD_OF as FIELD_OF_PLAN
from lasna.people.access import offices_of
from lasna.people.models import Office
from lasna.policy import Action

FIELD_OF = FIELD_OF_PLAN | {"group.title": "title", "group.seats": "seats", "group.way": "planned_channel"}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.MEETING_PLAN)
def new_group(request: SignedInRequest) -> HttpResponse:
    """What, when, how, how many. Its clients come afterwards."""
    offices = list(offices_of(request.user).filter(closed_at=None).order_by("name"))
    if not offices:
        return redirect("new_meeting")
    office = _asked_office(request, offices)
    types = list(types_offered(office.organisation_id))
    places = list(places_for(office.organisation_id, office.pk))
    posted = request.POST if request.method == "POST" else None
    form = GroupForm(posted, office=office, types=types, places=places)
    if request.method == "POST" and form.is_valid() and form.starts is not None:
        try:
            meeting = services.plan_group(by=request.user, wish=form.wish())
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, _("The group is planned. Give its seats to clients."))
            return redirect("meeting", meeting.pk)
    shown = {"form": form, "types": types, "office": office, "offices": offices}
    return render(request, "meetings/groups/new.html", shown)


def _asked_office(request: SignedInRequest, offices: list[Office]) -> Office:
    """Whose clients: the one asked for, else the first."""
    wanted = request.GET.get("office", "")
    if not wanted:
        return offices[0]
    office = next((each for each in offices if str(each.pk) == wanted), None)
    if office is None:
        raise NotHere("office")
    return office


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Action.MEETING_CHANGE)
def give_seat(request: SignedInRequest, group_id: int) -> HttpResponse:
    """To whom, found by name; then how the link goes."""
    meeting = _group(request, group_id)
    client_id = number_in(request.GET.get("client", ""))
    if client_id is None:
        return _choose_client(request, meeting)
    client = client_for(request.user, client_id, Action.CLIENT_SEE)
    looked("client.looked", "client", [client.pk])
    form = SeatForm(request.POST if request.method == "POST" else None, client=client)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["send_by"]
        try:
            services.give_seat(meeting_id=group_id, by=request.user, client_id=client.pk, send_by=sent)
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, said_of_sending(_("The client has a seat."), sent))
            return redirect("meeting", group_id)
    return render(request, "meetings/groups/seat.html", {"meeting": meeting, "client": client, "form": form})


def _group(request: SignedInRequest, group_id: int) -> Meeting:
    meeting = meeting_for(request.user, group_id, Action.MEETING_CHANGE)
    if not meeting.is_group:
        raise NotHere("group")
    return meeting


def _choose_client(request: SignedInRequest, meeting: Meeting) -> HttpResponse:
    shown = to_choose(request.user, request.GET.get("q", "")) | {
        "action": reverse("give_seat", args=[meeting.pk]),
        "title": _("Who gets a seat in {group}?").format(group=meeting.title),
    }
    return render(request, "clients/choose.html", shown)


@require_safe
@needs(Action.MEETING_PLAN)
def groups_of_client(request: SignedInRequest, client_id: int) -> HttpResponse:
    """From the client's card: coming groups of the office, with what is free in them."""
    client = client_for(request.user, client_id, Action.CLIENT_SEE)
    looked("client.looked", "client", [client.pk])
    shown = {"client": client, "groups": groups_for(client)}
    return render(request, "meetings/groups/for_client.html", shown)


@require_POST
@needs(Action.MEETING_CHANGE)
def take_away(request: SignedInRequest, group_id: int, seat_id: int) -> HttpResponse:
    services.take_seat_away(meeting_id=group_id, by=request.user, participant_id=seat_id)
    messages.success(request, _("The seat is free again. The client is told where the invitation went."))
    return redirect("meeting", group_id)


@require_POST
@needs(Action.MEETING_OUTCOME)
def outcome(request: SignedInRequest, group_id: int, seat_id: int) -> HttpResponse:
    """What became of it for one client, in one tap."""
    said = request.POST.get("outcome", "")
    settled = services.settle_seat(meeting_id=group_id, by=request.user, participant_id=seat_id, outcome=said)
    words = _("Written down: {outcome}.").format(outcome=settled.get_outcome_display())
    messages.success(request, words)
    return redirect("meeting", group_id)


@require_POST
@needs(Action.MEETING_OUTCOME)
def outcome_of_rest(request: SignedInRequest, group_id: int) -> HttpResponse:
    """The same for everybody of whom nothing is said yet."""
    said = request.POST.get("outcome", "")
    services.settle_rest(meeting_id=group_id, by=request.user, outcome=said)
    messages.success(request, _("Written down."))
    return redirect("meeting", group_id)


@require_POST
@needs(Action.MEETING_CALL_ATTEMPT)
def call(request: SignedInRequest, group_id: int, seat_id: int) -> HttpResponse:
    """I phoned this client: answered or not."""
    answered = request.POST.get("answered") == "yes"
    services.note_call(meeting_id=group_id, by=request.user, participant_id=seat_id, answered=answered)
    messages.success(request, _("The call is written down."))
    return redirect("meeting", group_id)
