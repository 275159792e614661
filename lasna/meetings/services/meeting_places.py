"""Places where people meet: added, changed, closed by administrators; booked together with a meeting."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.meetings.access import meeting_place_for
from lasna.meetings.models import Meeting, MeetingPlace
from lasna.meetings.queries.meeting_places import places_for, taken_places
from lasna.organisation.services import own_organisation
from lasna.people.models import Office, Person

Span = tuple[datetime, datetime]
WAYS = (Channel.IN_PERSON, Channel.VIDEO)
"""Only then somebody sits somewhere."""


@dataclass(frozen=True)
class PlaceWish:
    """``office_id`` None: every office of the organisation may book it."""

    kind: str
    name: str
    address: str
    directions: str
    equipment: tuple[str, ...]
    access: tuple[str, ...]
    capacity: int
    office_id: int | None


def _record(by: Person, deed: str, place: MeetingPlace) -> None:
    record(
        chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="meeting_place", ids=[place.pk]
    )


def _take(place: MeetingPlace, wish: PlaceWish) -> None:
    offices = Office.objects.filter(organisation=place.organisation_id)
    place.office = offices.filter(pk=wish.office_id).first() if wish.office_id else None
    if wish.office_id and place.office is None:
        raise NotHere("office")
    place.kind, place.name, place.address = wish.kind, wish.name, wish.address
    place.directions, place.capacity = wish.directions, wish.capacity
    place.equipment, place.access = ",".join(wish.equipment), ",".join(wish.access)
    same = MeetingPlace.objects.filter(
        organisation=place.organisation_id, name__iexact=place.name, address__iexact=place.address
    )
    if same.exclude(pk=place.pk).exists():
        raise UserError("place.exists", _("There is a place of this name at this address already."))


@transaction.atomic
def add_place(*, wish: PlaceWish, by: Person) -> MeetingPlace:
    place = MeetingPlace(organisation=own_organisation(by))
    _take(place, wish)
    place.save()
    _record(by, "meeting_place.added", place)
    return place


@transaction.atomic
def change_place(*, place_id: int, wish: PlaceWish, by: Person) -> MeetingPlace:
    """What messages say from now on. Meetings that another office has booked there stay."""
    own_organisation(by)
    place = meeting_place_for(by, place_id)
    _take(place, wish)
    place.save()
    _record(by, "meeting_place.changed", place)
    return place


@transaction.atomic
def close_place(*, place_id: int, by: Person) -> MeetingPlace:
    """Not booked any more. Its meetings keep it."""
    own_organisation(by)
    place = meeting_place_for(by, place_id)
    if place.closed_at is None:
        place.closed_at = clock.now()
        place.save(update_fields=["closed_at"])
        _record(by, "meeting_place.closed", place)
    return place


@transaction.atomic
def reopen_place(*, place_id: int, by: Person) -> MeetingPlace:
    own_organisation(by)
    place = meeting_place_for(by, place_id)
    if place.closed_at is not None:
        place.closed_at = None
        place.save(update_fields=["closed_at"])
        _record(by, "meeting_place.reopened", place)
    return place


def hold_place(meeting: Meeting, place_id: int | None, span: Span) -> MeetingPlace | None:
    """The place for this meeting, locked, if it is free then. After the adviser's desk: desk, then place.

    What a meeting has already it may keep, although it is closed or another office's now.
    """
    if place_id is None:
        return None
    # Locked, so that two desks cannot both take it: the second is told in words.
    row = MeetingPlace.objects.select_for_update().filter(pk=place_id, organisation=meeting.organisation_id)
    place = row.first()
    kept = place_id == meeting.place_id
    if place is None or not (kept or _may_be_booked(place, meeting)):
        raise NotHere("meeting_place")
    _require_suits(place, meeting)
    if taken_places([place.pk], span, but=meeting.pk):
        raise _taken(place, meeting, span)
    return place


def _may_be_booked(place: MeetingPlace, meeting: Meeting) -> bool:
    return place.closed_at is None and place.office_id in (None, meeting.office_id)


def _require_suits(place: MeetingPlace, meeting: Meeting) -> None:
    if meeting.planned_channel not in WAYS:
        raise UserError(
            "meeting.place_way", _("A place is booked for a meeting in person or by video. Choose no place.")
        )
    if meeting.planned_channel == Channel.VIDEO and not place.for_video:
        raise UserError(
            "meeting.place_way",
            _("{place} has no camera and microphone for a video meeting. Choose another place.").format(
                place=place.name
            ),
        )


def _taken(place: MeetingPlace, meeting: Meeting, span: Span) -> UserError:
    """What is free instead, so that nobody has to guess."""
    others = list(places_for(meeting.organisation_id, meeting.office_id).exclude(pk=place.pk))
    taken = taken_places([other.pk for other in others], span, but=meeting.pk)
    by_video = meeting.planned_channel == Channel.VIDEO
    free = [each.name for each in others if each.pk not in taken and (each.for_video or not by_video)]
    if free:
        words = _("{place} is taken then. Free at that time: {others}.")
    else:
        words = _("{place} is taken then, and so is every other place. Choose another time, or no place.")
    return UserError("meeting.place_taken", words.format(place=place.name, others=", ".join(free)))
