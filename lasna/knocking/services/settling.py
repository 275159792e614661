"""What time alone changes: nobody answers, "soon" is over, an adviser's screens have gone; and erasing."""

from django.db import transaction
from django.db.models import Q

from lasna.kernel import clock
from lasna.kernel.live.publish import forget_names, lock_room, publish
from lasna.knocking.models import Knock, Presence
from lasna.knocking.queries.held import desk_events_of
from lasna.knocking.queries.presence import said_by
from lasna.knocking.services.moving import hush, locked, moved, note, ring
from lasna.knocking.states import OPEN, SILENT_AFTER, UNANSWERED_AFTER, is_due
from lasna.meetings.events import DeskChanged
from lasna.people.models import Person


@transaction.atomic
def settle_knock(*, knock_id: int) -> bool:
    """By time: it rings again, or nobody has answered. Did it move?"""
    knock = locked(knock_id)
    now = clock.now()
    if not is_due(knock, now):
        return False
    if now - knock.rings_at >= UNANSWERED_AFTER:
        return _missed(knock)
    moved(knock, "due")
    ring(knock)
    return True


def _missed(knock: Knock) -> bool:
    if not moved(knock, "miss"):
        return False
    hush(knock)
    note(knock, "system", "knock.unanswered")
    return True


@transaction.atomic
def _end_presence(presence_id: int) -> bool:
    """Over by time, or because the screens have gone: then whoever knocks is told that nobody is there."""
    person = Presence.objects.select_related("person").get(pk=presence_id).person
    lock_room(person.desk_id)
    ended = Presence.objects.filter(pk=presence_id, ended_at=None)
    if said_by(person.pk) is not None or not ended.exists():
        return False
    now = clock.now()
    gone = ended.filter(seen_at__lte=now - SILENT_AFTER).exists()
    ended.update(ended_at=now)
    publish(person.desk_id, DeskChanged(what="here"))
    if gone:
        _tell_gone(person.pk)
    return True


@transaction.atomic
def signed_out(*, person: Person) -> None:
    """Whoever signs out anywhere is not here, and answers nobody."""
    if not Presence.objects.filter(person=person.pk, ended_at=None).exists():
        return
    lock_room(person.desk_id)
    Presence.objects.filter(person=person.pk, ended_at=None).update(ended_at=clock.now())
    publish(person.desk_id, DeskChanged(what="here"))
    _tell_gone(person.pk)


def _tell_gone(person_id: int) -> None:
    """For who holds the lock of the desk: the adviser has gone, whoever knocks is not answered."""
    knocks = Knock.objects.filter(adviser=person_id, state__in=OPEN)
    for number in list(knocks.values_list("pk", flat=True)):
        _missed(locked(number))


def settle_all() -> int:
    """For the worker. Looking first takes no lock where nothing has changed."""
    now = clock.now()
    silent = Q(seen_at__lte=now - SILENT_AFTER)
    stale = Presence.objects.filter(silent | Q(until__lte=now), ended_at=None).values_list("pk", flat=True)
    over = Q(state=Knock.State.SOON, rings_at__lte=now)
    late = Knock.objects.filter(over | Q(rings_at__lte=now - UNANSWERED_AFTER), state__in=OPEN)
    ended = sum(_end_presence(number) for number in list(stale))
    return ended + sum(settle_knock(knock_id=number) for number in list(late.values_list("pk", flat=True)))


def erase_knocks(client_id: int) -> int:
    """Within the transaction that erases."""
    forget_names(desk_events_of(client_id))
    return Knock.objects.filter(client=client_id).delete()[0]
