"""A client takes a seat in a group by their link, or gives it up. The link's row is locked first, then the
room of the group, whose lock guards its seats."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.booking.models import BookingLink, Waiting
from lasna.booking.queries.groups import groups_of, place_of
from lasna.booking.queries.links import is_open, meeting_of
from lasna.booking.services.locking import locked_link
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.meetings.models import Participant
from lasna.meetings.services.group_seats import give_up, has_seat, locked_group, seat


@transaction.atomic
def take_seat(*, link_id: int, meeting_id: int) -> Participant:
    """In a coming group of the link's type. Refused with ``group.full`` where no seat is left. Pressed twice
    it is still one."""
    link = locked_link(link_id)
    held = place_of(link)
    if held is not None and held.meeting_id == meeting_id:
        return held
    if held is not None or meeting_of(link) is not None:
        raise UserError("booking.already", _("You have a time already. You can move it or cancel it."))
    if not is_open(link) or link.moves_only:
        raise UserError("booking.old", _("This link is too old to choose a time. Contact your adviser."))
    if not groups_of(link, full=True).filter(pk=meeting_id).exists():
        raise NotHere("group")
    meeting = locked_group(meeting_id)
    if meeting.over or meeting.starts <= clock.now():
        raise UserError("booking.not_free", _("This group has begun. Choose another time."))
    if has_seat(meeting, link.client):  # by an adviser, or by another link
        place = meeting.participants.get(client=link.client)
    else:
        place = seat(meeting, link.client, who=f"client:{link.client_id}", send_by=link.sent_by)
    _changed(link, place)
    return place


@transaction.atomic
def give_seat_up(*, link_id: int) -> Participant:
    """The seat is others', and the link can be used anew."""
    link = locked_link(link_id)
    held = place_of(link)
    if held is None:
        raise UserError("booking.none", _("You have no time yet. Choose one."))
    meeting = locked_group(held.meeting_id)
    if meeting.starts <= clock.now():
        raise UserError("booking.has_begun", _("This time cannot be changed any more. Contact your adviser."))
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
    link.changes += 1
    link.save(update_fields=["place", "changes"])
    Waiting.objects.filter(link=link).delete()
