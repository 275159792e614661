"""The link's row, locked before any room; and what is asked of it there, whatever is chosen by it."""

from django.utils.translation import gettext_lazy as _

from lasna.booking.access import links
from lasna.booking.models import BookingLink, Waiting
from lasna.booking.queries.links import is_open, meeting_of, place_of
from lasna.errors import NotHere, UserError

MOST_CHANGES = 12
"""By one link: each sends the client a message."""
TOO_OLD = _("This link is too old to choose a time. Contact your adviser.")
NONE_YET = _("You have no time yet. Choose one.")
HAS_BEGUN = _("This time cannot be changed any more. Contact your adviser.")


def locked_link(link_id: int) -> BookingLink:
    locked = BookingLink.objects.select_for_update().filter(pk=link_id, withdrawn_at=None)
    if not list(locked.values_list("pk")):
        raise NotHere("booking_link")
    return links().get(pk=link_id)


def link_to_change(link_id: int) -> BookingLink:
    """Locked. Refused where it has changed too often what is agreed."""
    link = locked_link(link_id)
    if link.changes >= MOST_CHANGES:
        raise UserError(
            "booking.too_often", _("You have changed your time many times. Call us, and we agree on it.")
        )
    return link


def require_to_choose(link: BookingLink) -> None:
    """Nothing is chosen by it, and something still can be."""
    if meeting_of(link) is not None or place_of(link) is not None:
        raise UserError("booking.already", _("You have a time already. You can move it or cancel it."))
    if not is_open(link):
        raise UserError("booking.old", TOO_OLD)


def save_chosen(link: BookingLink, field: str) -> None:
    """``field``: ``meeting`` or ``place``, which is another now. Whoever waited waits no more."""
    link.changes += 1
    link.save(update_fields=[field, "changes"])
    Waiting.objects.filter(link=link).delete()
