"""Somebody of the staff books a free time for a client: with themselves or with a colleague."""

from dataclasses import dataclass
from datetime import datetime

from lasna.booking.queries.booking_for import wanted_by_staff
from lasna.booking.queries.free import free_times
from lasna.booking.services.booking import NOT_FREE, TAKEN
from lasna.clients.access import client_for
from lasna.errors import UserError
from lasna.meetings.access import type_for
from lasna.meetings.models import Meeting
from lasna.meetings.services import plan_meeting
from lasna.people.models import Person
from lasna.policy import Action


@dataclass(frozen=True)
class BookWish:
    """``send_by``: one of ``Client.by``, or empty. ``place_id``: the room that is booked with it."""

    type_id: int
    channel: str
    adviser_id: int
    starts: datetime
    send_by: str
    place_id: int | None = None


def book_for(*, client_id: int, by: Person, wish: BookWish) -> Meeting:
    """A meeting with an adviser of the client's office who is free then."""
    client = client_for(by, client_id, Action.BOOKING_OFFER)
    type = type_for(by, wish.type_id)
    wanted = wanted_by_staff(client, type, wish.channel, wish.adviser_id)
    if wish.adviser_id not in free_times(wanted).advisers_at(wish.starts):
        raise UserError("booking.not_free", NOT_FREE)
    adviser = Person.objects.select_related("organisation").get(pk=wish.adviser_id)
    try:
        return plan_meeting(
            adviser=adviser,
            client=client,
            type=type,
            starts=wish.starts,
            planned_channel=wish.channel,
            send_by=wish.send_by,
            who=f"person:{by.pk}",
            place_id=wish.place_id,
        )
    except UserError as error:
        if error.code == "meeting.overlap":  # its words are for who is booked
            raise UserError("booking.taken", TAKEN) from error
        raise
