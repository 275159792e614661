"""Who is signed in, where, and whether their browser is locked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids, some_moments
from lasna.kernel.keys import hashed
from lasna.people.models import BrowserSession, Person
from lasna.people.models.sessions import WAY, SessionStore
from lasna.people.states import is_locked, lacks_factor, seconds_left

LENGTHS = 64
"""So many lengths of lists have kept statements of their own."""
MAIN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes alone are none."""


def rules_of_sign_in(person_id: str) -> dict[str, Any]:
    """Annotations: what the organisation asks of this person, and whether they have it."""
    mine = Authenticator.objects.filter(user_id=OuterRef(person_id), type__in=MAIN_FACTORS)
    to_organisation = "" if person_id == "pk" else "person__"
    return {
        "lock_after": F(f"{to_organisation}organisation__lock_after"),
        "second_factor": F(f"{to_organisation}organisation__second_factor"),
        "has_factor": Exists(mine),
    }


@dataclass(frozen=True)
class Guard:
    """What stands between a signed-in browser and the pages."""

    locked: bool
    lacks_factor: bool
    left: int | None
    """Seconds until it locks by itself; None: it does not."""


def guard_of(request: HttpRequest) -> Guard:
    """Of a signed-in request, without a question to the database: session and person were read with it."""
    person, now = request.user, clock.now()
    row = getattr(request.session, "row", None)
    active_at = row.active_at if row is not None else now
    lock_after = getattr(person, "lock_after", 0)
    return Guard(
        locked=is_locked(
            locked_at=row.locked_at if row is not None else None,
            active_at=active_at,
            lock_after=lock_after,
            now=now,
        ),
        lacks_factor=lacks_factor(
            second_factor=getattr(person, "second_factor", ""),
            has_factor=getattr(person, "has_factor", True),
            way=request.session.get(WAY, ""),
        ),
        left=seconds_left(active_at=active_at, lock_after=lock_after, now=now),
    )


def _visitor(cookies: Mapping[str, str]) -> tuple[Person, Guard] | None:
    key = session_of(cookies)
    if not key:
        return None
    request = HttpRequest()
    request.session = SessionStore(key)
    person = get_user(request)
    if not isinstance(person, Person) or not person.is_active:
        return None
    request.user = person
    return person, guard_of(request)


def person_of_cookies(cookies: Mapping[str, str], *, in_call: bool = False) -> Person | None:
    """The signed-in, active person whose browser sends these cookies.

    A locked browser, or one whose person has yet to set up a second factor, is nobody's; ``in_call``: but the
    meeting that goes on in it goes on.
    """
    visitor = _visitor(cookies)
    if visitor is None:
        return None
    person, guard = visitor
    return person if in_call or not (guard.locked or guard.lacks_factor) else None


def session_of(cookies: Mapping[str, str]) -> str:
    """The session that these cookies speak of."""
    return cookies.get(settings.SESSION_COOKIE_NAME, "")


def gone_of(signed_in: Iterable[tuple[int, str]], *, in_call: bool = False) -> set[int]:
    """Of these people with their sessions: who is no longer active, or has signed out. One statement, or two
    where a session is not known.

    Whose browser is locked is gone too, but not ``in_call``.
    """
    pairs = set(signed_in)
    people = {pk for pk, key in pairs if not key}
    active = {pk for (pk,) in _kept_active(len(people)).rows(*people)} if people else set()
    alive = _alive({key for _pk, key in pairs if key}, in_call=in_call)
    return {pk for pk, key in pairs if ((pk, key) not in alive if key else pk not in active)}


def _alive(keys: set[str], *, in_call: bool) -> set[tuple[int, str]]:
    now = clock.now()
    rows = _kept_alive(len(keys)).rows(timezone.now(), *keys) if keys else []
    told = [dict(zip(_OF_SESSIONS, row, strict=True)) for row in rows]
    return {(row["person_id"], row["pk"]) for row in told if in_call or not _shut(row, now)}


_OF_SESSIONS = (
    "pk",
    "person_id",
    "way",
    "locked_at",
    "active_at",
    "lock_after",
    "second_factor",
    "has_factor",
)


@lru_cache(LENGTHS)
def _kept_active(people: int) -> Kept[Person]:
    def active(*people: int) -> QuerySet[Person, Any]:
        return Person.objects.filter(pk__in=people, is_active=True).values_list("pk")

    return Kept(active, *some_ids(people))


@lru_cache(LENGTHS)
def _kept_alive(sessions: int) -> Kept[BrowserSession]:
    def alive(at: datetime, *keys: str) -> QuerySet[BrowserSession, Any]:
        rows = BrowserSession.objects.filter(pk__in=keys, person__is_active=True, expire_date__gt=at)
        return rows.annotate(**rules_of_sign_in("person_id")).values_list(*_OF_SESSIONS)

    return Kept(alive, *some_moments(1), *(f"key {number}" for number in range(sessions)))


def _shut(row: dict[str, Any], now: datetime) -> bool:
    return is_locked(
        locked_at=row["locked_at"], active_at=row["active_at"], lock_after=row["lock_after"], now=now
    ) or lacks_factor(second_factor=row["second_factor"], has_factor=row["has_factor"], way=row["way"])


@dataclass(frozen=True)
class Place:
    """Where somebody is signed in. ``code`` names it on the page, in place of the session's key."""

    code: str
    device: str
    way: str
    began_at: datetime
    active_at: datetime
    here: bool


def code_of(key: str) -> str:
    return hashed(f"session:{key}")[:20]


def sessions_of(person: Person, *, here: str | None) -> list[Place]:
    """This browser first, then by when they were last used."""
    rows = BrowserSession.objects.filter(person=person, expire_date__gt=timezone.now())
    places = [
        Place(code_of(row.pk), row.device, row.way, row.began_at, row.active_at, row.pk == here)
        for row in rows.order_by("-active_at", "pk")
    ]
    return sorted(places, key=lambda place: not place.here)
