"""Places: which may be booked, which are taken, and what is booked where on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from lasna.meetings.models import Meeting, MeetingPlace
from lasna.people.access import office_ids_of
from lasna.people.models import Person

_OVER = (Meeting.Status.ENDED, Meeting.Status.CANCELLED)


def places_for(organisation_id: int, *offices: int) -> QuerySet[MeetingPlace]:
    """Those that these offices may book."""
    whose = Q(office=None) | Q(office__in=offices)
    return MeetingPlace.objects.filter(whose, organisation=organisation_id, closed_at=None)


def taken_places(places: Iterable[int], span: tuple[datetime, datetime], *, but: int = 0) -> set[int]:
    """Which of them hold a meeting that shares time with this span."""
    starts, ends = span
    meetings = Meeting.objects.filter(place__in=list(places), starts__lt=ends, ends__gt=starts)
    rows = meetings.exclude(status__in=_OVER).exclude(pk=but).order_by()
    return {number for number in rows.values_list("place_id", flat=True) if number is not None}


def _meets_there(span: tuple[datetime, datetime]) -> Exists:
    there = Meeting.objects.filter(place=OuterRef("pk"), starts__lt=span[1], ends__gt=span[0])
    return Exists(there.exclude(status__in=_OVER).order_by())


def free_places(organisation_id: int, office_id: int, span: tuple[datetime, datetime]) -> list[MeetingPlace]:
    """Those that nobody has in this time. One statement."""
    return list(places_for(organisation_id, office_id).exclude(_meets_there(span)))


def places_then(
    organisation_id: int, office_id: int, span: tuple[datetime, datetime]
) -> tuple[list[MeetingPlace], set[int]]:
    """Those that the office may book, and which of them are taken in this time. One statement."""
    rows = list(places_for(organisation_id, office_id).annotate(is_taken=_meets_there(span)))
    return list(rows), {row.pk for row in rows if row.is_taken}


def spans_of_place(
    place_id: int, span: tuple[datetime, datetime], *, but: int
) -> list[tuple[datetime, datetime]]:
    """When somebody else meets there."""
    meetings = Meeting.objects.filter(place=place_id, starts__lt=span[1], ends__gt=span[0])
    return list(meetings.exclude(status__in=_OVER).exclude(pk=but).order_by().values_list("starts", "ends"))


@dataclass(frozen=True)
class Booked:
    """A place and its meetings of a day, in their order. ``known``: whose client the reader may see."""

    place: MeetingPlace
    meetings: list[Meeting]
    known: frozenset[int]


def booked_on(person: Person, day: date, zone: ZoneInfo) -> list[Booked]:
    """Every place that the person's offices may book, and closed ones where somebody still meets. Two
    statements."""
    offices = office_ids_of(person)
    begins, ends = (datetime.combine(day + timedelta(days=plus), time.min, zone) for plus in (0, 1))
    whose = Q(office=None) | Q(office__in=offices)
    places = list(MeetingPlace.objects.filter(whose, organisation=person.organisation_id))
    meetings = (
        Meeting.objects.filter(place__in=places, starts__lt=ends, ends__gt=begins)
        .exclude(status=Meeting.Status.CANCELLED)
        .select_related("client", "adviser", "office")
        .order_by("starts", "pk")
    )
    by_place: dict[int | None, list[Meeting]] = {}
    for meeting in meetings:
        by_place.setdefault(meeting.place_id, []).append(meeting)
    known = frozenset(
        each.pk
        for own in by_place.values()
        for each in own
        if each.office_id in offices or each.adviser_id == person.pk
    )
    return [
        Booked(place, by_place.get(place.pk, []), known)
        for place in places
        if place.closed_at is None or place.pk in by_place
    ]
