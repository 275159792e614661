"""Ending the sessions of a person, and the screens that rest on them."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from lasna.kernel import clock
from lasna.kernel.live.publish import ask_anew
from lasna.people.models import Person


@transaction.atomic
def end_sessions(*, person: Person, but: str = "") -> int:
    """Sign ``person`` out everywhere, ``but`` in the session of this key. Returns how many ended.

    A session does not name its person outside its sealed content, so each is read: a few hundred at most.
    """
    living = Session.objects.filter(expire_date__gt=clock.now()).exclude(pk=but)
    theirs = [
        session.pk
        for session in living.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    ended, _models = Session.objects.filter(pk__in=theirs).delete()
    ask_anew(f"person:{person.pk}")
    return ended
