"""Planning a group: several clients in one meeting. Its seats: ``group_seats``."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.errors import NotHere, UserError
from lasna.kernel.live.publish import publish
from lasna.kernel.words import plain_line
from lasna.meetings.access import type_for
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import FEWEST_SEATS, MOST_SEATS, Meeting
from lasna.meetings.services.locking import audit
from lasna.meetings.services.meeting_places import hold_place
from lasna.meetings.services.planning import agree, refuse_overlap, require_offered, require_sensible
from lasna.people.access import offices_of
from lasna.people.models import Person

MOST_BY_VIDEO = 18
"""With the adviser and one beside them, as many as a room holds."""


@dataclass(frozen=True)
class GroupWish:
    """``office_id``: whose clients can have a seat. ``title``: as they read it, behind no code."""

    office_id: int
    type_id: int
    title: str
    seats: int
    starts: datetime
    planned_channel: str
    place_id: int | None = None


def plan_group(*, by: Person, wish: GroupWish) -> Meeting:
    """A group without clients yet, as long as its type says."""
    office = offices_of(by).filter(pk=wish.office_id, closed_at=None).first()
    if office is None:
        raise NotHere("office")
    type, title = type_for(by, wish.type_id), plain_line(wish.title)[:80]
    require_sensible(wish.starts, type.minutes)
    require_offered(type, wish.planned_channel)
    _require_a_group(title, wish)
    try:
        with transaction.atomic():
            span = wish.starts, wish.starts + timedelta(minutes=type.minutes)
            said = {"type": type, "title": title, "seats": wish.seats}
            meeting = agree(by, span, office=office, planned_channel=wish.planned_channel, **said)
            if wish.place_id:
                meeting.place = hold_place(meeting, wish.place_id, span)
                meeting.save(update_fields=["place"])
            publish(by.desk_id, DeskChanged(what="planned"))
            audit(meeting, f"person:{by.pk}", "meeting.planned")
            return meeting
    except IntegrityError as error:
        refuse_overlap(error)
        raise


def _require_a_group(title: str, wish: GroupWish) -> None:
    if not title:
        raise UserError("group.title", _("Write what the group is called."))
    most = MOST_BY_VIDEO if wish.planned_channel == Channel.VIDEO else MOST_SEATS
    if not FEWEST_SEATS <= wish.seats <= most:
        words = _("Choose from {fewest} to {most} seats.").format(fewest=FEWEST_SEATS, most=most)
        raise UserError("group.seats", words)
    if wish.planned_channel not in (Channel.VIDEO, Channel.IN_PERSON):
        raise UserError("group.way", _("A group meets by video or in person."))
