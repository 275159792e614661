"""A client chooses a time, another one, or none. The link's row is locked first, before any room."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.booking.models import BookingLink
from lasna.booking.queries.free import Wanted, free_times
from lasna.booking.queries.links import meeting_of, wanted_of, way_of, ways_of
from lasna.booking.services.locking import HAS_BEGUN, NONE_YET, link_to_change, require_to_choose, save_chosen
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import lock_room
from lasna.meetings.models import Meeting
from lasna.meetings.services import own_choice, plan_meeting
from lasna.meetings.services.life import call_off
from lasna.meetings.services.planning import put_at
from lasna.people.models import Person

TAKEN = _("Somebody else has just taken this time. Choose another.")
NOT_FREE = _("This time is not free any more. Choose another.")


@transaction.atomic
def book(*, link_id: int, starts: datetime, channel: str) -> Meeting:
    """Agree on a meeting with whoever is free then. Refused with ``booking.taken`` where nobody is.

    Pressed twice it is still one: the same time again answers with the meeting that is there.
    """
    link = link_to_change(link_id)
    held = meeting_of(link)
    if held is not None and held.starts == starts and not held.over:
        return held
    require_to_choose(link)
    if channel not in ways_of(link):
        raise NotHere("channel")
    wanted = wanted_of(link, channel)
    for adviser in _able(wanted, starts, link.client.adviser_id):
        meeting = _planned(link, adviser, wanted, starts)
        if meeting is not None:
            _changed(link, meeting)
            return meeting
    raise UserError("booking.taken", TAKEN)


def _able(wanted: Wanted, starts: datetime, first: int | None) -> list[Person]:
    """Who is free then, the client's own adviser before the others. Nobody: refused."""
    numbers = free_times(wanted).advisers_at(starts, first=first)
    if not numbers:
        raise UserError("booking.not_free", NOT_FREE)
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
                send_by=way_of(link),
                who=f"client:{link.client_id}",
                offer=own_choice(wanted.channel, offered=ways_of(link)),
            )
    except UserError as error:
        if error.code == "meeting.overlap":
            return None
        raise


@transaction.atomic
def move_booking(*, link_id: int, starts: datetime) -> Meeting:
    """Another time with the same adviser, by the same way, as long as before."""
    link, meeting = _booked(link_id)
    if meeting.starts == starts:
        return meeting
    wanted = wanted_of(link, meeting.planned_channel, moving=meeting)
    if not free_times(wanted, but=meeting).advisers_at(starts):
        raise UserError("booking.not_free", NOT_FREE)
    try:
        put_at(meeting, starts)
    except UserError as error:
        if error.code in ("meeting.overlap", "meeting.place_taken"):
            raise UserError("booking.taken", TAKEN) from error
        raise
    except IntegrityError as error:
        raise UserError("booking.taken", TAKEN) from error
    _changed(link, meeting)
    _record(link, meeting, "meeting.moved")
    return meeting


@transaction.atomic
def call_off_booking(*, link_id: int) -> Meeting:
    """The time is free again, and the link can be used anew."""
    link, meeting = _booked(link_id)
    if link.moves_only:
        raise UserError("booking.only_moved", _("You cannot cancel this time yourself. Call us."))
    call_off(meeting)
    _changed(link, None)
    _record(link, meeting, "meeting.cancelled")
    return meeting


def _changed(link: BookingLink, meeting: Meeting | None) -> None:
    link.meeting = meeting
    save_chosen(link, "meeting")


def _booked(link_id: int) -> tuple[BookingLink, Meeting]:
    """The meeting that was chosen and has not begun, its room locked."""
    link = link_to_change(link_id)
    chosen = meeting_of(link)
    if chosen is None:
        raise UserError("booking.none", NONE_YET)
    lock_room(chosen.room_id)
    meetings = Meeting.objects.select_related("adviser__organisation", "client", "type")
    meeting = meetings.get(pk=chosen.pk)
    if meeting.status != Meeting.Status.PLANNED or meeting.starts <= clock.now():
        raise UserError("booking.has_begun", HAS_BEGUN)
    return link, meeting


def _record(link: BookingLink, meeting: Meeting, deed: str) -> None:
    who = f"client:{link.client_id}"
    record(chain=link.organisation_id, who=who, deed=deed, subject="meeting", ids=[meeting.pk])
