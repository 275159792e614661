"""Staff with the link of a client's own page; and what clients said there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lasna.clients.access import client_for
from lasna.kernel.audit.looks import looked
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.own import services
from lasna.own.queries.links import standing_of
from lasna.policy import Action


def _page(request: SignedInRequest, client_id: int, code: str = "") -> HttpResponse:
    client = client_for(request.user, client_id, Action.CLIENT_OWN_PAGE)
    looked("client.looked", "client", [client.pk])
    shown = {"client": client, "own": standing_of(client.pk), "code": code}
    return render(request, "own/staff.html", shown)


@require_safe
@needs(Action.CLIENT_OWN_PAGE)
def own_page_of(request: SignedInRequest, client_id: int) -> HttpResponse:
    return _page(request, client_id)


@require_POST
@needs(Action.CLIENT_OWN_PAGE)
def send_own_link(request: SignedInRequest, client_id: int) -> HttpResponse:
    channel = "sms" if request.POST.get("way") == "sms" else "email"
    services.send_own_link(client_id=client_id, by=request.user, channel=channel)
    messages.success(request, _("The link is on its way."))
    return redirect("own_page_of", client_id)


@require_POST
@needs(Action.CLIENT_OWN_PAGE)
def read_code(request: SignedInRequest, client_id: int) -> HttpResponse:
    """A fresh code to be read aloud by phone. Shown once, on this answer alone."""
    digits = services.read_code(client_id=client_id, by=request.user)
    return _page(request, client_id, code=f"{digits[:3]} {digits[3:]}")


@require_POST
@needs(Action.CLIENT_OWN_PAGE)
def withdraw(request: SignedInRequest, client_id: int) -> HttpResponse:
    services.withdraw_own_link(client_id=client_id, by=request.user)
    messages.success(request, _("The page is shut. A link that you send now is a new one."))
    return redirect("own_page_of", client_id)


@require_POST
@needs(Action.CLIENT_CHANGE)
def see_wish(request: SignedInRequest, wish_id: int) -> HttpResponse:
    services.see_wish(wish_id=wish_id, by=request.user)
    return redirect("today")
