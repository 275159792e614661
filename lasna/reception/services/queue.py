"""Standing in the queue: coming, being heard of, leaving. Whatever moves a visit does so under the row of its
reception, so that nobody is taken twice and nobody is lost."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.guessing.limits import Limit, missed, place_of
from lasna.kernel.live.publish import publish
from lasna.meetings.events import DeskChanged
from lasna.people.models import Person
from lasna.reception.models import Reception, Visit, told_box
from lasna.reception.queries.front import in_queue
from lasna.reception.queries.opening import opened_now, serving_now
from lasna.reception.states import GONE_AFTER, HEARD_EVERY, IN_QUEUE, OVER, SILENT_AFTER, next_state

JOINS_OF_PLACE, JOINS_OF_ALL = 20, 600
"""In a quarter of an hour: a library is one address, a flood is not."""


@dataclass(frozen=True)
class Told:
    """What a visitor says of themselves. ``phone``: E.164 or empty. Nobody has looked whether it is true."""

    name: str
    channel: str
    phone: str = ""
    language: str = "fi"


def locked(reception_id: int) -> Reception:
    """Everything in the queue waits for this."""
    rows = Reception.objects.select_for_update(of=("self",)).select_related("office", "type", "organisation")
    return rows.get(pk=reception_id)


def moved(visit: Visit, event: str, **values: object) -> bool:
    """Where the table leads, if anywhere. For who holds the lock of the queue."""
    state = next_state(visit, event)
    if state is None:
        return False
    visit.state = state
    if state in OVER:
        visit.ended_at = clock.now()
        visit.lease_until = None
    for name, value in values.items():
        setattr(visit, name, value)
    visit.save()
    return True


def join(*, reception_id: int, told: Told, place: str, holds: str, address: str) -> Visit:
    """The last place in the queue. ``place``: what is kept of the new cookie; ``holds``: of the one that the
    browser brought. Who is in the queue already stays where they are.
    """
    known = _place_of(reception_id, holds)
    if known is not None:
        return known
    limits = (
        Limit("reception", place_of(address), JOINS_OF_PLACE),
        Limit("receptions of all", "", JOINS_OF_ALL),
    )
    if missed(*limits):
        raise UserError(
            "reception.too_often",
            _("Very many have come from here just now. Try again in a quarter of an hour, or call us."),
        )
    with transaction.atomic():
        reception = locked(reception_id)
        visit, first = _put_last(reception, told, place)
    if first:
        tell_desks(reception)
    return visit


def _place_of(reception_id: int, holds: str) -> Visit | None:
    if not holds:
        return None
    held = Visit.objects.filter(reception=reception_id, cookie_hash=holds, ended_at=None)
    return held.select_related("meeting").first()


def _put_last(reception: Reception, told: Told, place: str) -> tuple[Visit, bool]:
    """The visit, and whether nobody was in the queue before."""
    if not opened_now(reception).now:
        raise UserError("reception.closed", _("The reception has just closed. Nobody new can come today."))
    before = in_queue(reception)
    if before >= reception.most:
        raise UserError("reception.full", _("The queue is full now. Try again in a while, or call us."))
    if told.channel not in reception.ways:
        raise UserError("reception.way", _("Choose how we meet."))
    if told.channel == Channel.PHONE and not told.phone:
        raise UserError("reception.no_number", _("Write your phone number, so that we can call you."))
    now = clock.now()
    visit = Visit.objects.create(
        reception=reception,
        channel=told.channel,
        language=told.language,
        cookie_hash=place,
        told_box=told_box(told.name, told.phone),
        joined_at=now,
        seen_at=now,
    )
    return visit, not before


def tell_desks(reception: Reception) -> None:
    """Somebody came to an empty queue: whoever serves is told; where nobody does, everybody of the office.
    In a transaction of its own: the queue's lock is never held while desks are waited for.
    """
    desks = list(serving_now(reception).values_list("person__desk", flat=True))
    if not desks:
        staff = Person.objects.filter(offices=reception.office_id, is_active=True)
        desks = [one.desk_id for one in staff if one.advises]
    with transaction.atomic():
        for desk_id in sorted(desks):
            publish(desk_id, DeskChanged(what="reception"))


def heard(*, visit: Visit) -> None:
    """The visitor's page is open. Who was away has their place again, if they came in time."""
    now = clock.now()
    if visit.over or (visit.state != Visit.State.AWAY and now - visit.seen_at < HEARD_EVERY):
        return
    if visit.state != Visit.State.AWAY and now - visit.seen_at < SILENT_AFTER:
        Visit.objects.filter(pk=visit.pk, ended_at=None).update(seen_at=now)
        return
    with transaction.atomic():
        reception = locked(visit.reception_id)
        settle_locked(reception)
        visit.refresh_from_db()
        if not moved(visit, "back", seen_at=now) and not visit.over:
            visit.seen_at = now
            visit.save(update_fields=["seen_at"])


@transaction.atomic
def change_way(*, visit_id: int, channel: str, phone: str = "") -> Visit:
    """By phone instead, or by video after all, while nobody has begun. ``phone``: a number typed now."""
    visit, reception = _own(visit_id)
    if visit.state not in (*IN_QUEUE, Visit.State.TAKEN):
        raise UserError("reception.begun", _("Your turn has come already."))
    if channel not in reception.ways:
        raise NotHere("way")
    number = phone or visit.phone
    if channel == Channel.PHONE and not number:
        raise UserError("reception.no_number", _("Write your phone number, so that we can call you."))
    visit.channel, visit.told_box = channel, told_box(visit.name, number)
    visit.save(update_fields=["channel", "told_box"])
    return visit


@transaction.atomic
def leave(*, visit_id: int) -> Visit:
    """The visitor gives their place away. Once a meeting was made, they leave that."""
    visit, _reception = _own(visit_id)
    moved(visit, "leave")
    return visit


def _own(visit_id: int) -> tuple[Visit, Reception]:
    reception = locked(Visit.objects.values_list("reception", flat=True).get(pk=visit_id))
    return Visit.objects.get(pk=visit_id), reception


@transaction.atomic
def settle(*, reception_id: int) -> int:
    return settle_locked(locked(reception_id))


def settle_locked(reception: Reception) -> int:
    """What time alone has changed; for who holds the lock. How many."""
    now = clock.now()
    visits = list(Visit.objects.filter(reception=reception, ended_at=None))
    return sum(_settled(visit, now - visit.seen_at) for visit in visits)


def _settled(visit: Visit, silent: timedelta) -> bool:
    lapsed = visit.lease_until is not None and visit.lease_until <= clock.now()
    changed = lapsed and moved(visit, "lapse", taken_by=None, taken_at=None, lease_until=None)
    if silent >= SILENT_AFTER and visit.channel == Channel.VIDEO:
        changed = moved(visit, "silent") or changed
    if silent >= GONE_AFTER:
        changed = moved(visit, "too_late") or changed
    return changed


def settle_all() -> int:
    """For the worker. Looking first takes no lock where nothing has changed."""
    now = clock.now()
    open_ones = Visit.objects.filter(ended_at=None)
    stale = open_ones.filter(
        seen_at__lte=now - SILENT_AFTER, state=Visit.State.WAITING, channel=Channel.VIDEO
    )
    late = open_ones.filter(seen_at__lte=now - GONE_AFTER, state=Visit.State.AWAY)
    lapsed = open_ones.filter(lease_until__lte=now, state=Visit.State.TAKEN)
    found = (stale | late | lapsed).order_by().values_list("reception", flat=True)
    return sum(settle(reception_id=number) for number in sorted(set(found)))
