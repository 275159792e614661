"""What of an adviser's weeks is taken: written anew from the meetings, and from when they are busy
elsewhere, as these change."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lasna.booking.models import BusyWeek
from lasna.booking.states import WEEK_BYTES, Span, busy_bits, span_of_week, week_of, weeks_of
from lasna.calendars.models import BusyTime
from lasna.kernel import clock
from lasna.kernel.live.publish import lock_room
from lasna.meetings.models import Meeting
from lasna.people.models import Person

OVER = (Meeting.Status.ENDED, Meeting.Status.CANCELLED)
NOTHING = bytes(WEEK_BYTES)


def count_weeks(adviser_id: int, spans: Iterable[Span]) -> None:
    """Every week that the spans touch. Under the lock of the adviser's desk: it must see all meetings."""
    weeks = weeks_of(spans)
    if weeks:
        begins, ends = span_of_week(weeks[0])[0], span_of_week(weeks[-1])[1]
        _write(adviser_id, weeks, _busy(adviser_id, begins, ends))


def _busy(adviser_id: int, begins: datetime, ends: datetime | None = None) -> list[Span]:
    """One statement."""
    meetings = Meeting.objects.filter(adviser=adviser_id, ends__gt=begins).exclude(status__in=OVER)
    elsewhere = BusyTime.objects.filter(person=adviser_id, ends__gt=begins)
    if ends is not None:
        meetings, elsewhere = meetings.filter(starts__lt=ends), elsewhere.filter(starts__lt=ends)
    columns = ("starts", "ends")
    both = meetings.order_by().values_list(*columns).union(elsewhere.values_list(*columns), all=True)
    return list(both)


def _taken(spans: list[Span], week: int) -> bytes:
    return busy_bits(spans, week).to_bytes(WEEK_BYTES, "little")


def _write(adviser_id: int, weeks: Sequence[int], spans: list[Span]) -> None:
    BusyWeek.objects.bulk_create(
        [BusyWeek(person_id=adviser_id, week=week, taken=_taken(spans, week)) for week in weeks],
        update_conflicts=True,
        unique_fields=["person", "week"],
        update_fields=["taken"],
    )


@transaction.atomic
def recount(person: Person) -> int:
    """What is to come of an adviser, where meetings were written without the services, or by a release that
    does not count. How many weeks were wrong."""
    lock_room(person.desk_id)
    first = week_of(clock.now())
    spans = _busy(person.pk, span_of_week(first)[0])
    held = dict(BusyWeek.objects.filter(person=person, week__gte=first).values_list("week", "taken"))
    weeks = {*held, *(week for week in weeks_of(spans) if week >= first)}
    wrong = [week for week in sorted(weeks) if bytes(held.get(week, NOTHING)) != _taken(spans, week)]
    _write(person.pk, wrong, spans)
    return len(wrong)


def recount_all() -> int:
    """Of who has meetings to come or is busy elsewhere, or was. What was offered wrongly meanwhile is refused
    in words."""
    coming = Meeting.objects.filter(ends__gt=clock.now()).exclude(status__in=OVER)
    elsewhere = BusyTime.objects.filter(ends__gt=clock.now())
    held = BusyWeek.objects.filter(week__gte=week_of(clock.now()))
    people = Person.objects.filter(
        Q(pk__in=coming.order_by().values("adviser"))
        | Q(pk__in=elsewhere.values("person"))
        | Q(pk__in=held.values("person"))
    )
    return sum(recount(person) for person in people)


def forget_weeks() -> None:
    """Weeks that are over are of no use."""
    old = BusyWeek.objects.filter(week__lt=week_of(clock.now()))
    # Looking first takes no write lock.
    if old.exists():
        old.delete()
