"""The link's row, locked before any room."""

from django.utils.translation import gettext_lazy as _

from lasna.booking.access import links
from lasna.booking.models import BookingLink
from lasna.errors import NotHere, UserError

MOST_CHANGES = 12
"""By one link: each sends the client a message."""


def locked_link(link_id: int) -> BookingLink:
    locked = BookingLink.objects.select_for_update().filter(pk=link_id, withdrawn_at=None)
    if not list(locked.values_list("pk")):
        raise NotHere("booking_link")
    link = links().get(pk=link_id)
    if link.changes >= MOST_CHANGES:
        raise UserError(
            "booking.too_often", _("You have changed your time many times. Call us, and we agree on it.")
        )
    return link
