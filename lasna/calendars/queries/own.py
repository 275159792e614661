"""An adviser's own calendar: whether it can be read, and what was found."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from lasna.calendars.models import BusyTime, OwnCalendar
from lasna.calendars.queries.feeds import uid_of
from lasna.calendars.queries.words import words_of
from lasna.calendars.states import host_of
from lasna.clients.queries import zone_of
from lasna.kernel import clock, keys
from lasna.meetings.models import Meeting
from lasna.meetings.queries.calendars import client_uid
from lasna.people.models import Person

ADVISE = [role for role in Person.Role if role != Person.Role.SUPPORT]


@dataclass(frozen=True)
class OwnState:
    """As its owner's page shows it. ``host``: whose calendar; the address itself is a secret."""

    host: str
    read_at: datetime | None
    tried_at: datetime | None
    trouble: str
    waits: bool
    """It is about to be read."""
    times: int
    """So many busy times are to come."""


def own_of(person: Person) -> OwnState | None:
    calendar = OwnCalendar.objects.filter(person=person).first()
    if calendar is None:
        return None
    now = clock.now()
    return OwnState(
        host=host_of(address_of(calendar)),
        read_at=calendar.read_at,
        tried_at=calendar.tried_at,
        trouble=words_of(calendar.trouble),
        waits=calendar.due_at <= now,
        times=BusyTime.objects.filter(person=person, ends__gt=now).count(),
    )


def address_of(calendar: OwnCalendar) -> str:
    """Empty where no key opens it."""
    try:
        return keys.opened(calendar.address)
    except keys.InvalidToken:
        return ""


def due() -> QuerySet[OwnCalendar]:
    """Of who works with clients still. Without a join, so that only these rows are locked."""
    people = Person.objects.filter(is_active=True, role__in=ADVISE)
    calendars = OwnCalendar.objects.filter(due_at__lte=clock.now(), person__in=people.order_by().values("pk"))
    return calendars.order_by("due_at", "pk")


def left_behind() -> QuerySet[OwnCalendar]:
    """Of who has gone, or works with clients no more."""
    people = Person.objects.filter(is_active=True, role__in=ADVISE)
    return OwnCalendar.objects.exclude(person__in=people.order_by().values("pk"))


def zone_name(person: Person) -> str:
    zone: ZoneInfo = zone_of(person)
    return zone.key


def own_events(person: Person, first: datetime, last: datetime) -> set[str]:
    """How calendars name the meetings that are known here anyway: they came from us. Without the host."""
    organisation = person.organisation
    meetings = Meeting.objects.filter(adviser=person, ends__gt=first, starts__lt=last)
    numbers = meetings.order_by().values_list("pk", flat=True)
    return {
        name
        for number in numbers
        for name in (local_part(uid_of(organisation, number)), client_uid(organisation.pk, number))
    }


def local_part(uid: str) -> str:
    return uid.partition("@")[0]
