"""The links of a meeting: for its room, for its page afterwards, for the client's copy."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live.visits import Visit, snapshot_part
from lasna.kernel.personal import Section
from lasna.links.models import SharedLink
from lasna.links.protocol import LinksSnapshot, LinkView
from lasna.links.states import plain_host
from lasna.meetings.events import IN_ROOM
from lasna.meetings.models import Meeting
from lasna.meetings.queries.held import about
from lasna.meetings.queries.today import Due


def view_of(link: SharedLink) -> LinkView:
    plain = plain_host(link.address)
    return LinkView(
        link=link.pk,
        by=link.by_id,
        name=link.by.name,
        address=link.address,
        host=link.host,
        plain=plain if plain != link.host else "",
        at=link.at.isoformat(),
    )


_kept_in = Kept(lambda meeting: SharedLink.objects.filter(meeting=meeting).select_related("by"), *some_ids(1))


@snapshot_part("meeting", "links")
@snapshot_part("seat", "links")
@snapshot_part("colleague", "links")
def links_snapshot(visit: Visit) -> LinksSnapshot | None:
    if visit.standing not in IN_ROOM:
        return None
    return LinksSnapshot(links=[view_of(link) for link in _kept_in.objects(visit.meeting_id)])


def after_of(meeting: Meeting) -> Due | None:
    """On the page of a meeting that is over."""
    links = _kept_in.objects(meeting.pk)
    return Due("links/on_record.html", links, ("meeting", meeting.pk)) if links else None


def links_of(client_id: int) -> QuerySet[SharedLink]:
    """Of their meetings; of a group, what they sent themselves."""
    return SharedLink.objects.filter(about(client_id, "by"))


def told_of(client_id: int) -> list[Section]:
    columns = [
        ("starts", _("Begins")),
        ("at", _("When")),
        ("by", _("Who")),
        ("address", _("Address")),
    ]
    links = links_of(client_id).select_related("by", "meeting").order_by("meeting__starts", "pk")
    rows = [(link.meeting.starts, link.at, link.by.name, link.address) for link in links]
    return [Section("links", _("Links sent in your meetings"), columns, rows)]


def old_links(organisation_id: int, before: datetime) -> QuerySet[SharedLink]:
    """Of meetings that ended before."""
    over = (Meeting.Status.ENDED, Meeting.Status.CANCELLED)
    return SharedLink.objects.filter(
        meeting__organisation=organisation_id, meeting__ends__lt=before, meeting__status__in=over
    )
