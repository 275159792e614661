"""Whoever has signed in, in whatever way, is remembered: their browser, and where they came from."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from lasna.people import services
from lasna.people.access import BROWSER_LASTS, browser_cookie, browser_key, browser_of
from lasna.people.models import Person


@receiver(user_logged_in)
def remember(request: HttpRequest, response: HttpResponse, user: Person, **more: Any) -> None:
    """So that others' guessing does not lock them out: decision 34."""
    services.remember_place(request.META.get("REMOTE_ADDR", ""))
    if browser_of(request.COOKIES, user.email):
        return
    response.set_cookie(
        browser_cookie(user.email),
        browser_key(user.email),
        max_age=BROWSER_LASTS,
        path=settings.LOGIN_URL,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
