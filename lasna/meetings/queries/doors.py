"""What a client's or partner's page may show before the code: the time. Never a name, never the service."""

from dataclasses import dataclass
from datetime import datetime

from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.kernel.phones import last_two
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.states import OPENS_BEFORE, door_is_open, link_is_enough


@dataclass(frozen=True)
class DoorFacts:
    """``state``: ``door``, ``early``, ``ended``, ``cancelled``, ``removed`` or ``closed``."""

    state: str
    starts: datetime
    zone: str
    come_at: datetime
    link_lets_in: bool
    """No code is asked for: the adviser has vouched, or the meeting's type needs none."""
    phone: str
    calls_me: bool
    agreed: str
    next_starts: datetime | None


def door_state(participant: Participant, now: datetime) -> str:
    meeting = participant.meeting
    if meeting.status == Meeting.Status.CANCELLED or participant.gave_up:
        return "cancelled"
    if meeting.status == Meeting.Status.ENDED:
        return "ended"
    if participant.state == Participant.State.REMOVED:
        return "removed"
    if door_is_open(meeting, now):
        return "door"
    return "early" if now < meeting.starts else "closed"


def door_facts(invitation: Invitation) -> DoorFacts:
    meeting = invitation.participant.meeting
    partner = invitation.participant.is_partner
    now = clock.now()
    state = door_state(invitation.participant, now)
    return DoorFacts(
        state=state,
        starts=meeting.starts,
        zone=meeting.zone,
        come_at=meeting.starts - OPENS_BEFORE,
        link_lets_in=_vouched(invitation, now) or link_is_enough(invitation, now),
        phone=meeting.organisation.phone,
        calls_me=invitation.participant.asks_call,
        agreed="" if partner else meeting.agreed,
        next_starts=_next_start(meeting) if state == "cancelled" and not partner else None,
    )


def _vouched(invitation: Invitation, now: datetime) -> bool:
    return invitation.vouched_until is not None and invitation.vouched_until >= now


def _next_start(meeting: Meeting) -> datetime | None:
    """The client's next meeting with the office, where another was planned instead. Of a group: none."""
    if meeting.client_id is None:
        return None
    coming = Meeting.objects.filter(client=meeting.client_id, starts__gt=clock.now()).exclude(
        status__in=[Meeting.Status.ENDED, Meeting.Status.CANCELLED]
    )
    return coming.order_by("starts").values_list("starts", flat=True).first()


@dataclass(frozen=True)
class CodeFacts:
    """``sent``: the gateway took it. ``tail``: last two digits of the number; empty for e-mail."""

    channel: str
    sent: bool
    failed: bool
    tail: str


def code_facts(invitation: Invitation) -> CodeFacts | None:
    return facts_of_code("code", invitation.pk)


def facts_of_code(kind: str, about: int) -> CodeFacts | None:
    """The newest code's way; None where none was asked for. ``kind``, ``about``: of its message."""
    message = Message.objects.filter(kind=kind, about=about).order_by("-pk").first()
    if message is None:
        return None
    took = (Message.State.SENT, Message.State.DELIVERED)
    lost = (Message.State.FAILED, Message.State.DROPPED, Message.State.UNKNOWN)
    return CodeFacts(
        channel=message.channel,
        sent=message.state in took,
        failed=message.state in lost,
        tail=last_two(message.address) if message.channel == Message.Channel.SMS else "",
    )
