"""A client takes a seat in a group by their link, or gives it up. The link's row is locked first, then the
room of the group, whose lock guards its seats."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.booking.models import BookingLink
from lasna.booking.queries.groups import groups_of
from lasna.booking.queries.links import place_of, way_of
from lasna.booking.services.locking import HAS_BEGUN, NONE_YET, link_to_change, require_to_choose, save_chosen
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.meetings.models import Participant
from lasna.meetings.services.group_seats import give_up, has_seat, locked_group, seat


@transaction.atomic
def take_seat(*, link_id: int, meeting_id: int) -> Participant:
    """In a coming group of the link's type. Refused with ``group.full`` where no seat is left. Pressed twice
    it is still one."""
    link = link_to_change(link_id)
    held = place_of(link)
    if held is not None and held.meeting_id == meeting_id:
        return held
    require_to_choose(link)
    if not groups_of(link, full=True).filter(pk=meeting_id).exists():
        raise NotHere("group")
    meeting = locked_group(meeting_id)
    if meeting.over or meeting.starts <= clock.now():
        raise UserError("booking.not_free", _("This group has begun. Choose another time."))
    if has_seat(meeting, link.client):  # by an adviser, or by another link
        place = meeting.participants.get(client=link.client)
    else:
        place = seat(meeting, link.client, who=f"client:{link.client_id}", send_by=way_of(link))
    _changed(link, place)
    return place


@transaction.atomic
def give_seat_up(*, link_id: int) -> Participant:
    """The seat is others', and the link can be used anew."""
    link = link_to_change(link_id)
    held = place_of(link)
    if held is None:
        raise UserError("booking.none", NONE_YET)
    meeting = locked_group(held.meeting_id)
    if meeting.starts <= clock.now():
        raise UserError("booking.has_begun", HAS_BEGUN)
    place = meeting.participants.select_related("client").get(pk=held.pk)
    place.meeting = meeting
    give_up(place, who=f"client:{link.client_id}")
    _changed(link, None)
    return place


def _changed(link: BookingLink, place: Participant | None) -> None:
    # Another link of the client may hold the same seat: it is theirs once.
    if place is not None:
        BookingLink.objects.filter(place=place).exclude(pk=link.pk).update(place=None)
    link.place = place
    save_chosen(link, "place")
