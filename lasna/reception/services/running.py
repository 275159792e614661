"""Setting a reception up: by an administrator, or by the lead of its office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.access import type_for
from lasna.people.models import Person
from lasna.reception.access import day_run_by, hours_run_by, office_run_by, reception_for
from lasna.reception.models import Reception, ReceptionDay, ReceptionHour
from lasna.reception.queries.opening import local_day, opened_now
from lasna.reception.services.queue import locked
from lasna.reception.states import KEPT_OPEN

MOST_LINES = 40
SAID_DEEDS = {
    "open": "reception.kept_open",
    "closed": "reception.closed_for_today",
    "": "reception.as_usual",
}


@dataclass(frozen=True)
class ReceptionWish:
    name_fi: str
    name_sv: str
    name_en: str
    type_id: int
    by_video: bool
    by_phone: bool
    in_person: bool
    where: str
    most: int
    in_use: bool


@dataclass(frozen=True)
class HourWish:
    """``weekdays``: a line for each, Monday 0."""

    weekdays: Sequence[int]
    starts: time
    ends: time


@dataclass(frozen=True)
class DayWish:
    """Closed, or open besides, from ``first`` to ``last``. Without times: closed the whole day."""

    opens: bool
    first: date
    last: date
    starts: time | None = None
    ends: time | None = None


def _record(by: Person, deed: str, reception: Reception) -> None:
    record(
        chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="reception", ids=[reception.pk]
    )


@transaction.atomic
def set_up(*, office_id: int, by: Person, wish: ReceptionWish) -> Reception:
    """The office's one reception, made at the first saving."""
    office = office_run_by(by, office_id)
    type = type_for(by, wish.type_id)
    _require_ways(wish, type.allowed)
    said = {
        "name_fi": wish.name_fi,
        "name_sv": wish.name_sv,
        "name_en": wish.name_en,
        "type": type,
        "by_video": wish.by_video,
        "by_phone": wish.by_phone,
        "in_person": wish.in_person,
        "where": wish.where,
        "most": wish.most,
        "shut_at": None if wish.in_use else clock.now(),
    }
    reception, _made = Reception.objects.update_or_create(
        office=office, defaults=said, create_defaults=said | {"organisation": office.organisation}
    )
    _record(by, "reception.set_up", reception)
    return reception


def _require_ways(wish: ReceptionWish, allowed: Sequence[str]) -> None:
    ways = {"video": wish.by_video, "phone": wish.by_phone, "in_person": wish.in_person}
    if not any(ways.values()):
        raise UserError("reception.no_way", _("Choose at least one way to meet."))
    if wish.in_person and not wish.where:
        raise UserError("reception.nowhere", _("Write where visitors wait and are met."))
    if not all(way in allowed for way, on in ways.items() if on):
        raise UserError(
            "reception.way_not_allowed",
            _("A meeting of this type cannot be in this way. Choose another type."),
        )


def _reception_of(by: Person, office_id: int) -> Reception:
    reception = Reception.objects.select_related("office").filter(office=office_run_by(by, office_id)).first()
    if reception is None:
        raise UserError("reception.none", _("Save the reception first."))
    return reception


@transaction.atomic
def add_hours(*, office_id: int, by: Person, wish: HourWish) -> list[ReceptionHour]:
    """The same hours on each of the days."""
    reception = _reception_of(by, office_id)
    _require_order(wish.starts, wish.ends)
    if not wish.weekdays:
        raise UserError("hours.no_day", _("Choose at least one day."))
    if reception.hours.count() + len(set(wish.weekdays)) > MOST_LINES:
        raise UserError("hours.too_many", _("There are forty lines already. Remove some first."))
    made = [
        ReceptionHour.objects.create(reception=reception, weekday=weekday, starts=wish.starts, ends=wish.ends)
        for weekday in sorted(set(wish.weekdays))
    ]
    _record(by, "reception.hours_changed", reception)
    return made


def _require_order(starts: time, ends: time) -> None:
    if ends <= starts:
        raise UserError("hours.order", _("The end must be after the beginning."))


@transaction.atomic
def remove_hours(*, opening_id: int, by: Person) -> Reception:
    line = hours_run_by(by, opening_id)
    line.delete()
    _record(by, "reception.hours_changed", line.reception)
    return line.reception


@transaction.atomic
def add_day(*, office_id: int, by: Person, wish: DayWish) -> ReceptionDay:
    reception = _reception_of(by, office_id)
    if wish.last < wish.first:
        raise UserError("day.order", _("The last day must not be before the first."))
    if wish.last < local_day(reception).date():
        raise UserError("day.past", _("These days have passed. Choose later ones."))
    if wish.starts is not None and wish.ends is not None:
        _require_order(wish.starts, wish.ends)
    elif wish.opens or wish.starts or wish.ends:
        raise UserError("day.times", _("Write both when it begins and when it ends."))
    if reception.days.count() >= MOST_LINES * 5:
        raise UserError("hours.too_many", _("There are too many such days already. Remove some first."))
    day = ReceptionDay.objects.create(reception=reception, **vars(wish))
    _record(by, "reception.hours_changed", reception)
    return day


@transaction.atomic
def remove_day(*, day_id: int, by: Person) -> Reception:
    day = day_run_by(by, day_id)
    day.delete()
    _record(by, "reception.hours_changed", day.reception)
    return day.reception


@transaction.atomic
def say_open(*, reception_id: int, by: Person, said: str) -> Reception:
    """By who is at the desk, whatever its hours say: closed for today, kept open for a while, or as usual."""
    reception_for(by, reception_id)
    reception = locked(reception_id)
    now = clock.now()
    until: datetime | None
    if said == Reception.Said.CLOSED:
        until = local_day(reception) + timedelta(days=1)
    elif said == Reception.Said.OPEN:
        until = max(opened_now(reception).until or now, now) + KEPT_OPEN
    else:
        said, until = "", None
    reception.said, reception.said_until = said, until
    reception.save(update_fields=["said", "said_until"])
    _record(by, SAID_DEEDS[said], reception)
    return reception
