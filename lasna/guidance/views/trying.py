"""Trying camera, sound, microphone and connection: alone, by one's own link, or together at a visit."""

import os
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from lasna.clients.access import client_for
from lasna.clients.models import Client
from lasna.errors import UserError
from lasna.guidance import services
from lasna.guidance.access import client_at
from lasna.guidance.forms import TriedForm
from lasna.guidance.queries.trying import only_organisation, tried_out_of, try_address
from lasna.kernel.audit.looks import looked
from lasna.kernel.phones import read_phone
from lasna.kernel.web.appearance import appearance_of, shown_for
from lasna.kernel.web.languages import use_language
from lasna.kernel.web.rights import SignedInRequest, by_link, needs, public
from lasna.meetings.queries.texts import texts_of_trying
from lasna.people.models import Organisation
from lasna.policy import Action
from lasna.room.queries import ice_servers, relay_is_set

LOAD = 300_000
"""Bytes: two seconds at a megabit."""
RELAY_LENT = 180
"""Seconds: long enough to measure, of little use for anything else."""


def _page(
    request: HttpRequest, organisation: Organisation | None, *, keep: str = "", relay: str = ""
) -> HttpResponse:
    """``keep``: where the result may go; ``relay``: where the relay is told. Empty: nowhere."""
    language = (get_language() or "fi")[:2]
    boot: dict[str, Any] = {
        "language": language,
        "texts": texts_of_trying(language),
        "phone": read_phone(organisation.phone) if organisation and organisation.phone else "",
        "pages": [asdict(link) for link in appearance_of(request).foot],
        "relay": relay if relay_is_set() else "",
        "load": reverse("try_load"),
        "keep": keep,
        "token": get_token(request) if keep else "",
    }
    return render(request, "guidance/try.html", {"boot": boot})


@require_GET
@public
def try_it(request: HttpRequest) -> HttpResponse:
    """For anybody: nothing is kept."""
    organisation = only_organisation()
    if organisation is not None:
        use_language(request, organisation.language, organisation.offered)
        shown_for(request, organisation.pk)
    return _page(request, organisation)


@require_GET
@by_link
def try_own(request: HttpRequest, token: str) -> HttpResponse:
    """By a client's own link: in the end they are asked whether their adviser may know how it went."""
    client = _client(request, token)
    places = {name: reverse(name, args=[token]) for name in ("keep_trial", "try_relay")}
    return _page(request, client.organisation, keep=places["keep_trial"], relay=places["try_relay"])


def _client(request: HttpRequest, token: str) -> Client:
    client = client_at(token)
    use_language(request, client.language, client.organisation.offered)
    shown_for(request, client.organisation_id, named=False)
    return client


@require_POST
@by_link
def try_relay(request: HttpRequest, token: str) -> HttpResponse:
    """The relay, for a few minutes, to whoever presses: what opens links is lent nothing."""
    client = _client(request, token)
    servers = ice_servers(f"try-{client.pk}", lasts=RELAY_LENT) if relay_is_set() else []
    return JsonResponse([each.model_dump() for each in servers], safe=False)


@require_POST
@by_link
def keep_trial(request: HttpRequest, token: str) -> HttpResponse:
    client = _client(request, token)
    form = TriedForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"code": "try.malformed"}, status=400)
    try:
        services.keep_trial(client_id=client.pk, tried=form.tried())
    except UserError as error:
        return JsonResponse({"code": error.code, "message": str(error.message)}, status=409)
    return JsonResponse({})


@lru_cache(1)
def _load() -> bytes:
    """What no network makes smaller."""
    return os.urandom(LOAD)


@require_GET
@public
def try_load(request: HttpRequest) -> HttpResponse:
    """Something to load, where no relay is there to be measured."""
    return HttpResponse(
        _load(), content_type="application/octet-stream", headers={"Cache-Control": "no-store, no-transform"}
    )


@require_safe
@needs(Action.CLIENT_TRY)
def hands_on(request: SignedInRequest, client_id: int) -> HttpResponse:
    """At the end of a visit: the client reads the picture with their own phone, and both try it together."""
    client = client_for(request.user, client_id, Action.CLIENT_TRY)
    looked("client.looked", "client", [client.pk])
    address = try_address(client.pk)
    picture = segno.make(address, error="m", micro=False).svg_data_uri(border=4, dark="#000", light="#fff")
    shown = {"client": client, "address": address, "picture": picture, "tried": tried_out_of(client)}
    return render(request, "guidance/hands_on.html", shown)


@require_POST
@needs(Action.CLIENT_TRY)
def send_try_link(request: SignedInRequest, client_id: int) -> HttpResponse:
    channel = "sms" if request.POST.get("way") == "sms" else "email"
    services.send_try_link(client_id=client_id, by=request.user, channel=channel)
    messages.success(request, _("The link is on its way."))
    return redirect("hands_on", client_id)
