"""Signing in and out."""

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from lasna.kernel.web.rights import public
from lasna.people import services

sign_in = public(LoginView.as_view(template_name="people/sign_in.html"))


@require_GET
@public
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The demo's link, in a demo organisation only: the one address where opening changes something."""
    link = services.use_sign_in_link(token=token)
    login(request, link.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(link.leads_to)
