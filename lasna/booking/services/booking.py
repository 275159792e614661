"""A client chooses a time, another one, or none. The link's row is locked first, before any room."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.booking.access import links
from lasna.booking.models import BookingLink
from lasna.booking.queries.free import Wanted, free_times
from lasna.booking.queries.links import wanted_of
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import lock_room
from lasna.meetings.models import Meeting
from lasna.meetings.services import plan_meeting
from lasna.meetings.services.life import call_off
from lasna.meetings.services.planning import put_at
from lasna.people.models import Person

_TAKEN = _("Somebody else has just taken this time. Choose another.")
_NOT_FREE = _("This time is not free any more. Choose another.")


@transaction.atomic
def book(*, link_id: int, starts: datetime, channel: str) -> Meeting:
    """Agree on a meeting with whoever is free then. Refused with ``booking.taken`` where nobody is."""
    link = _locked(link_id)
    if link.meeting is not None and not link.meeting.over:
        raise UserError("booking.already", _("You have a time already. You can move it or cancel it."))
    if link.until < clock.now():
        raise UserError("booking.old", _("This link is too old to choose a time. Contact your adviser."))
    if channel not in link.type.allowed:
        raise NotHere("channel")
    wanted = wanted_of(link, channel)
    for adviser in _able(wanted, starts, link.client.adviser_id):
        meeting = _planned(link, adviser, wanted, starts)
        if meeting is not None:
            link.meeting = meeting
            link.save(update_fields=["meeting"])
            return meeting
    raise UserError("booking.taken", _TAKEN)


def _able(wanted: Wanted, starts: datetime, first: int | None) -> list[Person]:
    """Who is free then, the client's own adviser before the others. Nobody: refused."""
    numbers = free_times(wanted).advisers_at(starts, first=first)
    if not numbers:
        raise UserError("booking.not_free", _NOT_FREE)
    people = Person.objects.select_related("organisation").in_bulk(numbers)
    return [people[number] for number in numbers]


def _planned(link: BookingLink, adviser: Person, wanted: Wanted, starts: datetime) -> Meeting | None:
    """None: somebody was faster, and this adviser is not free any more."""
    try:
        with transaction.atomic():
            return plan_meeting(
                adviser=adviser,
                client=link.client,
                type=link.type,
                starts=starts,
                planned_channel=wanted.channel,
                send_by=link.sent_by,
                who=f"client:{link.client_id}",
            )
    except UserError as error:
        if error.code == "meeting.overlap":
            return None
        raise


@transaction.atomic
def move_booking(*, link_id: int, starts: datetime) -> Meeting:
    """Another time with the same adviser, by the same way."""
    link, meeting = _booked(link_id)
    wanted = wanted_of(link, meeting.planned_channel, adviser_id=meeting.adviser_id)
    if not free_times(wanted, but=meeting).advisers_at(starts):
        raise UserError("booking.not_free", _NOT_FREE)
    try:
        put_at(meeting, starts)
    except UserError as error:
        if error.code == "meeting.overlap":
            raise UserError("booking.taken", _TAKEN) from error
        raise
    except IntegrityError as error:
        raise UserError("booking.taken", _TAKEN) from error
    _record(link, meeting, "meeting.moved")
    return meeting


@transaction.atomic
def call_off_booking(*, link_id: int) -> Meeting:
    """The time is free again, and the link can be used anew."""
    link, meeting = _booked(link_id)
    call_off(meeting)
    link.meeting = None
    link.save(update_fields=["meeting"])
    _record(link, meeting, "meeting.cancelled")
    return meeting


def _locked(link_id: int) -> BookingLink:
    locked = BookingLink.objects.select_for_update().filter(pk=link_id, withdrawn_at=None)
    if not list(locked.values_list("pk")):
        raise NotHere("booking_link")
    return links().get(pk=link_id)


def _booked(link_id: int) -> tuple[BookingLink, Meeting]:
    """The meeting that was chosen and has not begun, its room locked."""
    link = _locked(link_id)
    if link.meeting is None:
        raise UserError("booking.none", _("You have no time yet. Choose one."))
    lock_room(link.meeting.room_id)
    meetings = Meeting.objects.select_related("adviser__organisation", "client", "type")
    meeting = meetings.get(pk=link.meeting.pk)
    if meeting.status != Meeting.Status.PLANNED or meeting.starts <= clock.now():
        raise UserError("booking.has_begun", _("This time cannot be changed any more. Contact your adviser."))
    return link, meeting


def _record(link: BookingLink, meeting: Meeting, deed: str) -> None:
    who = f"client:{link.client_id}"
    record(chain=link.organisation_id, who=who, deed=deed, subject="meeting", ids=[meeting.pk])
