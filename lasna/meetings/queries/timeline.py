"""Meetings on the client's card. Those with an outcome are there as contacts already."""

from django.db.models import QuerySet
from django.urls import reverse

from lasna.clients.models import Client
from lasna.clients.protocol import Entry, timeline_part
from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids
from lasna.meetings.models import Meeting
from lasna.meetings.queries.today import guest_of, state_words, with_guest

OF_A_CARD = 100


def _agreed(client_id: int) -> QuerySet[Meeting]:
    own = Meeting.objects.filter(participants__client=client_id, participants__outcome="", outcome="")
    meetings = own.select_related("client", "type")
    return with_guest(meetings).order_by("-starts")[:OF_A_CARD]


_kept_agreed = Kept(_agreed, *some_ids(1))


def entries_of(client: Client) -> list[Entry]:
    """What is agreed, and what has no outcome yet."""
    now = clock.now()
    meetings = _kept_agreed.objects(client.pk)
    return [
        Entry(
            at=meeting.starts,
            until=meeting.ends,
            zone=meeting.zone,
            channel=meeting.planned_channel,
            title=str(meeting.type),
            state=state_words(meeting, guest_of(meeting), now),
            address=reverse("meeting", args=[meeting.pk]),
        )
        for meeting in meetings
    ]


timeline_part("meetings", entries_of)
