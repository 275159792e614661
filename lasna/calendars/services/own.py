"""The calendar that an adviser keeps elsewhere: named, read, forgotten."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from lasna.calendars.models import BusyTime, OwnCalendar
from lasna.calendars.queries.own import left_behind
from lasna.calendars.signals import busy_changed
from lasna.calendars.states import EVERY, Span, pause_after
from lasna.errors import NotHere
from lasna.kernel import clock, keys
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import lock_room
from lasna.people.models import Person
from lasna.policy import Action, Standing, require

SOONEST = timedelta(minutes=1)
"""Nobody's server is asked more often by a press."""


@transaction.atomic
def name_calendar(*, by: Person, address: str) -> OwnCalendar:
    """``address`` as ``web_address`` gave it. In place of the one before, whose busy times go."""
    require(Action.CALENDARS_OWN, Standing.ADVISES if by.advises else Standing.NOBODY)
    _forget(by)
    calendar = OwnCalendar.objects.create(person=by, address=keys.sealed(address), due_at=clock.now())
    _record(by, "calendar.own_named")
    return calendar


@transaction.atomic
def read_soon(*, by: Person) -> None:
    """Not in twenty minutes but at once."""
    calendar = OwnCalendar.objects.select_for_update().filter(person=by).first()
    if calendar is None:
        raise NotHere("own_calendar")
    soonest = (calendar.tried_at or clock.now() - SOONEST) + SOONEST
    calendar.due_at = min(calendar.due_at, max(soonest, clock.now()))
    calendar.save(update_fields=["due_at"])


@transaction.atomic
def forget_calendar(*, by: Person) -> None:
    """Its address and its busy times are gone."""
    if not _forget(by):
        raise NotHere("own_calendar")
    _record(by, "calendar.own_forgotten")


def forget_left_behind() -> None:
    """Of who works here no more."""
    for calendar in left_behind().select_related("person"):
        with transaction.atomic():
            _forget(calendar.person)


@transaction.atomic
def write_busy(calendar: OwnCalendar, spans: Iterable[Span]) -> None:
    """What was read, in place of what was known. Of no effect if the calendar was changed meanwhile."""
    lock_room(calendar.person.desk_id)
    now = clock.now()
    told = {"read_at": now, "tried_at": now, "due_at": now + EVERY, "trouble": "", "failures": 0}
    if _settle(calendar, **told):
        _write(calendar.person, set(spans))


def note_trouble(calendar: OwnCalendar, code: str) -> None:
    """What was known stays: better too little is offered than too much."""
    now = clock.now()
    pause = pause_after(calendar.failures)
    _settle(calendar, tried_at=now, due_at=now + pause, trouble=code, failures=F("failures") + 1)


def _settle(calendar: OwnCalendar, **values: object) -> bool:
    mine = OwnCalendar.objects.filter(pk=calendar.pk, lease_by=calendar.lease_by)
    return bool(mine.update(lease_until=None, lease_by="", **values))


def _forget(person: Person) -> bool:
    lock_room(person.desk_id)
    gone, _by_kind = OwnCalendar.objects.filter(person=person).delete()
    _write(person, set())
    return bool(gone)


def _write(person: Person, spans: set[Span]) -> None:
    """Only what is different."""
    rows = BusyTime.objects.filter(person=person).values_list("pk", "starts", "ends")
    held = {(starts, ends): number for number, starts, ends in rows}
    old, new = held.keys() - spans, spans - held.keys()
    if not old and not new:
        return
    BusyTime.objects.filter(pk__in=[held[span] for span in old]).delete()
    BusyTime.objects.bulk_create([BusyTime(person=person, starts=starts, ends=ends) for starts, ends in new])
    busy_changed.send(None, adviser_id=person.pk, spans=[*old, *new])


def _record(by: Person, deed: str) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="person", ids=[by.pk])
