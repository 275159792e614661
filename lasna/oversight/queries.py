"""Reading the log of who looked, over all packages."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Count, F, Func, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.db.models.lookups import Regex
from django.utils.translation import gettext as _

from lasna.clients.models import Client
from lasna.contacts.models import Contact
from lasna.correspondence.models import Message
from lasna.correspondence.queries import can_leave_again, troubled
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.web import lists
from lasna.kernel.web.lists import ListPage
from lasna.meetings.models import Meeting
from lasna.oversight.protocol import DEEDS, KINDS, REASONS, SUBJECTS
from lasna.people.models import Person


@dataclass(frozen=True)
class Wanted:
    """What of the log is asked for. Empty: all of it. Days as in the service's zone, both included."""

    person: int | None = None
    client: int | None = None
    deed: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def narrowed(self) -> bool:
        return self != Wanted()

    @property
    def is_of_an_incident(self) -> bool:
        """One person or one client, and one period: what may leave as a file."""
        return bool((self.person or self.client) and self.since and self.until)


@dataclass(frozen=True)
class Line:
    """A row in words."""

    number: int
    at: datetime
    who: str
    deed: str
    words: str
    subject: str
    ids: list[int]
    hash: str

    @property
    def ids_read(self) -> str:
        return ", ".join(map(str, self.ids))


@dataclass(frozen=True)
class Trouble:
    """A message that did not arrive, or of which nobody knows, without whom it is to and what it says."""

    message: Message
    what: str
    how: str
    reason: str
    can_leave_again: bool

    @property
    def unknown(self) -> bool:
        return self.message.state == Message.State.UNKNOWN


def troubles(organisation_id: int, *, number: int) -> ListPage[Trouble]:
    """Newest first."""
    page = lists.page_of(troubled(organisation_id), number)
    return ListPage([_trouble(message) for message in page.rows], page.number, page.has_more)


def _trouble(message: Message) -> Trouble:
    kind = "reminder" if message.kind.startswith("reminder_") else message.kind
    by_mail = message.channel == Message.Channel.EMAIL
    # The host alone: it tells whether one mail server takes nothing, and not whom we write to.
    host = f" (*@{message.address.rpartition('@')[2]})" if by_mail else ""
    return Trouble(
        message,
        what=str(KINDS.get(kind, _("Message"))),
        how=f"{message.get_channel_display()}{host}",
        reason=str(REASONS.get(message.reason, "")),
        can_leave_again=can_leave_again(message),
    )


def _people(organisation_id: int) -> QuerySet[Person, Any]:
    return Person.objects.filter(organisation=organisation_id).order_by("name").values_list("pk", "name")


_kept_people = Kept(_people, *some_ids(1))


def people_of(organisation_id: int) -> dict[int, str]:
    """Everybody who has ever worked here, by name."""
    return dict(_kept_people.rows(organisation_id))


def is_client_of(organisation_id: int, client_id: int) -> bool:
    return Client.objects.filter(organisation=organisation_id, pk=client_id).exists()


def rows_of(organisation_id: int, wanted: Wanted) -> QuerySet[AuditRow]:
    """The newest first."""
    rows = AuditRow.objects.filter(chain=organisation_id)
    if wanted.person:
        rows = rows.filter(who=f"person:{wanted.person}")
    if wanted.deed:
        rows = rows.filter(deed=wanted.deed)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.client:
        rows = rows.filter(_about(*_of_client(wanted.client)))
    return rows.order_by("-number")


def page_of(organisation_id: int, wanted: Wanted, names: dict[int, str], *, number: int) -> ListPage[Line]:
    """One page, in words."""
    page = lists.page_of(rows_of(organisation_id, wanted), number)
    return ListPage(in_words(page.rows, names), page.number, page.has_more)


def in_words(rows: list[AuditRow], names: dict[int, str]) -> list[Line]:
    return [
        Line(
            row.number,
            row.at,
            _who(row.who, names),
            row.deed,
            str(DEEDS.get(row.deed, row.deed)),
            str(SUBJECTS.get(row.subject, row.subject)),
            row.ids,
            row.hash,
        )
        for row in rows
    ]


def _who(who: str, names: dict[int, str]) -> str:
    kind, _colon, number = who.partition(":")
    if kind == "person" and number.isdecimal():
        return names.get(int(number), who)
    if kind in ("participant", "client"):
        return _("a client, by their link")
    return _("the service itself")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


_kept_meetings = Kept(
    lambda client: Meeting.objects.filter(participants__client=client).order_by("pk").values_list("pk"),
    *some_ids(1),
)
_kept_contacts = Kept(
    lambda client: Contact.objects.filter(client=client).order_by("pk").values_list("pk"), *some_ids(1)
)


class _NamesAny(Func):
    """PostgreSQL alone: the list of numbers holds one of these. Found by the index ``audit_ids``.

    Selected, so that they are read once, and not for each row.
    """

    template = "%(expressions)s::text[]::jsonb[])::jsonb[])"
    arg_joiner = " @> ANY((SELECT "
    output_field = BooleanField()


class _NamesIt(Func):
    """PostgreSQL alone: the list of numbers holds this one. Looking for one of a list of one takes five times
    as long."""

    template = "%(expressions)s::text::jsonb"
    arg_joiner = " @> "
    output_field = BooleanField()


def _names(subject: str, any_of: Any) -> Q:
    """Rows about one of these things; as ``_asked`` and ``_asked_one`` give them."""
    if connection.vendor == "postgresql":
        holds = _NamesAny if isinstance(any_of, list) else _NamesIt
        return Q(subject=subject) & Q(holds(F("ids"), Value(any_of)))
    return Q(Regex(Cast("ids", TextField()), any_of), subject=subject)


def _asked_one(number: int) -> Any:
    return str(number) if connection.vendor == "postgresql" else _asked([number])


def _asked(ids: list[int]) -> Any:
    """Both databases write a list of numbers as "[3, 5]"; only one can search in it."""
    if connection.vendor == "postgresql":
        return [str(number) for number in ids]
    return rf"(\[| )({'|'.join(map(str, ids)) or '-'})(\]|,)"


def _of_client(client_id: int) -> list[Any]:
    """What names the client in the log: they, their meetings, their contacts."""
    meetings = [number for (number,) in _kept_meetings.rows(client_id)]
    contacts = [number for (number,) in _kept_contacts.rows(client_id)]
    return [_asked_one(client_id), _asked(meetings), _asked(contacts)]


def _about(client: Any, meetings: Any, contacts: Any) -> Q:
    return _names("client", client) | _names("meeting", meetings) | _names("contact", contacts)


@cache
def _kept_days(zone: str, most: int) -> Kept[AuditRow]:
    def days(chain: int, *of_client: Any) -> QuerySet[AuditRow, Any]:
        day = TruncDate("at", tzinfo=ZoneInfo(zone))
        rows = AuditRow.objects.filter(_about(*of_client), chain=chain).annotate(day=day)
        told = rows.values("day", "who", "deed").annotate(times=Count("pk"), newest=Max("at"))
        # By the newest, which no row is sorted for before it is counted.
        told = told.order_by("-newest", "who", "deed")
        found: QuerySet[AuditRow, Any] = told.values_list("day", "who", "deed", "times")[:most]
        return found

    chain, client, *others = some_ids(4)
    return Kept(days, chain, _asked_one(client), *(_asked([number]) for number in others))


def days_about(
    organisation_id: int, client_id: int, *, zone: str, most: int
) -> list[tuple[date, str, str, int]]:
    """Day in ``zone``, who, what and how often, of one client: the newest day first, on each by who and what.
    Three statements."""
    rows = _kept_days(zone, most).rows(organisation_id, *_of_client(client_id))
    rows.sort(key=lambda row: (-row[0].toordinal(), row[1], row[2]))
    return [(day, who, deed, times) for day, who, deed, times in rows]
