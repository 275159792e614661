"""A series of meetings: how often, the dates looked at, agreed on; and the rest of it cancelled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from lasna.clients.access import client_for
from lasna.clients.models import Client
from lasna.errors import NotHere, UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings import services
from lasna.meetings.access import meeting_for
from lasna.meetings.forms import SeriesForm
from lasna.meetings.queries.meeting_places import places_for
from lasna.meetings.queries.series import SeriesDate, dates_of, rest_of, series_of
from lasna.meetings.queries.types import types_offered
from lasna.policy import Action


@needs(Action.MEETING_PLAN)
def new_series(request: SignedInRequest, client_id: int) -> HttpResponse:
    """How often and when; then the dates with what speaks against each; then they are agreed on."""
    client = client_for(request.user, client_id, Action.CLIENT_SEE)
    looked("client.looked", "client", [client.pk])
    form = _form(request, client)
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        return render(request, "meetings/series/new.html", {"form": form, "client": client})
    dates = dates_of(request.user, form.rhythm, form.cleaned_data["place"])
    chosen = [each.value for each in dates if each.advised]
    trouble = ""
    if "agree" in request.POST:
        chosen = request.POST.getlist("dates")
        try:
            agreed = _agree(request, client, form, [each for each in dates if each.value in chosen])
        except UserError as error:
            trouble = str(error.message)
        else:
            return redirect("meeting", agreed)
    shown = {"form": form, "client": client, "dates": dates, "chosen": chosen, "trouble": trouble}
    return render(request, "meetings/series/dates.html", shown)


def _form(request: SignedInRequest, client: Client) -> SeriesForm:
    return SeriesForm(
        request.POST if request.method == "POST" else None,
        client=client,
        types=list(types_offered(client.organisation_id)),
        places=list(places_for(client.organisation_id, client.office_id)),
    )


def _agree(request: SignedInRequest, client: Client, form: SeriesForm, dates: list[SeriesDate]) -> int:
    """The first of the meetings."""
    said = form.cleaned_data
    meetings = services.plan_series(
        adviser=request.user,
        client=client,
        type=form.meeting_type,
        starts=[each.starts for each in dates if each.starts],
        planned_channel=said["planned_channel"],
        send_by=said["send_by"],
        place_id=said["place"],
    )
    number = len(meetings)
    words = ngettext("%(number)d meeting is agreed.", "%(number)d meetings are agreed.", number)
    messages.success(request, words % {"number": number})
    return meetings[0].pk


@needs(Action.MEETING_CHANGE)
def series(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """All of a series; the rest of it can be cancelled, asked here because it cannot be taken back."""
    meeting = meeting_for(request.user, meeting_id, Action.MEETING_CHANGE)
    if meeting.series is None:
        raise NotHere("series")
    looked("client.looked", "client", meeting.named_clients)
    if request.method == "POST":
        number = services.cancel_rest(meeting_id=meeting_id, by=request.user)
        words = ngettext("%(number)d meeting is cancelled.", "%(number)d meetings are cancelled.", number)
        messages.success(request, words % {"number": number})
        return redirect("series", meeting_id)
    shown = {"meeting": meeting, "meetings": series_of(meeting, request.user)}
    return render(request, "meetings/series/series.html", shown | {"rest": rest_of(meeting, request.user)})
