"""What is kept how long, what is old, and which clients are to go."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from lasna.clients.access import clients_of
from lasna.clients.models import Client
from lasna.contacts.models import Contact
from lasna.kernel import clock
from lasna.kernel import kept as statements
from lasna.kernel.kept import some_ids
from lasna.kernel.personal import Kind, kinds
from lasna.kernel.web.lists import ListPage, page_of
from lasna.meetings.models import Participant
from lasna.people.models import Office, Person
from lasna.privacy.models import Hold, Rule

CLIENTS = "clients"
NOTICE = timedelta(days=14)
"""A client is on the list so long before they go."""
BEGINS, ENDS = time(2), time(5)
"""Of the organisation's night: a purge begins in between."""
SHOWN = 50
LAST_PAGE = 10_000
"""Of those who are to go: the list cannot be narrowed, and whoever is on it can be kept there alone."""


@dataclass(frozen=True)
class Kept:
    """A kind as one organisation keeps it."""

    kind: Kind
    days: int
    on: bool

    def before(self, at: datetime) -> datetime:
        """What is older than this goes at ``at``."""
        return at - timedelta(days=self.days)


_kept_rules = statements.Kept(
    lambda organisation: Rule.objects.filter(organisation=organisation), *some_ids(1)
)
_kept_zones = statements.Kept(
    lambda organisation: Office.objects.filter(organisation=organisation).order_by("pk").values_list("zone"),
    *some_ids(1),
)


def kept_by(organisation_id: int) -> list[Kept]:
    """Every kind, in the order of the packages. One statement."""
    rules = {rule.kind: rule for rule in _kept_rules.objects(organisation_id)}
    return [
        Kept(
            kind,
            rules[kind.name].days if kind.name in rules else kind.days,
            rules[kind.name].on if kind.name in rules else kind.on,
        )
        for kind in kinds()
    ]


def old_at(organisation_id: int, at: datetime) -> dict[str, int]:
    """Kind → how much a purge at ``at`` takes away; those switched on alone."""
    return {
        kept.kind.name: kept.kind.count(organisation_id, kept.before(at))
        for kept in kept_by(organisation_id)
        if kept.on
    }


def zone_of(organisation_id: int) -> ZoneInfo:
    """Whose night it is: the first office's."""
    zone = next((zone for (zone,) in _kept_zones.rows(organisation_id)), "")
    return ZoneInfo(zone or settings.TIME_ZONE)


def night_at(now: datetime, zone: ZoneInfo) -> date | None:
    """The date of the night that it is now; None by day."""
    local = now.astimezone(zone)
    return local.date() if BEGINS <= local.time() < ENDS else None


def next_night(now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= BEGINS)
    return datetime.combine(day, BEGINS, zone)


def _clients_rule(organisation_id: int) -> Rule | None:
    rules = _kept_rules.objects(organisation_id)
    return next((rule for rule in rules if rule.kind == CLIENTS and rule.on), None)


def _quiet(rule: Rule, before: datetime) -> QuerySet[Client]:
    """Clients with whom nothing has been and nothing is to come since ``before``."""
    contacts = Contact.objects.filter(client=OuterRef("pk"), ended__gte=before)
    meetings = Participant.objects.filter(client=OuterRef("pk"), meeting__ends__gte=before)
    # Whose beginning nobody wrote down counts from the day the rule was made.
    known = Q(added_at__lt=before)
    if rule.changed_at < before:
        known |= Q(added_at=None)
    return Client.objects.filter(
        known, ~Exists(contacts), ~Exists(meetings), organisation=rule.organisation_id
    )


def clients_to_go(organisation_id: int, before: datetime) -> QuerySet[Client]:
    """Those that a purge takes whose rule reaches back to ``before``: after their notice, and not held."""
    rule = _clients_rule(organisation_id)
    if rule is None:
        return Client.objects.none()
    at = before + timedelta(days=rule.days)
    if at < rule.changed_at + NOTICE:
        return Client.objects.none()
    day = at.astimezone(zone_of(organisation_id)).date()
    held = Hold.objects.filter(client=OuterRef("pk"), until__gte=day)
    return _quiet(rule, before).filter(~Exists(held)).order_by("pk")


@dataclass(frozen=True)
class ToGo:
    """A client on the list of those to go. ``name`` only for who may see the client."""

    number: int
    office: str
    name: str
    last: datetime | None
    goes: date
    kept_until: date | None


def listed_to_go(person: Person, number: int = 1) -> tuple[list[ToGo], ListPage[Any]]:
    """Who goes within the notice, the held ones too, and their page. Three statements."""
    rule = _clients_rule(person.organisation_id)
    if rule is None:
        return [], ListPage([], 1, has_more=False)
    now, zone = clock.now(), zone_of(person.organisation_id)
    before = now + NOTICE - timedelta(days=rule.days)
    own = clients_of(person).filter(pk=OuterRef("pk"))
    rows = _quiet(rule, before).select_related("office", "hold").annotate(own=Exists(own))
    rows = rows.annotate(contact=Max("contacts__ended"), meeting=Max("meetings__ends")).order_by("pk")
    page = page_of(rows, number, SHOWN, LAST_PAGE)
    earliest = max(now, rule.changed_at + NOTICE)
    return [_to_go(client, rule, earliest, zone) for client in page.rows], page


def _to_go(client: Client, rule: Rule, earliest: datetime, zone: ZoneInfo) -> ToGo:
    told = vars(client)
    moments = [at for at in (told["contact"], told["meeting"], client.added_at) if at]
    last = max(moments, default=None)
    due = max(earliest, (last or rule.changed_at) + timedelta(days=rule.days))
    goes = next_night(due, zone).date()
    hold: Hold | None = getattr(client, "hold", None)
    kept = hold.until if hold is not None and hold.until >= goes else None
    name = client.name if told["own"] else ""
    return ToGo(client.pk, client.office.name, name, last, goes, kept)
