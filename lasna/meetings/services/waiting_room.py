"""Who waits hears how many come before; where nobody answers, the adviser's colleagues are told (N15)."""

from collections import Counter, defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from lasna.kernel import clock
from lasna.kernel.live.publish import lock_room, publish
from lasna.meetings.events import DeskAnswered, DeskUnanswered, DoorAhead
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.queries.people import colleagues_to_ask
from lasna.meetings.states import UNANSWERED_AFTER, unanswered
from lasna.people.models import Person

AT_ONCE = 100


def tell_colleagues() -> int:
    """One look at all who wait. Returns how many were told or taken back."""
    now = clock.now()
    waiting = Participant.objects.filter(
        state=Participant.State.WAITING,
        waiting_since__lte=now - UNANSWERED_AFTER,
        meeting__starts__lte=now - UNANSWERED_AFTER,
        colleagues_told_at=None,
    )
    told = Participant.objects.filter(colleagues_told_at__isnull=False)
    fresh = [each.pk for each in _with_hosts(waiting) if _is_unanswered(each)]
    stale = [each.pk for each in _with_hosts(told) if not _is_unanswered(each)]
    return sum(map(_tell, fresh)) + sum(map(_take_back, stale))


def _with_hosts(places: QuerySet[Participant]) -> QuerySet[Participant]:
    hosts = Participant.objects.filter(role=Participant.Role.ADVISER)
    host = Prefetch("meeting__participants", hosts, to_attr="adviser_places")
    return places.select_related("meeting").prefetch_related(host).order_by("pk")[:AT_ONCE]


def _is_unanswered(place: Participant) -> bool:
    [host] = vars(place.meeting)["adviser_places"]
    return unanswered(place.meeting, host, place, clock.now())


@transaction.atomic
def _tell(participant_id: int) -> bool:
    place = Participant.objects.select_related("meeting__adviser").get(pk=participant_id)
    event = DeskUnanswered(
        meeting=place.meeting_id,
        participant=place.pk,
        name=place.name,
        since=place.waiting_since.isoformat() if place.waiting_since else "",
        adviser=place.meeting.adviser.name,
    )
    colleagues = colleagues_to_ask(place.meeting).order_by("desk_id")
    for desk_id in colleagues.values_list("desk_id", flat=True):
        publish(desk_id, event)
    waits = Participant.objects.filter(
        pk=participant_id, state=Participant.State.WAITING, colleagues_told_at=None
    )
    if waits.update(colleagues_told_at=clock.now()):
        return True
    transaction.set_rollback(True)  # let in, or gone, at this very moment
    return False


@transaction.atomic
def _take_back(participant_id: int) -> bool:
    place = Participant.objects.select_related("meeting").get(pk=participant_id)
    for desk_id in _desks_of(place.meeting):
        publish(desk_id, DeskAnswered(participant=participant_id))
    told = Participant.objects.filter(pk=participant_id, colleagues_told_at__isnull=False)
    return told.update(colleagues_told_at=None) > 0


def _desks_of(meeting: Meeting) -> list[int]:
    """Everybody's who may have been told: also of who took the meeting since."""
    people = Person.objects.filter(organisation=meeting.organisation_id, offices=meeting.office_id)
    desks = people.exclude(role=Person.Role.SUPPORT).order_by("desk_id")
    return list(desks.values_list("desk_id", flat=True).distinct())


def tell_ahead() -> int:
    """Who waits though their time has come is told how many come before. Returns how many were told."""
    now = clock.now()
    waiting = list(
        Participant.objects.filter(state=Participant.State.WAITING, role=Participant.Role.CLIENT)
        .exclude(meeting__status__in=[Meeting.Status.ENDED, Meeting.Status.CANCELLED])
        .select_related("meeting")
        .order_by("meeting__starts", "meeting_id", "pk")
    )
    if not waiting:
        return 0
    ahead = _meetings_ahead(waiting, now)
    return sum(_tell_ahead(each, ahead[each.pk]) for each in waiting if each.ahead != ahead[each.pk])


def _meetings_ahead(waiting: list[Participant], now: datetime) -> dict[int, int]:
    """By place: meetings of the same adviser that go on, and those for which somebody comes first."""
    under_way = Meeting.objects.filter(
        status=Meeting.Status.UNDER_WAY, adviser__in={place.meeting.adviser_id for place in waiting}
    )
    first: dict[int, set[int]] = defaultdict(set)
    for adviser_id, meeting_id in under_way.values_list("adviser", "pk"):
        first[adviser_id].add(meeting_id)
    ahead: Counter[int] = Counter()
    for place in waiting:
        meeting = place.meeting
        before = first[meeting.adviser_id]
        if meeting.starts <= now and not meeting.under_way:
            ahead[place.pk] = len(before - {meeting.pk})
        before.add(meeting.pk)
    return ahead


@transaction.atomic
def _tell_ahead(place: Participant, ahead: int) -> bool:
    lock_room(place.door_id)
    waits = Participant.objects.filter(pk=place.pk, state=Participant.State.WAITING)
    if not waits.update(ahead=ahead):
        return False
    publish(place.door_id, DoorAhead(ahead=ahead))
    return True
