"""Who is signed in, asked outside a page request."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

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


def session_of(cookies: Mapping[str, str]) -> str:
    """The session that these cookies speak of."""
    return cookies.get(settings.SESSION_COOKIE_NAME, "")


def gone_of(signed_in: Iterable[tuple[int, str]]) -> set[int]:
    """Of these people with their sessions: who is no longer active, or has signed out. Two statements."""
    pairs = set(signed_in)
    active = set(
        Person.objects.filter(pk__in={pk for pk, _key in pairs}, is_active=True).values_list("pk", flat=True)
    )
    alive = set(
        Session.objects.filter(
            pk__in={key for _pk, key in pairs if key}, expire_date__gt=timezone.now()
        ).values_list("pk", flat=True)
    )
    return {pk for pk, key in pairs if pk not in active or (key and key not in alive)}
