"""Upward news: a meeting is over, somebody signed out, desks are open."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from lasna.kernel import clock
from lasna.knocking import services
from lasna.knocking.models import Knock
from lasna.meetings.models import Meeting
from lasna.meetings.protocol import desks_heard
from lasna.meetings.signals import meeting_over
from lasna.people.models import Person

desks_heard(services.keep_here)


@receiver(meeting_over, dispatch_uid="knocking.meeting_over")
def meeting_is_over(sender: object, meeting: Meeting, **news: Any) -> None:
    """One statement each: no desk's lock is taken with a room's in hand."""
    cancelled = meeting.status == Meeting.Status.CANCELLED
    state = Knock.State.WITHDRAWN if cancelled else Knock.State.DONE
    Knock.objects.filter(meeting=meeting, state=Knock.State.BEGUN).update(state=state, ended_at=clock.now())
    services.back_from_a_room(meeting.adviser_id)


@receiver(user_logged_out, dispatch_uid="knocking.signed_out")
def somebody_signed_out(sender: object, user: Person | None = None, **news: Any) -> None:
    if isinstance(user, Person):
        services.signed_out(person=user)
