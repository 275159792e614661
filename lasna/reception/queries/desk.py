"""What those who serve a reception see of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from lasna.kernel import clock
from lasna.people.access import office_ids_of
from lasna.people.models import Person
from lasna.reception.models import Reception, Serving, Visit
from lasna.reception.queries.opening import local_day, opened_now, serving_now
from lasna.reception.queries.words import waited_words
from lasna.reception.states import IN_QUEUE, OVER, Opened


@dataclass(frozen=True)
class Row:
    """Somebody in the queue, or with an adviser."""

    visit: Visit
    now: datetime

    @property
    def waited(self) -> str:
        return waited_words((self.visit.taken_at or self.now) - self.visit.joined_at)

    @property
    def is_away(self) -> bool:
        return self.visit.state == Visit.State.AWAY


@dataclass(frozen=True)
class Queue:
    reception: Reception
    opened: Opened
    waiting: list[Row]
    """With those who are away: they keep their place."""
    met: list[Row]
    serving: list[Serving]
    mine: Visit | None
    """Whom this person has taken."""
    serves: bool

    @property
    def next(self) -> Row | None:
        return next((row for row in self.waiting if not row.is_away), None)

    @property
    def nobody_serves(self) -> bool:
        return not self.serving

    @property
    def alarm(self) -> bool:
        """It is open, or somebody waits, and nobody serves."""
        return self.nobody_serves and (self.opened.now or bool(self.waiting))


def queue_of(reception: Reception, person: Person) -> Queue:
    """In a few statements, however many wait."""
    now = clock.now()
    visits = Visit.objects.filter(reception=reception).exclude(state__in=OVER)
    rows = [Row(visit, now) for visit in visits.select_related("taken_by", "client", "meeting")]
    serving = list(serving_now(reception))
    taken = (row.visit for row in rows if row.visit.state == Visit.State.TAKEN)
    return Queue(
        reception=reception,
        opened=opened_now(reception),
        waiting=[row for row in rows if row.visit.state in IN_QUEUE],
        met=[row for row in rows if row.visit.state not in IN_QUEUE],
        serving=serving,
        mine=next((visit for visit in taken if visit.taken_by_id == person.pk), None),
        serves=any(one.person_id == person.pk for one in serving),
    )


def _serves_today(reception: Reception, last: datetime | None) -> bool:
    return last is not None and last >= local_day(reception)


@dataclass(frozen=True)
class Waiting:
    """A reception in which somebody waits, for the page of the day."""

    reception: Reception
    number: int
    waited: str
    nobody_serves: bool


def waiting_of(person: Person) -> list[Waiting]:
    """Receptions of the person's offices in whose queue somebody is. In one statement."""
    offices = office_ids_of(person)
    if not offices:
        return []
    here = Q(visits__state=Visit.State.WAITING)
    waited = Reception.objects.select_related("office").filter(
        here, office__in=offices, office__closed_at=None
    )
    serve = Serving.objects.filter(
        reception=OuterRef("pk"), person__is_active=True, person__offices=F("reception__office")
    )
    last = Subquery(serve.order_by("-since").values("since")[:1])
    found = waited.annotate(number=Count("visits"), first=Min("visits__joined_at"), last_served=last)
    return [
        Waiting(
            reception,
            vars(reception)["number"],
            waited_words(clock.now() - vars(reception)["first"]),
            not _serves_today(reception, vars(reception)["last_served"]),
        )
        for reception in found.order_by("pk")
    ]
