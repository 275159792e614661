"""One's own second factors: an authenticator app, passkeys, recovery codes."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.errors import UserError
from lasna.kernel.keys import opened, sealed
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.people import queries, services
from lasna.people.forms import AppForm, NameForm, NewPasskeyForm
from lasna.policy import Action

P = ParamSpec("P")
Page = Callable[Concatenate[SignedInRequest, P], HttpResponse]
BOTH = ["GET", "POST"]
NEW_SECRET = "new_app"  # noqa: S105  # a name in the session


def _proved(view: Page[P]) -> Page[P]:
    """Whoever changes how one signs in has shown who they are a moment ago, or does so now."""

    @wraps(view)
    def asked(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if services.has_proved(request.session):
            return view(request, *args, **kwargs)
        page = request.get_full_path() if request.method == "GET" else reverse("factors")
        return redirect(f"{reverse('confirm')}?{urlencode({'next': page})}")

    return asked


@require_GET
@needs(Action.OWN_SETTINGS)
def factors(request: SignedInRequest) -> HttpResponse:
    """What this person signs in with."""
    guard = queries.guard_of(request)
    shown = {"factors": queries.factors_of(request.user), "missing": guard.lacks_factor, "form": NameForm()}
    return render(request, "people/factors.html", shown)


@require_http_methods(BOTH)
@needs(Action.OWN_SETTINGS)
@_proved
def add_app(request: SignedInRequest) -> HttpResponse:
    """The secret as a picture and as text, and the app's first code. Kept sealed until that is right."""
    form = AppForm(request.POST or None)
    if request.method == "GET" or NEW_SECRET not in request.session:
        request.session[NEW_SECRET] = sealed(services.new_secret())
    secret = opened(request.session[NEW_SECRET])
    if form.is_valid():
        try:
            services.add_app(
                person=request.user,
                secret=secret,
                code=form.cleaned_data["code"],
                address=request.META.get("REMOTE_ADDR", ""),
                here=str(request.session.session_key),
            )
        except UserError as refusal:
            form.add_error("code", str(refusal.message))
        else:
            del request.session[NEW_SECRET]
            return _added(request, _("The authenticator app is in use."))
    picture = segno.make(get_adapter().build_totp_url(request.user, secret), error="m")
    shown = {
        "form": form,
        "picture": picture.svg_data_uri(scale=5, border=2, dark="#000", light="#fff"),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
    return render(request, "people/add_app.html", shown, status=400 if form.is_bound else 200)


def _added(request: SignedInRequest, words: str) -> HttpResponse:
    """With the first factor come recovery codes: they are shown at once."""
    messages.success(request, words)
    return redirect("recovery_codes" if queries.codes_to_keep(request.user) else "factors")


@require_http_methods(BOTH)
@needs(Action.OWN_SETTINGS)
@_proved
def add_passkey(request: SignedInRequest) -> HttpResponse:
    """The browser makes a passkey for this address; here its answer is checked and kept."""
    form = NewPasskeyForm(request.POST or None, initial={"name": _("Passkey")})
    if form.is_valid():
        credential = form.cleaned_data["credential"]
        services.add_passkey(
            person=request.user,
            name=form.cleaned_data["name"],
            credential=credential,
            here=str(request.session.session_key),
        )
        return _added(request, _("The passkey is in use."))
    shown = {"form": form, "options": json.dumps(_creation_options(request))}
    return render(request, "people/add_passkey.html", shown, status=400 if form.is_bound else 200)


def _creation_options(request: SignedInRequest) -> dict[str, Any]:
    """Kept in the key itself where the key can: then it signs in alone."""
    options: dict[str, Any] = webauthn.begin_registration(request.user, False)  # noqa: FBT003  # allauth's
    options["publicKey"]["authenticatorSelection"] |= {
        "residentKey": "preferred",
        "requireResidentKey": False,
    }
    return options


@require_POST
@needs(Action.OWN_SETTINGS)
@_proved
def name_passkey(request: SignedInRequest, factor_id: int) -> HttpResponse:
    queries.passkey_of(request.user, factor_id)
    form = NameForm(request.POST)
    if form.is_valid():
        services.name_passkey(person=request.user, factor_id=factor_id, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
    else:
        messages.error(request, " ".join(str(word) for word in form.errors["name"]))
    return redirect("factors")


@require_POST
@needs(Action.OWN_SETTINGS)
@_proved
def remove_factor(request: SignedInRequest, factor_id: int) -> HttpResponse:
    services.remove_factor(person=request.user, factor_id=factor_id)
    messages.success(request, _("Removed."))
    return redirect("factors")


@require_http_methods(BOTH)
@needs(Action.OWN_SETTINGS)
@_proved
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Shown until the person says that they are kept, then never again. ``new``: others in their place."""
    if request.method == "POST":
        if "new" in request.POST:
            services.make_codes(person=request.user)
            return redirect("recovery_codes")
        services.codes_are_kept(person=request.user)
        return redirect("factors")
    codes = queries.codes_to_keep(request.user)
    if not codes:
        return redirect("factors")
    return render(request, "people/recovery_codes.html", {"codes": codes})
