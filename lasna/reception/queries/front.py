"""The public page: what anybody is told, and what whoever stands in the queue is told besides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Q

from lasna.clients.models import Channel
from lasna.kernel.web.times import said_time
from lasna.reception.models import Reception, Visit
from lasna.reception.queries.opening import opened_now, serving_now, wait_at
from lasna.reception.queries.words import before_words, wait_words
from lasna.reception.states import IN_QUEUE, Opened

PAGES = {
    Visit.State.WAITING: "waiting",
    Visit.State.AWAY: "away",
    Visit.State.TAKEN: "taken",
    Visit.State.SERVED: "thanks",
    Visit.State.LEFT: "left",
    Visit.State.GONE: "gone",
}
BEGUN = {Channel.VIDEO: "come", Channel.PHONE: "phone", Channel.IN_PERSON: "here"}
"""Once the meeting was made."""


def waiting_before(reception: Reception, visit: Visit | None) -> int:
    """Who is before this visit, or before whoever comes now. Those who are away are passed over."""
    waiting = Visit.objects.filter(reception=reception, state=Visit.State.WAITING)
    if visit is not None:
        earlier = Q(joined_at__lt=visit.joined_at) | Q(joined_at=visit.joined_at, pk__lt=visit.pk)
        waiting = waiting.filter(earlier)
    return waiting.count()


def in_queue(reception: Reception) -> int:
    return Visit.objects.filter(reception=reception, state__in=IN_QUEUE).count()


@dataclass(frozen=True)
class Front:
    """``visit``: of the browser that asks; None: it holds no place."""

    reception: Reception
    visit: Visit | None

    @property
    def page(self) -> str:
        """The name of what is shown."""
        if self.visit is not None:
            if self.visit.state == Visit.State.LED:
                return BEGUN[Channel(self.visit.channel)]
            return PAGES[Visit.State(self.visit.state)]
        if not self.opened.now:
            return "closed"
        return "full" if self.is_full else "open"

    @property
    def other_ways(self) -> list[str]:
        """In which the visitor could be met instead."""
        mine = self.visit.channel if self.visit else ""
        return [way.value for way in self.reception.ways if way != mine]

    @cached_property
    def opened(self) -> Opened:
        return opened_now(self.reception)

    @property
    def opens_words(self) -> str:
        """Empty: no opening is known."""
        at: datetime | None = self.opened.next
        return said_time(at, self.reception.office.zone) if at else ""

    @cached_property
    def is_full(self) -> bool:
        return in_queue(self.reception) >= self.reception.most

    @cached_property
    def nobody_serves(self) -> bool:
        return not serving_now(self.reception).exists()

    @cached_property
    def before(self) -> int:
        return waiting_before(self.reception, self.visit)

    @property
    def before_words(self) -> str:
        return before_words(self.before)

    @cached_property
    def _wait(self) -> timedelta | None:
        return wait_at(self.reception, self.before)

    @property
    def wait_words(self) -> str:
        return wait_words(self._wait)

    def told(self) -> dict[str, str]:
        """What the page asks for again and again."""
        told = {"page": self.page}
        if self.page in ("waiting", "open"):
            told |= {"before": self.before_words, "wait": self.wait_words}
        return told
