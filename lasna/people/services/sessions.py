"""What people do with the browsers they are signed in with: end them, lock them, open them again."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError, transaction
from django.utils import timezone

from lasna.errors import NotHere
from lasna.kernel import clock, metrics
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import ask_anew
from lasna.people.models import BrowserSession, Person
from lasna.people.models.sessions import BEGAN, DEVICE
from lasna.people.queries import code_of

log = logging.getLogger(__name__)
TO_THE_MINUTE = timedelta(minutes=1)
PROVED = "proved_at"
PROOF_LASTS = timedelta(minutes=10)
"""For what changes how one signs in. Signing in is a proof, and so is opening the lock."""


def begin_session(session: SessionBase, *, person: Person, device: str) -> None:
    """Say in the session what its owner knows it by; away with those that have run out."""
    BrowserSession.objects.filter(person=person, expire_date__lt=timezone.now()).delete()
    session[DEVICE] = device
    session[BEGAN] = clock.now().isoformat()
    prove(session)


def prove(session: SessionBase) -> None:
    """Whoever is at this browser has just shown who they are."""
    session[PROVED] = clock.now().timestamp()


def has_proved(session: SessionBase) -> bool:
    proved = float(session.get(PROVED, 0))
    return clock.now().timestamp() - proved < PROOF_LASTS.total_seconds()


def note_activity(session: SessionBase, *, ago: timedelta = timedelta()) -> None:
    """Somebody has done something in this browser. Noted once a minute; no page fails by it."""
    row = getattr(session, "row", None)
    at = clock.now() - ago
    if row is None or at - row.active_at < TO_THE_MINUTE:
        return
    try:
        BrowserSession.objects.filter(pk=row.pk, active_at__lt=at).update(active_at=at)
    except DatabaseError as error:
        metrics.DATABASE_ERRORS.inc()
        log.warning("activity could not be noted: %s", type(error).__name__)
    else:
        row.active_at = at


def keep_active(keys: Iterable[str]) -> None:
    """A meeting goes on in these browsers: that is work. Locked ones stay locked."""
    now = clock.now()
    BrowserSession.objects.filter(pk__in=list(keys), active_at__lt=now - TO_THE_MINUTE).update(active_at=now)


def lock(session: SessionBase) -> None:
    """From now on this browser asks who is there. A meeting that goes on in it goes on."""
    rows = BrowserSession.objects.filter(pk=session.session_key, locked_at=None)
    rows.update(locked_at=clock.now())
    for person_id in BrowserSession.objects.filter(pk=session.session_key).values_list(
        "person_id", flat=True
    ):
        ask_anew(f"person:{person_id}")


def unlock(session: SessionBase) -> None:
    """Its person has shown who they are."""
    prove(session)
    BrowserSession.objects.filter(pk=session.session_key).update(locked_at=None, active_at=clock.now())


@transaction.atomic
def end_session(*, person: Person, code: str) -> None:
    """Sign ``person`` out in one other place; its screens close."""
    keys = BrowserSession.objects.filter(person=person).values_list("pk", flat=True)
    key = next((key for key in keys if code_of(key) == code), None)
    if key is None:
        raise NotHere("session")
    BrowserSession.objects.filter(pk=key).delete()
    ask_anew(f"person:{person.pk}")
    _note_end(person)


@transaction.atomic
def end_other_sessions(*, person: Person, but: str) -> None:
    """Their own wish: signed out everywhere but here."""
    if end_sessions(person=person, but=but):
        _note_end(person)


@transaction.atomic
def end_sessions(*, person: Person, but: str = "", ways: Iterable[str] = ()) -> int:
    """Sign ``person`` out everywhere, ``but`` in the session of this key. Returns how many ended.

    ``ways``: only where they came in one of these.
    """
    sessions = BrowserSession.objects.filter(person=person).exclude(pk=but)
    count, _kinds = (sessions.filter(way__in=ways) if ways else sessions).delete()
    ask_anew(f"person:{person.pk}")
    return count


def _note_end(person: Person) -> None:
    record(
        chain=person.organisation_id,
        who=f"person:{person.pk}",
        deed="person.session_ended",
        subject="person",
        ids=[person.pk],
    )
