"""Groups as their page tells them, and those with free seats."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.meetings.models import CallAttempt, DoorSight, Meeting, Participant
from lasna.meetings.queries.encounter import is_trouble
from lasna.meetings.queries.today import OF_INVITATIONS, state_words

SHOWN = 30


@dataclass(frozen=True)
class GroupSeat:
    """A client's place. ``message``: the last that went to them, not a code; ``tried``: the door saw them
    trying, so that technology is not taken for staying away."""

    place: Participant
    client: Client
    state: str
    message: Message | None
    calls: list[CallAttempt]
    tried: bool

    @property
    def link_by(self) -> list[str]:
        return [way for way in ("email", "sms") if self.place.addressee.by(way)]


@dataclass(frozen=True)
class Group:
    meeting: Meeting
    at: datetime
    state: str
    seats: list[GroupSeat]
    gone: list[Participant]
    """Who gave a seat up."""
    partners: list[Participant]
    host: Participant

    @property
    def taken(self) -> int:
        return len(self.seats)

    @property
    def free(self) -> int:
        return max((self.meeting.seats or 0) - self.taken, 0)

    @property
    def can_change(self) -> bool:
        """It can still take place at another time, or not at all."""
        meeting = self.meeting
        return meeting.status in (Meeting.Status.PLANNED, Meeting.Status.OPEN) and meeting.ends > self.at

    @property
    def outcome_wanted(self) -> bool:
        """From the start on; what goes on in the room is ended there."""
        meeting = self.meeting
        going_on = meeting.under_way and meeting.ends > self.at
        return meeting.starts <= self.at and meeting.status != Meeting.Status.CANCELLED and not going_on

    @property
    def unsaid(self) -> bool:
        """Of somebody nothing is said yet; or nobody had a seat, and nothing is said of the group."""
        return any(not seat.place.outcome for seat in self.seats) or not self.meeting.outcome


def group_of(meeting: Meeting) -> Group:
    """Five statements, however many seats."""
    places = list(
        Participant.objects.filter(meeting=meeting).select_related("invitation", "person", "client")
    )
    clients = [place for place in places if place.client_id]
    now = clock.now()
    about = {place.invitation.pk: place.pk for place in clients}
    last = {about[each.about]: each for each in _messages(about)}
    calls, tried = _calls(meeting), _tried(meeting)
    vars(meeting)["taken"] = sum(place.group_seat is not None for place in clients)
    seats = [
        GroupSeat(
            place, place.client, _how(place), last.get(place.pk), calls.get(place.pk, []), place.pk in tried
        )
        for place in sorted(clients, key=lambda place: place.group_seat or 0)
        if place.group_seat and place.client
    ]
    return Group(
        meeting=meeting,
        at=now,
        state=state_words(meeting, None, now),
        seats=seats,
        gone=[place for place in clients if place.group_seat is None],
        partners=[each for each in places if each.is_partner and each.state != Participant.State.REMOVED],
        host=next(place for place in places if place.role == Participant.Role.ADVISER),
    )


def _how(place: Participant) -> str:
    """The outcome, or what the client has said, or how far they have come."""
    if place.outcome:
        return str(place.get_outcome_display())
    if place.state == Participant.State.INVITED:
        return str(place.get_answer_display())
    return str(place.get_state_display())


def _messages(about: dict[int, int]) -> QuerySet[Message]:
    sent = Message.objects.filter(kind__in=OF_INVITATIONS, about__in=list(about))
    return sent.exclude(kind="code").exclude(kind__startswith="reminder").order_by("pk")


def _calls(meeting: Meeting) -> dict[int, list[CallAttempt]]:
    calls: dict[int, list[CallAttempt]] = {}
    for call in CallAttempt.objects.filter(meeting=meeting).select_related("by").order_by("at", "pk"):
        calls.setdefault(call.participant_id or 0, []).append(call)
    return calls


def _tried(meeting: Meeting) -> set[int]:
    sights = DoorSight.objects.filter(participant__meeting=meeting, participant__group_seat__isnull=False)
    return {place for place, what in sights.values_list("participant", "what") if is_trouble(what)}


def _with_taken(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return meetings.annotate(
        taken=Count("participants", filter=Q(participants__group_seat__isnull=False)),
        left=F("seats") - F("taken"),
    )


def coming_groups(office_id: int, **of: Any) -> QuerySet[Meeting]:
    """Of an office, not begun yet, the next first, each with ``taken`` and ``left``. ``of``: of which type,
    of which adviser."""
    ahead = Meeting.objects.filter(office=office_id, seats__isnull=False, starts__gt=clock.now(), **of)
    planned = ahead.filter(status__in=[Meeting.Status.PLANNED, Meeting.Status.OPEN])
    return _with_taken(planned).select_related("type", "adviser", "place").order_by("starts", "pk")


def groups_for(client: Client) -> list[Meeting]:
    """Those in which this client can be given a seat; ``has`` says where they have one. One statement."""
    own = Participant.objects.filter(meeting=OuterRef("pk"), client=client, group_seat__isnull=False)
    return list(coming_groups(client.office_id).annotate(has=Exists(own))[:SHOWN])
