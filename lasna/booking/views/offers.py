"""Giving a client a link by which they choose a time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lasna.booking import services
from lasna.booking.access import link_for
from lasna.booking.forms import OfferForm
from lasna.booking.queries.hours import has_hours
from lasna.booking.queries.links import links_of
from lasna.booking.queries.messages import sample_letter
from lasna.clients.access import client_for
from lasna.clients.models import Client
from lasna.correspondence.protocol import Rendered
from lasna.errors import UserError
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.meetings.queries.types import types_offered
from lasna.policy import Action

FIELD_OF = {"meeting.type_closed": "type", "client.no_address": "send_by"}


@needs(Action.BOOKING_OFFER)
def offer_times(request: SignedInRequest, client_id: int) -> HttpResponse:
    """What the client may choose, the message as they will see it, and the links that were sent before."""
    client = client_for(request.user, client_id, Action.BOOKING_OFFER)
    looked("client.looked", "client", [client.pk])
    types = list(types_offered(client.organisation_id))
    form = OfferForm(request.POST or None, client=client, types=types)
    if request.method == "POST" and form.is_valid():
        try:
            services.offer_times(client_id=client.pk, by=request.user, wish=form.wish())
        except UserError as error:
            form.add_error(FIELD_OF.get(error.code), str(error.message))
        else:
            by_post = form.cleaned_data["send_by"] == "post"
            words = _("The letter waits to be printed.") if by_post else _("The link is on its way.")
            messages.success(request, words)
            return redirect("client", client.pk)
    shown = {
        "client": client,
        "form": form,
        "types": types,
        "links": links_of(client.pk),
        "has_hours": has_hours(request.user, client.office_id),
        "preview": _preview(request, client),
    }
    return render(request, "booking/offer.html", shown)


def _preview(request: SignedInRequest, client: Client) -> Rendered:
    with translation.override(client.language):
        return sample_letter(client, request.user).as_sms()


@require_POST
@needs(Action.BOOKING_OFFER)
def withdraw_offer(request: SignedInRequest, link_id: int) -> HttpResponse:
    link = link_for(request.user, link_id, Action.BOOKING_OFFER)
    services.withdraw_offer(link_id=link.pk, by=request.user)
    messages.success(request, _("The link does not work any more. What was agreed on stays."))
    return redirect("offer_times", link.client_id)
