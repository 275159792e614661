"""Who is signed in, asked outside a page request."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from lasna.people.models import Person


def person_of_cookies(cookies: Mapping[str, str]) -> Person | None:
    """The signed-in, active person whose browser sends these cookies."""
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    if not key:
        return None
    request = HttpRequest()
    request.session = SessionStore(key)
    person = get_user(request)
    return person if isinstance(person, Person) and person.is_active else None
