"""Who knocks: for the adviser's desk, their day, and the client's own page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lasna.clients.models import Channel, Client
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.kept import Kept, some_ids, some_moments
from lasna.kernel.live.visits import Visit, snapshot_part
from lasna.knocking.access import knocks_of
from lasna.knocking.models import Knock, Presence
from lasna.knocking.protocol import KnocksSnapshot, KnockView
from lasna.knocking.queries.presence import Here, here_for, pausing, rule_of, said_by
from lasna.knocking.states import MISSED, OPEN, PAGE_SILENT_AFTER, TOLD_FOR
from lasna.meetings.models import Meeting
from lasna.meetings.queries.today import Due
from lasna.people.models import Person

DUE_SHOWN, DUE_SINCE = 20, timedelta(days=14)
LAST_DIGITS = 2


def knock_view(knock: Knock) -> KnockView:
    return KnockView(
        knock=knock.pk, name=knock.client.name, way=knock.channel, since=knock.asked_at.isoformat()
    )


@snapshot_part("desk", "knocks")
def knocks_snapshot(visit: Visit) -> KnocksSnapshot | None:
    """Whoever waits for this adviser's answer now."""
    person = Person.objects.filter(pk=visit.person_id).first()
    if person is None or not person.advises:
        return None
    knocks = list(knocks_of(person).filter(state=Knock.State.WAITING))
    if knocks:
        looked("knocks.listed", "client", [knock.client_id for knock in knocks])
    return KnocksSnapshot(knocks=[knock_view(knock) for knock in knocks])


@dataclass(frozen=True)
class Row:
    """Somebody who knocks, as the adviser's day shows them."""

    knock: Knock
    now: datetime

    @property
    def page_is_open(self) -> bool:
        return self.knock.channel != Channel.VIDEO or self.knock.seen_at > self.now - PAGE_SILENT_AFTER


@dataclass(frozen=True)
class Standing:
    """How the adviser's switch stands. ``presence`` None: off. ``pause``: the meeting for which it is not
    shown now. ``possible``: the organisation has quick questions."""

    presence: Presence | None
    pause: Meeting | None
    possible: bool
    rows: list[Row]


def standing_of(person: Person) -> Standing:
    now = clock.now()
    presence = said_by(person.pk)
    rows = [Row(knock, now) for knock in knocks_of(person).filter(state__in=OPEN)]
    pause = pausing(person.pk, now) if presence else None
    return Standing(presence, pause, bool(rule_of(person.organisation).ways), rows)


def _due(person_id: int, since: datetime) -> QuerySet[Knock]:
    missed = Knock.objects.filter(
        client__adviser=person_id,
        state__in=MISSED,
        settled_at=None,
        ended_at__gt=since,
    )
    return missed.select_related("client__office").order_by("asked_at", "pk")[:DUE_SHOWN]


_kept_due = Kept(_due, *some_ids(1), *some_moments(1))


def due_of(person: Person) -> list[Due]:
    """Asked and not answered, or promised a call."""
    knocks = _kept_due.objects(person.pk, clock.now() - DUE_SINCE)
    return [Due("knocking/due.html", knock, ("client", knock.client_id)) for knock in knocks]


@dataclass(frozen=True)
class Front:
    """The client's page of their quick question. ``knock``: the last one, while there is something to say."""

    client: Client
    knock: Knock | None

    @cached_property
    def here(self) -> Here:
        return here_for(self.client)

    @property
    def page(self) -> str:
        """The name of what is shown."""
        if self.knock is not None and self.knock.state == Knock.State.BEGUN:
            return "come" if self.knock.channel == Channel.VIDEO else "phone"
        if self.knock is not None:
            return str(self.knock.state)
        return "ask" if self.here.free else "away"

    @property
    def number_ends(self) -> str:
        return self.client.phone[-LAST_DIGITS:]

    @cached_property
    def before(self) -> int:
        """How many wait for the same adviser and came before."""
        assert self.knock is not None
        earlier = Knock.objects.filter(adviser=self.knock.adviser_id, state__in=OPEN, pk__lt=self.knock.pk)
        return earlier.count()

    @property
    def before_words(self) -> str:
        if not self.before:
            return _("You are the first.")
        number = self.before
        words = ngettext("There is one person before you.", "There are {number} people before you.", number)
        return words.format(number=number)

    @property
    def ago_words(self) -> str:
        assert self.knock is not None
        minutes = int((clock.now() - self.knock.asked_at).total_seconds()) // 60
        if not minutes:
            return _("You asked just now.")
        words = ngettext("You asked one minute ago.", "You asked {number} minutes ago.", minutes)
        return words.format(number=minutes)

    def told(self) -> dict[str, str]:
        """What the page asks for again and again."""
        if self.page == Knock.State.WAITING:
            return {"page": self.page, "before": self.before_words, "wait": self.ago_words}
        return {"page": self.page}


def last_of(client: Client) -> Knock | None:
    """The client's last knock, while there is something to say of it."""
    told = Knock.objects.filter(client=client, asked_at__gt=clock.now() - TOLD_FOR)
    knock = told.select_related("adviser", "meeting").order_by("-pk").first()
    over = (Knock.State.DONE, Knock.State.WITHDRAWN)
    return None if knock is None or knock.state in over else knock


def front_of(client: Client) -> Front:
    return Front(client, last_of(client))
