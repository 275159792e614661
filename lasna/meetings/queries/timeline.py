"""Meetings on the client's card. Those with an outcome are there as contacts already."""

from django.urls import reverse

from lasna.clients.models import Client
from lasna.clients.protocol import Entry, timeline_part
from lasna.kernel import clock
from lasna.meetings.models import Meeting
from lasna.meetings.queries.today import guest_of, state_words, with_guests

OF_A_CARD = 100


def entries_of(client: Client) -> list[Entry]:
    """What is agreed, and what has no outcome yet."""
    now = clock.now()
    meetings = with_guests(Meeting.objects.filter(client=client, outcome="")).order_by("-starts")
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
        for meeting in meetings[:OF_A_CARD]
    ]


timeline_part("meetings", entries_of)
