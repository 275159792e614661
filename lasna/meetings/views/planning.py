"""Agreeing on a time: plan, preview, move, cancel."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lasna.clients.access import client_for
from lasna.clients.models import Channel, Client
from lasna.clients.queries import to_choose
from lasna.correspondence.protocol import Rendered
from lasna.errors import UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.numbers import number_in
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.access import meeting_for
from lasna.meetings.forms import MoveForm, PlanForm
from lasna.meetings.forms.choosing import ChoosingForm
from lasna.meetings.forms.planning import first_span
from lasna.meetings.models import Meeting
from lasna.meetings.queries.beside import Beside
from lasna.meetings.queries.meeting_places import places_for, places_then, taken_places
from lasna.meetings.queries.messages import message_preview, said_of_sending
from lasna.meetings.queries.offers import asked_in
from lasna.meetings.queries.types import types_offered
from lasna.meetings.services.planning import HowMoved
from lasna.policy import Action

FIELD_OF = {
    "meeting.overlap": "time",
    "meeting.in_past": "time",
    "client.no_address": "send_by",
    "meeting.type_closed": "type",
    "meeting.channel_not_allowed": "planned_channel",
    "meeting.place_taken": "place",
    "meeting.place_way": "place",
}


@needs(Action.MEETING_PLAN)
def new_meeting(request: SignedInRequest) -> HttpResponse:
    """Who and what, when, how – and beside it what the client will get."""
    client_id = number_in(request.GET.get("client", ""))
    if client_id is None:
        return _choose_client(request)
    client = client_for(request.user, client_id, Action.CLIENT_SEE)
    looked("client.looked", "client", [client.pk])
    # Without a script another type is chosen by a button, and nothing is planned yet.
    choosing = "choose" in request.POST
    form, asking = _plan_form(request, client, follow=choosing), _choosing_form(request, client)
    if request.method == "POST" and not choosing and all([form.is_valid(), asking.is_valid()]):
        meeting = _planned(request, client, form, asking)
        if meeting is not None:
            return _after(request, meeting, form)
    _see_taken(form)
    shown = {"form": form, "client": client, "choosing": choosing, "asking": asking}
    return render(request, "meetings/staff/new.html", shown | _beside(request, client, form))


def _beside(request: SignedInRequest, client: Client, form: PlanForm) -> dict[str, object]:
    """Of the type that the page shows."""
    beside = Beside(request.user, client)
    form.adviser.practice = beside.practice
    wanted = form.chosen is not None and beside.code_is_wanted(form.chosen)
    return {"card": beside.card, "code_wanted": wanted}


def _plan_form(request: SignedInRequest, client: Client, *, follow: bool) -> PlanForm:
    types = list(types_offered(client.organisation_id))
    posted = request.POST if request.method == "POST" else None
    where = client.organisation_id, client.office_id
    if posted is not None or not types:
        places = list(places_for(*where))
        return PlanForm(posted, client=client, types=types, places=places, follow=follow)
    places, taken = places_then(*where, first_span(client, types[0]))
    form = PlanForm(client=client, types=types, places=places, follow=follow)
    form.taken = taken
    return form


def _see_taken(form: PlanForm) -> None:
    """Which places somebody else has at the time that was typed."""
    if form.is_bound and form.places and form.span:
        form.taken = taken_places(form.places, form.span)


def _choosing_form(request: SignedInRequest, client: Client) -> ChoosingForm:
    posted = request.POST if request.method == "POST" else None
    return ChoosingForm(posted, asked=asked_in(client.organisation_id))


def _planned(
    request: SignedInRequest, client: Client, form: PlanForm, asking: ChoosingForm
) -> Meeting | None:
    """The meeting; or None, with the reason beside the field where it can be mended."""
    assert form.starts is not None
    try:
        return services.plan_meeting(
            adviser=request.user,
            client=client,
            type=form.meeting_type,
            starts=form.starts,
            planned_channel=form.cleaned_data["planned_channel"],
            send_by=form.cleaned_data["send_by"],
            place_id=form.cleaned_data["place"],
            offer=asking.offer_answer(),
        )
    except UserError as error:
        field = FIELD_OF.get(error.code)
        form.add_error("moment" if field == "time" and form.now else field, str(error.message))
        return None


def _after(request: SignedInRequest, meeting: Meeting, form: PlanForm) -> HttpResponse:
    """A meeting now: straight to its room. Otherwise to its page."""
    words = said_of_sending(_("The meeting is agreed."), form.cleaned_data["send_by"])
    messages.success(request, words)
    if form.now and meeting.planned_channel == Channel.VIDEO:
        return redirect("meeting_room", meeting.pk)
    return redirect("meeting", meeting.pk)


def _choose_client(request: SignedInRequest) -> HttpResponse:
    shown = to_choose(request.user, request.GET.get("q", "")) | {
        "action": reverse("new_meeting"),
        "title": _("Whom do you meet?"),
        "also": (reverse("new_group"), _("Several clients at once: a group")),
    }
    return render(request, "clients/choose.html", shown)


@require_POST
@needs(Action.MEETING_PLAN)
def preview(request: SignedInRequest, client_id: int) -> HttpResponse:
    """The message as the client would get it, from a form that is still being filled in."""
    client = client_for(request.user, client_id, Action.CLIENT_SEE)
    looked("client.looked", "client", [client.pk])
    form = _plan_form(request, client, follow=True)
    form.is_valid()
    _see_taken(form)
    said = form.cleaned_data
    shown = None
    whole = all(said.get(name) for name in ("type", "planned_channel", "send_by"))
    if form.starts is not None and whole:
        shown = _rendered(request, client, form, said["planned_channel"], said["send_by"])
    words = " ".join(map(str, form.errors.get("time", []))) if request.POST.get("time") else ""
    told = {
        "preview": shown,
        "client": client,
        "way": said.get("send_by", ""),
        "form": form,
        "trouble": words,
    }
    told |= _beside(request, client, form)
    if form.ways_are_old:
        told["asking"] = _choosing_form(request, client)
    return render(request, "meetings/staff/preview.html", told)


def _rendered(request: SignedInRequest, client: Client, form: PlanForm, channel: str, way: str) -> Rendered:
    assert form.starts is not None
    return message_preview(
        adviser=request.user,
        client=client,
        type=form.meeting_type,
        starts=form.starts,
        planned_channel=channel,
        send_by=way,
        place=form.place_chosen,
    )


@needs(Action.MEETING_CHANGE)
def move(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Another time or place, the same link."""
    meeting = meeting_for(request.user, meeting_id, Action.MEETING_CHANGE)
    looked("client.looked", "client", meeting.named_clients)
    places = list(places_for(meeting.organisation_id, meeting.office_id))
    form = MoveForm(request.POST or None, meeting=meeting, places=places)
    if request.method == "POST" and form.is_valid() and form.starts is not None:
        try:
            services.move_meeting(
                meeting_id=meeting_id, by=request.user, starts=form.starts, **_place_of(form)
            )
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            messages.success(request, _("The time is changed. The client is told where the invitation went."))
            return redirect("meeting", meeting_id)
    return render(request, "meetings/staff/move.html", {"meeting": meeting, "form": form})


def _place_of(form: MoveForm) -> HowMoved:
    return {"place_id": form.cleaned_data["place"]} if form.offers_places else {}


@needs(Action.MEETING_CHANGE)
def cancel(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Asked once, because the client is told at once and it cannot be taken back."""
    meeting = meeting_for(request.user, meeting_id, Action.MEETING_CHANGE)
    looked("client.looked", "client", meeting.named_clients)
    if request.method == "POST":
        services.cancel_meeting(meeting_id=meeting_id, by=request.user)
        messages.success(request, _("The meeting is cancelled."))
        return redirect("meeting", meeting_id)
    return render(request, "meetings/staff/cancel.html", {"meeting": meeting})
