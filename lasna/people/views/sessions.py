"""Where one is signed in; the lock of a browser that nobody uses."""

from datetime import timedelta
from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lasna.errors import NotHere
from lasna.kernel.web.rights import SignedInRequest, needs
from lasna.people import queries, services
from lasna.people.forms import ProofByPasskey, ProofForm
from lasna.policy import Action

BOTH = ["GET", "POST"]
ISSUER = "issuer_key"
"""In the session of who came by their organisation's own sign-in: it asks them again, too."""


@require_GET
@needs(Action.OWN_SETTINGS)
def sessions(request: SignedInRequest) -> HttpResponse:
    places = queries.sessions_of(request.user, here=request.session.session_key)
    return render(request, "people/sessions.html", {"places": places})


@require_POST
@needs(Action.OWN_SETTINGS)
def end_session(request: SignedInRequest) -> HttpResponse:
    """One other place, or all others. Here one signs out."""
    here = str(request.session.session_key)
    code = request.POST.get("session", "")
    if code == "others":
        services.end_other_sessions(person=request.user, but=here)
    elif code == queries.code_of(here):
        raise NotHere("session")
    else:
        services.end_session(person=request.user, code=code)
    messages.success(request, _("Signed out there."))
    return redirect("sessions")


@sensitive_post_parameters("password")
@require_http_methods(BOTH)
@needs(Action.OWN_SETTINGS)
def lock(request: SignedInRequest) -> HttpResponse:
    """Who is there? A page of its own, and for the page that locked itself an answer without a page."""
    if request.method == "GET" and not queries.guard_of(request).locked:
        return _back(request)
    return _ask(request, "people/lock.html")


@sensitive_post_parameters("password")
@require_http_methods(BOTH)
@needs(Action.OWN_SETTINGS)
def confirm(request: SignedInRequest) -> HttpResponse:
    """The same, before somebody changes how they sign in."""
    return _ask(request, "people/confirm.html")


def _ask(request: SignedInRequest, template: str) -> HttpResponse:
    by_script = request.headers.get("Accept") == "application/json"
    form = _answer(request) if request.method == "POST" else ProofForm(request=request)
    if form.is_valid():
        services.unlock(request.session)
        return JsonResponse({}) if by_script else _back(request)
    if by_script:
        words = [str(word) for found in form.errors.values() for word in found]
        return JsonResponse({"words": words}, status=400)
    shown = {
        "form": form if "password" in form.fields else ProofForm(request=request),
        "passkey_form": None if "password" in form.fields else form,
        "has_password": request.user.has_usable_password(),
        "issuer": request.session.get(ISSUER, ""),
        "has_passkey": queries.has_passkey(request.user),
        "next": _next(request),
    }
    return render(request, template, shown, status=400 if request.method == "POST" else 200)


def _answer(request: SignedInRequest) -> Any:
    if "credential" in request.POST:
        return ProofByPasskey(request.POST, user=request.user)
    return ProofForm(request.POST, request=request)


def _next(request: SignedInRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    known = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if known and not wanted.startswith(reverse("lock")) else "/"


def _back(request: SignedInRequest) -> HttpResponse:
    return HttpResponseRedirect(_next(request))


@require_POST
@needs(Action.OWN_SETTINGS)
def lock_now(request: SignedInRequest) -> HttpResponse:
    """Before going away from the desk."""
    services.lock(request.session)
    return redirect("lock")


@require_POST
@needs(Action.OWN_SETTINGS)
def lock_state(request: SignedInRequest) -> HttpResponse:
    """Is it locked, and if not, how long until then? ``active``: how many seconds ago something was done."""
    guard = queries.guard_of(request)
    ago = request.POST.get("active", "")
    if ago.isascii() and ago.isdigit() and len(ago) < 6 and not guard.locked:
        services.note_activity(request.session, ago=timedelta(seconds=int(ago)))
        guard = queries.guard_of(request)
    passkey = guard.locked and queries.has_passkey(request.user)
    return JsonResponse({"locked": guard.locked, "left": guard.left, "passkey": passkey})


@require_GET
@needs(Action.OWN_SETTINGS)
def lock_passkey(request: SignedInRequest) -> HttpResponse:
    """What the browser asks the person's passkey."""
    return JsonResponse(webauthn.begin_authentication(request.user))
