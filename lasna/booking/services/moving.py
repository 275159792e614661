"""A client who cannot come chooses another time by themselves: by the link of the booking, or by one made for
it where the adviser keeps opening hours."""

from secrets import token_hex

from django.db import transaction
from django.urls import reverse

from lasna.booking.models import BookingLink
from lasna.booking.queries.choosing import can_be_changed
from lasna.booking.queries.free import Wanted, free_times, rules_of
from lasna.booking.queries.links import token_of
from lasna.clients.models import EVERY_WAY
from lasna.kernel import clock, keys
from lasna.kernel.live.publish import lock_room
from lasna.meetings.models import Meeting
from lasna.meetings.protocol import NewTime


def new_time(meeting: Meeting) -> NewTime:
    """Changes nothing. Where the client chose the time themselves, they may call it off, too."""
    if not can_be_changed(meeting):
        return NewTime()
    link = _link_of(meeting)
    if link is None:
        return NewTime(can_choose=_has_free(meeting))
    if link.withdrawn_at is not None:
        return NewTime()
    cancel = "" if link.moves_only else reverse("ask_call_off", args=[token_of(link)])
    return NewTime(can_choose=True, cancel=cancel)


def _link_of(meeting: Meeting) -> BookingLink | None:
    return BookingLink.objects.filter(meeting=meeting).first()


def _has_free(meeting: Meeting) -> bool:
    length = meeting.ends - meeting.starts
    rules, channel = rules_of(meeting.organisation), meeting.planned_channel
    wanted = Wanted(meeting.office, meeting.type, channel, rules, meeting.adviser_id, length)
    return bool(free_times(wanted, but=meeting).without(meeting.starts).all)


@transaction.atomic
def new_time_address(meeting: Meeting) -> str:
    """Pressed: from here on the meeting has a link. Empty: there is no other time to choose."""
    lock_room(meeting.room_id)
    if not new_time(meeting).can_choose:
        return ""
    link = _link_of(meeting) or _made_for(meeting)
    return reverse("booking", args=[token_of(link)]) + "?move"


def _made_for(meeting: Meeting) -> BookingLink:
    """It moves this meeting and can do nothing else: no time is ever chosen anew by it."""
    now = clock.now()
    link = BookingLink.objects.create(
        organisation=meeting.organisation,
        client=meeting.one,
        adviser=meeting.adviser,
        type=meeting.type,
        sent_by=meeting.one.addressee.way(EVERY_WAY),
        token_hash=token_hex(32),
        made_by=meeting.adviser,
        made_at=now,
        until=now,
        meeting=meeting,
        moves_only=True,
    )
    link.token_hash = keys.hashed(token_of(link))
    link.save(update_fields=["token_hash"])
    return link
