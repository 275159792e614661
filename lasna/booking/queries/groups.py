"""Groups that a client may choose by their link, beside free times; and the seat that was taken."""

from django.db.models import F, QuerySet

from lasna.booking.models import BookingLink
from lasna.booking.queries.links import is_open, meeting_of
from lasna.meetings.models import Meeting
from lasna.meetings.queries.groups import coming_groups

SHOWN = 10


def groups_of(link: BookingLink, *, full: bool = False) -> QuerySet[Meeting]:
    """Coming groups of the link's type in the client's office, with its adviser if it names one. ``full``:
    those without a free seat too."""
    groups = coming_groups(link.client.office_id).filter(type=link.type_id)
    if link.adviser_id:
        groups = groups.filter(adviser=link.adviser_id)
    return groups if full else groups.filter(seats__gt=F("taken"))


def groups_to_choose(link: BookingLink) -> list[Meeting]:
    """With ``left``, how many seats there are. For a link of ``link_at``: one statement where there is any
    group, else none."""
    if not vars(link)["groups"] or not is_open(link) or meeting_of(link) is not None:
        return []
    return list(groups_of(link)[:SHOWN])
