"""Groups as their page tells them, and those with free seats."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.kernel import clock
from lasna.meetings.models import CallAttempt, DoorSight, Invitation, Meeting, Participant
from lasna.meetings.queries.encounter import MeetingPage, attempts_in, is_trouble, places_with
from lasna.meetings.queries.today import OF_INVITATIONS, state_words

SHOWN = 30


@dataclass(frozen=True)
class GroupSeat:
    """A client's place. ``tried``: the door saw them trying, so that technology is not taken for staying
    away."""

    place: Participant
    client: Client
    state: str
    calls: list[CallAttempt]
    tried: bool

    @property
    def ways(self) -> list[str]:
        """By which the link can be sent."""
        return self.place.addressee.ways


@dataclass(frozen=True)
class Group(MeetingPage):
    seats: list[GroupSeat]
    gone: list[Participant]
    """Who gave a seat up."""

    @property
    def guests(self) -> list[Participant]:
        return [seat.place for seat in self.seats]

    @property
    def taken(self) -> int:
        return len(self.seats)

    @property
    def free(self) -> int:
        return max((self.meeting.seats or 0) - self.taken, 0)

    @property
    def unsaid(self) -> bool:
        """Of somebody nothing is said yet; or nobody had a seat, and nothing is said of the group."""
        return any(not seat.place.outcome for seat in self.seats) or not self.meeting.outcome


def group_of(meeting: Meeting) -> Group:
    """Four statements, however many seats."""
    places = places_with(_messages(meeting), meeting)
    clients = [place for place in places if place.client_id]
    now = clock.now()
    calls, tried = _calls(meeting), _tried(meeting)
    vars(meeting)["taken"] = sum(place.group_seat is not None for place in clients)
    seats = [
        GroupSeat(place, place.client, _how(place), calls.get(place.pk, []), place.pk in tried)
        for place in sorted(clients, key=lambda place: place.group_seat or 0)
        if place.group_seat and place.client
    ]
    return Group(
        meeting=meeting,
        at=now,
        state=state_words(meeting, None, now),
        seats=seats,
        gone=[place for place in clients if place.group_seat is None],
        places=places,
    )


def _how(place: Participant) -> str:
    """The outcome, or what the client has said, or how far they have come."""
    if place.outcome:
        return str(place.get_outcome_display())
    if place.state == Participant.State.INVITED:
        return str(place.get_answer_display())
    return str(place.get_state_display())


def _messages(meeting: Meeting) -> QuerySet[Message]:
    """Without codes and reminders: of twenty clients they are too many to be read for nothing."""
    about = Invitation.objects.filter(participant__meeting=meeting).values("pk")
    sent = Message.objects.filter(kind__in=OF_INVITATIONS, about__in=about)
    return sent.exclude(kind="code").exclude(kind__startswith="reminder").order_by("-pk")


def _calls(meeting: Meeting) -> dict[int, list[CallAttempt]]:
    calls: dict[int, list[CallAttempt]] = {}
    for call in attempts_in(meeting):
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


def groups_ahead() -> QuerySet[Meeting]:
    """Not begun yet."""
    ahead = Meeting.objects.filter(seats__isnull=False, starts__gt=clock.now())
    return ahead.filter(status__in=[Meeting.Status.PLANNED, Meeting.Status.OPEN])


def coming_groups(office_id: int) -> QuerySet[Meeting]:
    """Of an office, the next first, each with ``taken`` and ``left``."""
    return (
        _with_taken(groups_ahead().filter(office=office_id))
        .select_related("type", "adviser", "place")
        .order_by("starts", "pk")
    )


def groups_for(client: Client) -> list[Meeting]:
    """Those in which this client can be given a seat; ``has`` says where they have one. One statement."""
    own = Participant.objects.filter(meeting=OuterRef("pk"), client=client, group_seat__isnull=False)
    return list(coming_groups(client.office_id).annotate(has=Exists(own))[:SHOWN])
