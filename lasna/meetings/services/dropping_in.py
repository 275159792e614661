"""Whoever comes by themselves, without a time: their meeting begins now, their browser passes its door."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lasna.clients.models import Channel, Client
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.web.times import said_time
from lasna.meetings.models import Meeting, MeetingType, Participant
from lasna.meetings.services.door import enter
from lasna.meetings.services.inviting import invitation_to, token_of
from lasna.meetings.services.planning import overlapping, plan_meeting
from lasna.people.models import Person


@dataclass(frozen=True)
class DropIn:
    """Where they come from, which says what the adviser can do instead. ``shortest``: minutes; with less
    before the adviser's next meeting nothing begins. ``no_time``: given when that one is."""

    shortest: int
    no_number: Callable[[], UserError]
    no_time: Callable[[str], UserError]


def meet_now(*, adviser: Person, client: Client, type: MeetingType, channel: str, came: DropIn) -> Meeting:
    """An ordinary meeting. As long as is usual, or until the adviser's next one."""
    if channel == Channel.PHONE and not client.phone:
        raise came.no_number()
    now = clock.now()
    return plan_meeting(
        adviser=adviser,
        client=client,
        type=type,
        starts=now,
        planned_channel=channel,
        minutes=_minutes(adviser, type.minutes, now, came),
        dropped_in=True,
    )


def _minutes(adviser: Person, usual: int, now: datetime, came: DropIn) -> int:
    following = overlapping(adviser, now, now + timedelta(minutes=usual))
    if following is None:
        return usual
    left = int((following.starts - now).total_seconds()) // 60
    if left < came.shortest:
        raise came.no_time(said_time(following.starts, following.zone))
    return left


def come_in(*, meeting: Meeting, address: str) -> tuple[Participant, str]:
    """The client's browser passes the door: the adviser has chosen them, and lets them in by their own eye
    (decision 75). The participant, and the token of the door."""
    invitation = invitation_to(meeting)
    return enter(invitation_id=invitation.pk, code="", address=address), token_of(invitation)
