"""Booking a free time for a client. What is chosen so far is in the address; one press agrees on it."""

from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lasna.booking import services
from lasna.booking.forms import AgreeForm, WantedForm
from lasna.booking.queries.booking_for import Times, people_of, places_free, times_for
from lasna.booking.services import BookWish
from lasna.booking.services.booking import NOT_FREE
from lasna.booking.views.link import day_in, moment_in
from lasna.clients.access import client_for
from lasna.clients.models import Client
from lasna.errors import UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings.access import meetings_of
from lasna.meetings.queries.messages import said_of_sending
from lasna.meetings.queries.types import types_offered
from lasna.policy import Action


@needs(Action.BOOKING_OFFER)
def book_for(request: SignedInRequest, client_id: int) -> HttpResponse:
    """What is looked for, the free times, and the one that is chosen."""
    client = client_for(request.user, client_id, Action.BOOKING_OFFER)
    looked("client.looked", "client", [client.pk])
    said = request.POST if request.method == "POST" else request.GET
    form = WantedForm(
        said,
        types=list(types_offered(client.organisation_id)),
        people=people_of(client.office),
        by=request.user,
        client=client,
    )
    shown: dict[str, object] = {"client": client, "form": form}
    if not form.is_valid():
        return render(request, "booking/book_for.html", shown)
    times = _times(client, form, said)
    if request.method == "POST":
        try:
            agreed = _agree(request, client, form, times)
        except UserError as error:
            shown["error"], times = error, _times(client, form, said, on_the_day=True)
        else:
            return agreed
    agree = _agree_form(client, form, times)
    shown |= {
        "times": times,
        "agree": agree,
        "adviser": form.people.get(times.adviser_id),
        "kept": urlencode(form.kept()),
    }
    return render(request, "booking/book_for.html", shown)


def _times(client: Client, form: WantedForm, said: QueryDict, *, on_the_day: bool = False) -> Times:
    """``on_the_day``: the time could not be had, so the others of its day are shown."""
    zone = ZoneInfo(client.office.zone)
    starts = moment_in(said.get("at", ""), zone)
    day: date | None = starts.date() if starts else day_in(said.get("day", ""))
    chosen: datetime | None = None if on_the_day else starts
    return times_for(client, form.wanted(), day=day, starts=chosen, every_day="all" in said)


def _agree_form(
    client: Client, form: WantedForm, times: Times, posted: QueryDict | None = None
) -> AgreeForm | None:
    if times.starts is None:
        return None
    return AgreeForm(posted, client=client, places=places_free(client, form.wanted(), times.starts))


def _agree(request: SignedInRequest, client: Client, form: WantedForm, times: Times) -> HttpResponse:
    """The page said with whom: with somebody else nothing is agreed on."""
    agree = _agree_form(client, form, times, request.POST)
    if agree is None or times.starts is None or request.POST.get("with") != str(times.adviser_id):
        raise UserError("booking.not_free", NOT_FREE)
    if not agree.is_valid():
        raise UserError(
            "meeting.place_taken", _("What you chose is not free any more. Choose the time anew.")
        )
    wish = BookWish(
        type_id=form.cleaned_data["type"],
        channel=form.cleaned_data["way"],
        adviser_id=times.adviser_id,
        starts=times.starts,
        send_by=agree.cleaned_data["send_by"],
        place_id=agree.cleaned_data["place"],
    )
    meeting = services.book_for(client_id=client.pk, by=request.user, wish=wish)
    messages.success(request, said_of_sending(_("The meeting is agreed."), wish.send_by))
    # An administrator who advises nobody sees no meetings.
    seen = meetings_of(request.user).filter(pk=meeting.pk).exists()
    return redirect("meeting", meeting.pk) if seen else redirect("client", client.pk)
