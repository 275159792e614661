"""An adviser's own opening hours. Whoever works with clients keeps their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.booking.access import exception_for, hours_for
from lasna.booking.models import OpeningException, OpeningHour
from lasna.clients.models import PLANNED
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.queries.types import types_offered
from lasna.people.access import offices_of
from lasna.people.models import Person

MOST = 60
"""Lines of a week."""


@dataclass(frozen=True)
class HourWish:
    """``weekdays``: a line for each, Monday 0. ``channels`` and ``types`` (ids): empty means every one."""

    office_id: int
    weekdays: Sequence[int]
    starts: time
    ends: time
    channels: Sequence[str] = ()
    types: Sequence[int] = ()


@dataclass(frozen=True)
class ExceptionWish:
    """Away, or there besides, from ``first`` to ``last``. Without times: away the whole day."""

    opens: bool
    first: date
    last: date
    starts: time | None = None
    ends: time | None = None
    office_id: int | None = None
    """Whose clients one is there for besides."""


def _record(by: Person, deed: str) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="person", ids=[by.pk])


@transaction.atomic
def add_hours(*, by: Person, wish: HourWish) -> list[OpeningHour]:
    """The same hours on each of the days."""
    office = offices_of(by).filter(pk=wish.office_id, closed_at=None).first()
    if office is None:
        raise NotHere("office")
    _require_order(wish.starts, wish.ends)
    if not wish.weekdays:
        raise UserError("hours.no_day", _("Choose at least one day."))
    if OpeningHour.objects.filter(person=by).count() + len(wish.weekdays) > MOST:
        raise UserError("hours.too_many", _("There are sixty lines already. Remove some first."))
    types = list(types_offered(by.organisation_id).filter(pk__in=wish.types))
    ways = [channel.value for channel in PLANNED if channel in wish.channels]
    made = []
    for weekday in sorted(set(wish.weekdays)):
        line = OpeningHour.objects.create(
            person=by,
            office=office,
            weekday=weekday,
            starts=wish.starts,
            ends=wish.ends,
            channels="" if len(ways) == len(PLANNED) else ",".join(ways),
        )
        line.types.set(types)
        made.append(line)
    _record(by, "hours.added")
    return made


def _require_order(starts: time, ends: time) -> None:
    if ends <= starts:
        raise UserError("hours.order", _("The end must be after the beginning."))


@transaction.atomic
def remove_hours(*, by: Person, hours_id: int) -> None:
    """No new times are offered then. What was agreed on stays."""
    hours_for(by, hours_id).delete()
    _record(by, "hours.removed")


@transaction.atomic
def add_exception(*, by: Person, wish: ExceptionWish) -> OpeningException:
    today = clock.now().date()
    if wish.last < wish.first:
        raise UserError("exception.order", _("The last day must not be before the first."))
    if wish.last < today:
        raise UserError("exception.past", _("These days have passed. Choose later ones."))
    if wish.starts is not None and wish.ends is not None:
        _require_order(wish.starts, wish.ends)
    elif wish.opens or wish.starts or wish.ends:
        raise UserError("exception.times", _("Write both when it begins and when it ends."))
    mine = offices_of(by).filter(closed_at=None)
    office = mine.filter(pk=wish.office_id or 0).first() if wish.opens else None
    if wish.opens and office is None:
        raise NotHere("office")
    made = OpeningException.objects.create(
        person=by,
        office=office,
        opens=wish.opens,
        first=wish.first,
        last=wish.last,
        starts=wish.starts,
        ends=wish.ends,
    )
    _record(by, "hours.exception_added")
    return made


@transaction.atomic
def remove_exception(*, by: Person, exception_id: int) -> None:
    exception_for(by, exception_id).delete()
    _record(by, "hours.exception_removed")
