"""What happens when somebody has signed in, in whatever way: session, browser and place are noted."""

from typing import Any

from allauth.account.signals import user_logged_in as came_in
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from lasna.kernel.web import cookies
from lasna.kernel.web.agents import device_words
from lasna.people import services
from lasna.people.access import BROWSER_LASTS, browser_cookie, browser_key, browser_of
from lasna.people.models import Person


@receiver(user_logged_in)
def name_the_session(sender: type[Person], request: HttpRequest, user: Person, **more: Any) -> None:
    device = device_words(request.headers.get("User-Agent", ""))
    services.begin_session(request.session, person=user, device=device)


@receiver(came_in)
def remember(request: HttpRequest, response: HttpResponse, user: Person, **more: Any) -> None:
    """So that others' guessing does not lock them out: decision 34."""
    services.remember_place(request.META.get("REMOTE_ADDR", ""))
    if browser_of(request.COOKIES, user.email):
        return
    name, key = browser_cookie(user.email), browser_key(user.email)
    cookies.remember(response, name, key, max_age=BROWSER_LASTS, path=settings.LOGIN_URL)
