"""The office's week: who meets whom, how and when (N12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery

from lasna.meetings.models import Meeting, Participant
from lasna.people.models import Office, Person

DAYS = 7
WORKED = 5
"""Saturday and Sunday are shown when somebody meets then."""


_ANSWER = Participant.objects.filter(
    meeting=OuterRef("pk"), role=Participant.Role.CLIENT, group_seat=None
).values("answer")[:1]


@dataclass(frozen=True)
class Cell:
    """An adviser's meetings of one day, in their order."""

    day: date
    meetings: list[Meeting]


@dataclass(frozen=True)
class Line:
    adviser: Person
    cells: list[Cell]

    @property
    def number(self) -> int:
        return sum(len(cell.meetings) for cell in self.cells)


@dataclass(frozen=True)
class Week:
    monday: date
    days: list[date]
    lines: list[Line]
    ways: dict[str, int]
    """How many by each way: values of ``Channel``."""

    @property
    def before(self) -> str:
        return (self.monday - timedelta(days=DAYS)).isoformat()

    @property
    def after(self) -> str:
        return (self.monday + timedelta(days=DAYS)).isoformat()

    @property
    def empty(self) -> bool:
        return not any(line.number for line in self.lines)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(office: Office, monday: date) -> Week:
    """Two statements. Meetings that were cancelled are not there; advisers who meet nobody are. Each meeting
    has its client's ``answer``."""
    zone = ZoneInfo(office.zone)
    begins = datetime.combine(monday, time(), zone)
    ends = datetime.combine(monday + timedelta(days=DAYS), time(), zone)
    meetings = Meeting.objects.filter(office=office, starts__gte=begins, starts__lt=ends)
    agreed: list[Meeting] = list(
        meetings.exclude(status=Meeting.Status.CANCELLED)
        .select_related("client", "type", "adviser", "place")
        .annotate(answer=Subquery(_ANSWER))
        .order_by("starts", "pk")
    )
    shown = max([WORKED, *(meeting.starts.astimezone(zone).weekday() + 1 for meeting in agreed)])
    days = [monday + timedelta(days=plus) for plus in range(shown)]
    lines = [_line(adviser, days, agreed, zone) for adviser in _advisers(office, agreed)]
    ways: dict[str, int] = {}
    for meeting in agreed:
        ways[meeting.planned_channel] = ways.get(meeting.planned_channel, 0) + 1
    return Week(monday, days, lines, ways)


def _advisers(office: Office, agreed: Iterable[Meeting]) -> list[Person]:
    """Who works in the office with clients, and whoever else has a meeting of it; by name."""
    here = office.people.filter(is_active=True).exclude(role=Person.Role.SUPPORT)
    people = {person.pk: person for person in here} | {each.adviser_id: each.adviser for each in agreed}
    return sorted(people.values(), key=lambda person: (person.name, person.pk))


def _line(adviser: Person, days: list[date], agreed: list[Meeting], zone: ZoneInfo) -> Line:
    own = [meeting for meeting in agreed if meeting.adviser_id == adviser.pk]
    cells = [
        Cell(day, [meeting for meeting in own if meeting.starts.astimezone(zone).date() == day])
        for day in days
    ]
    return Line(adviser, cells)
