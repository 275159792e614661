"""Signing in and out."""

import json
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from lasna.kernel.web.rights import public
from lasna.people import queries, services
from lasna.people.models.sessions import WAY

sign_in = public(LoginView.as_view(template_name="people/sign_in.html"))


class SecondFactorView(AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """After the password: what this person has."""

    template_name = "people/second_factor.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**more)
        shown["mine"] = queries.factors_of(self.stage.login.user)
        shown["options"] = json.dumps(shown["js_data"]["request_options"])
        shown["is_recovery"] = "recovery" in self.request.POST
        return shown


second_factor = public(SecondFactorView.as_view())
by_passkey = public(LoginWebAuthnView.as_view())


@require_GET
@public
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The demo's link, in a demo organisation only: the one address where opening changes something."""
    link = services.use_sign_in_link(token=token)
    login(request, link.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[WAY] = "link"
    return redirect(link.leads_to)
