"""Upward news from meetings: a visit is over when its meeting is."""

from typing import Any

from django.dispatch import receiver

from lasna.kernel import clock
from lasna.meetings.models import Meeting
from lasna.meetings.signals import meeting_over
from lasna.reception.models import Visit


@receiver(meeting_over, dispatch_uid="reception.meeting_over")
def meeting_is_over(sender: object, meeting: Meeting, **news: Any) -> None:
    """One statement: the queue's lock is not taken with a room's in hand."""
    cancelled = meeting.status == Meeting.Status.CANCELLED
    state = Visit.State.LEFT if cancelled else Visit.State.SERVED
    Visit.objects.filter(meeting=meeting, state=Visit.State.LED).update(state=state, ended_at=clock.now())
