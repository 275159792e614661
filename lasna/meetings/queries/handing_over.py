"""What a colleague would take over, and what would stay."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lasna.clients.models import Client
from lasna.kernel.kept import Kept, some_ids
from lasna.meetings.models import Meeting, Participant
from lasna.people.models import Office, Person

Span = tuple[datetime, datetime]
GOING = (Meeting.Status.PLANNED, Meeting.Status.OPEN, Meeting.Status.UNDER_WAY)


@dataclass
class Load:
    """``elsewhere``: clients of offices that the colleague does not work in; they stay."""

    clients: int = 0
    elsewhere: int = 0
    meetings: list[Meeting] = field(default_factory=list)
    staying: list[tuple[Meeting, str]] = field(default_factory=list)
    """With ``office``, ``going_on`` or ``overlap``: why it stays."""

    @property
    def empty(self) -> bool:
        return not (self.clients or self.meetings)


def clients_to_hand(person: Person, to: Person) -> QuerySet[Client]:
    return Client.objects.filter(adviser=person, office__in=_offices(to))


def load_of(person: Person, to: Person) -> Load:
    """What would move from ``person`` to ``to`` at this moment. Four statements."""
    offices = set(_offices(to).values_list("pk", flat=True))
    counted = Client.objects.filter(adviser=person).aggregate(
        every=Count("pk"), here=Count("pk", filter=Q(office__in=offices))
    )
    load = Load(clients=counted["here"], elsewhere=counted["every"] - counted["here"])
    taken = [(other.starts, other.ends) for other in _open_of(to)]
    sitting = Participant.objects.filter(
        meeting=OuterRef("pk"), role=Participant.Role.ADVISER, state=Participant.State.PRESENT
    )
    for meeting in _open_of(person).select_related("client", "type").annotate(occupied=Exists(sitting)):
        why = _why_it_stays(meeting, offices, taken)
        if why:
            load.staying.append((meeting, why))
        else:
            load.meetings.append(meeting)
            taken.append((meeting.starts, meeting.ends))
    return load


def colleagues_for(person: Person) -> QuerySet[Person]:
    """Who could take over: those who advise in an office of theirs, or of their clients and meetings."""
    return _takers(person.pk, person.organisation_id)


def takers_for(person: Person) -> list[Person]:
    """The same, in a kept statement."""
    return _kept_takers.objects(person.pk, person.organisation_id)


def _takers(person: int, organisation: int) -> QuerySet[Person]:
    # Three small questions: joined in one, every person would be multiplied by every client and meeting.
    own = (
        Q(pk__in=_offices(person).values("pk"))
        | Q(pk__in=Client.objects.filter(adviser=person).values("office"))
        | Q(pk__in=_open_of(person).values("office"))
    )
    offices = Office.objects.filter(own, organisation=organisation).values("pk")
    advising = Person.objects.filter(organisation=organisation, is_active=True)
    near = Office.people.through.objects.filter(office__in=offices).values("person")
    takers = advising.exclude(role=Person.Role.SUPPORT).filter(pk__in=near)
    return takers.exclude(pk=person).order_by("name", "pk")


_kept_takers = Kept(_takers, *some_ids(2))


def _offices(person: Person | int) -> QuerySet[Office]:
    return Office.objects.filter(people=person)


def _open_of(person: Person | int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(adviser=person, status__in=GOING).order_by("starts", "pk")


def _why_it_stays(meeting: Any, offices: set[int], taken: list[Span]) -> str:
    if meeting.office_id not in offices:
        return "office"
    # Its adviser sits in it. One who has left it, or whose access has ended, lets it be taken over.
    if meeting.occupied:
        return "going_on"
    overlaps = any(starts < meeting.ends and meeting.starts < ends for starts, ends in taken)
    return "overlap" if overlaps else ""
