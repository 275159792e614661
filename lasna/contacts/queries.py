"""Reading what happened."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from lasna.clients.access import clients_in
from lasna.clients.models import Client
from lasna.clients.protocol import Entry, Used
from lasna.clients.queries import having, marks_of_words, words_of, zone_of
from lasna.contacts.access import contacts_in
from lasna.contacts.models import Agreement, Contact, ContactLeg, began_by_words
from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.personal import Section
from lasna.kernel.web.lists import ROWS, ListPage
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.queries.today import Due
from lasna.people.access import office_ids_of
from lasna.people.models import Person

OF_A_CARD = 100
DUE_SHOWN = 20
SHOWN = (
    *("pk", "began", "zone", "channel", "planned_channel", "moved_to_phone", "outcome", "began_by", "line"),
    "at_reception",
    *("finished", "meeting_id", "client_id", "client__first_name", "client__last_name", "adviser__name"),
)
"""What the list shows of a contact, and what says how: a ``Listed``."""


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for. Empty means everything."""

    since: date | None = None
    until: date | None = None
    channel: str = ""
    outcome: str = ""
    adviser: int | None = None
    text: str = ""


class Listed(NamedTuple):
    """A row of the list: columns, not objects, of which thirty would take most of the time."""

    pk: int
    began: datetime
    zone: str
    channel: str
    planned_channel: str
    moved_to_phone: bool
    outcome: str
    began_by: str
    line: str
    at_reception: bool
    finished: bool
    meeting_id: int | None
    client_id: int
    client_first_name: str
    client_last_name: str
    adviser: str


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


_MARKS = {
    "began__gte": datetime(1970, 1, 1, tzinfo=UTC),
    "began__lt": datetime(1970, 1, 2, tzinfo=UTC),
    "channel": "a channel",
    "outcome": "an outcome",
    "adviser": some_ids(1)[-1],
}


def _narrowed(wanted: Wanted, zone: ZoneInfo) -> dict[str, datetime | str | int]:
    """Look-ups of ``_MARKS`` with what they ask for. Days are days of ``zone``."""
    asked = {
        "began__gte": _midnight(wanted.since, zone) if wanted.since else None,
        "began__lt": _midnight(wanted.until + timedelta(days=1), zone) if wanted.until else None,
        "channel": wanted.channel,
        "outcome": wanted.outcome,
        "adviser": wanted.adviser,
    }
    return {lookup: value for lookup, value in asked.items() if value}


@lru_cache(256)
def _kept_page(offices: int, lookups: tuple[str, ...], words: int) -> Kept[Contact]:
    def page(first: int, organisation: int, *rest: Any) -> QuerySet[Contact, Any]:
        own, values, said = rest[:offices], rest[offices : offices + len(lookups)], rest[-words:]
        contacts = contacts_in(organisation, own).filter(**dict(zip(lookups, values, strict=True)))
        if words:
            clients = having(clients_in(organisation, own), said)
            contacts = contacts.filter(client__in=clients.order_by().values("pk"))
        # Sorted and skipped as numbers, out of the index alone; names are joined to one page only.
        chosen = contacts.values("pk")[first : first + ROWS + 1]
        return Contact.objects.filter(pk__in=chosen).values_list(*SHOWN)

    _adviser, *ids = some_ids(3 + offices)
    return Kept(page, *ids, *(_MARKS[lookup] for lookup in lookups), *marks_of_words(words))


def contact_page(person: Person, wanted: Wanted, zone: ZoneInfo, number: int) -> ListPage[Listed]:
    """Contacts as asked for, newest first. One page, in one statement: it is not counted."""
    offices, narrowed, words = office_ids_of(person), _narrowed(wanted, zone), words_of(wanted.text)
    if not offices:
        return ListPage([], number, has_more=False)
    kept = _kept_page(len(offices), tuple(narrowed), len(words))
    asked = [(number - 1) * ROWS, person.organisation_id, *offices, *narrowed.values(), *words]
    rows = kept.rows(*asked)
    return ListPage([Listed(*row) for row in rows[:ROWS]], number, len(rows) > ROWS)


@lru_cache(64)
def _kept_advisers(offices: int) -> Kept[Person]:
    def advisers(organisation: int, *of: int) -> QuerySet[Person, Any]:
        colleagues = Person.objects.filter(organisation=organisation, offices__in=of)
        return colleagues.distinct().order_by("name", "pk").values_list("pk", "name")

    return Kept(advisers, *some_ids(1 + offices))


def advisers_of(person: Person) -> list[tuple[int, str]]:
    """Whose contacts the person may see: colleagues of their offices, number and name, by name."""
    offices = office_ids_of(person)
    if not offices:
        return []
    return [
        (number, name) for number, name in _kept_advisers(len(offices)).rows(person.organisation_id, *offices)
    ]


def _due(person_id: int) -> QuerySet[Contact]:
    own = Contact.objects.filter(adviser=person_id, finished=False).select_related("client")
    return own.order_by("began", "pk")[:DUE_SHOWN]


_kept_due = Kept(_due, *some_ids(1))


def due_of(person: Person) -> list[Due]:
    """The person's own contacts without a last word, oldest first, for today's page."""
    due = _kept_due.objects(person.pk)
    unfinished = [Due("contacts/due.html", contact, ("contact", contact.pk)) for contact in due]
    return [*_agreed_due(person), *unfinished]


@dataclass(frozen=True)
class Promised:
    """An agreed contact that is due, or overdue by so many days."""

    agreement: Agreement
    overdue: int

    @property
    def words(self) -> str:
        return words_of_agreement(self.agreement)

    @property
    def quiet(self) -> bool:
        """A client who gets in touch themselves, and has not for long (N54)."""
        return self.agreement.rhythm == Agreement.Rhythm.CLIENT


def _agreed_due(person: Person) -> list[Due]:
    """The longest overdue first: nobody is forgotten. Of clients without an adviser at work: whoever agreed
    on it."""
    today = clock.now().astimezone(zone_of(person)).date()
    going = Q(paused_until=None) | Q(paused_until__lte=today)
    left = Q(client__adviser=None) | Q(client__adviser__is_active=False)
    whose = Q(client__adviser=person) | Q(left, agreed_by=person)
    near = clients_in(person.organisation_id, office_ids_of(person)).order_by().values("pk")
    due = Agreement.objects.filter(going, whose, due_on__lte=today, client__in=near)
    rows = due.select_related("client__office").order_by("due_on", "pk")[:PROMISED_SHOWN]
    return [
        Due("contacts/promised.html", _promised(each, today), ("client", each.client_id)) for each in rows
    ]


def _promised(agreement: Agreement, today: date) -> Promised:
    """Late from the end of a pause on."""
    due = max(filter(None, (agreement.due_on, agreement.paused_until)))
    return Promised(agreement, (today - due).days)


_ON_DAY = (
    pgettext_lazy("on which days", "on Mondays"),
    pgettext_lazy("on which days", "on Tuesdays"),
    pgettext_lazy("on which days", "on Wednesdays"),
    pgettext_lazy("on which days", "on Thursdays"),
    pgettext_lazy("on which days", "on Fridays"),
    pgettext_lazy("on which days", "on Saturdays"),
    pgettext_lazy("on which days", "on Sundays"),
)


def words_of_agreement(agreement: Agreement) -> str:
    """ "puhelin, joka toinen viikko, maanantaisin, aamupäivällä"."""
    parts = [str(agreement.get_channel_display()), str(agreement.get_rhythm_display())]
    if agreement.rhythm == Agreement.Rhythm.CLIENT:
        return parts[1]
    if agreement.weekday is not None:
        parts.append(str(_ON_DAY[agreement.weekday]))
    if agreement.part_of_day:
        parts.append(str(agreement.get_part_of_day_display()))
    return ", ".join(parts)


def facts_of(client: Client) -> list[tuple[str, str]]:
    """The agreement on the client's card."""
    agreement = Agreement.objects.filter(client=client).first()
    if agreement is None:
        return []
    told = [words_of_agreement(agreement)]
    today = clock.now().astimezone(ZoneInfo(client.office.zone)).date()
    if agreement.paused_until and agreement.paused_until > today:
        day = date_format(agreement.paused_until, "SHORT_DATE_FORMAT")
        told.append(_("paused until {day}").format(day=day))
    elif agreement.rhythm != Agreement.Rhythm.CLIENT:
        words = _("next {day}") if agreement.due_on >= today else _("due since {day}")
        told.append(words.format(day=date_format(agreement.due_on, "SHORT_DATE_FORMAT")))
    return [(_("In touch"), ", ".join(told))]


ROUND_SHOWN, PROMISED_SHOWN = 50, 100


def without_agreement(person: Person) -> list[Client]:
    """Clients with whom nothing is agreed, the person's own and those whom nobody advises: the call round
    (N49). One more than is shown says whether there are more."""
    clients = clients_in(person.organisation_id, office_ids_of(person))
    whose = Q(adviser=person) | Q(adviser=None) | Q(adviser__is_active=False)
    rows = clients.filter(whose, agreement=None).order_by("last_name", "first_name", "pk")
    return list(rows[: ROUND_SHOWN + 1])


def told_of_agreement(client_id: int) -> list[Section]:
    columns = [
        ("agreed_on", _("Agreed on")),
        ("what", _("In touch")),
        ("note", _("Note")),
        ("due_on", _("Next")),
        ("paused_until", _("Paused until")),
        ("kept_on", _("Last in touch as agreed")),
        ("attempts", _("Calls tried")),
        ("tried_at", _("Tried last")),
    ]
    rows = [
        (
            each.agreed_on,
            words_of_agreement(each),
            each.note,
            each.due_on,
            each.paused_until,
            each.kept_on,
            each.attempts,
            each.tried_at,
        )
        for each in Agreement.objects.filter(client=client_id)
    ]
    return [Section("agreements", _("How we are in touch"), columns, rows)]


_kept_after = Kept(
    lambda meeting: Contact.objects.filter(meeting=meeting).select_related("client"), *some_ids(1)
)


def after_of(meeting: Meeting) -> Due | None:
    """What the meeting left on record, on its own page: the line to write, or the line written."""
    contact = None if meeting.is_group else _kept_after.first(meeting.pk)
    if contact is None:  # of a group each client's card has it
        return None
    template = "contacts/written.html" if contact.finished else "contacts/due.html"
    return Due(template, contact, ("contact", contact.pk))


def hosts_of(contact: Contact) -> list[Participant]:
    """At whose devices the client took part, who had none of their own."""
    if contact.meeting_id is None:
        return []
    return list(Participant.objects.filter(meeting=contact.meeting_id).exclude(hosted_at=None).order_by("pk"))


def _of_a_card(client_id: int) -> QuerySet[Contact]:
    contacts = Contact.objects.filter(client=client_id).select_related("adviser", "meeting__type")
    return contacts[:OF_A_CARD]


_kept_of_a_card = Kept(_of_a_card, *some_ids(1))


def entries_of(client: Client) -> list[Entry]:
    """What happened, for the time line of a card."""
    return [_entry(contact) for contact in _kept_of_a_card.objects(client.pk)]


def _entry(contact: Contact) -> Entry:
    title = str(contact.meeting.type) if contact.meeting else ""
    return Entry(
        at=contact.began,
        until=contact.ended,
        zone=contact.zone,
        channel=contact.channel,
        title=title,
        state=contact.outcome_words,
        line=contact.line,
        address=reverse("contact", args=[contact.pk]),
    )


def told_of(client_id: int) -> list[Section]:
    """Every contact, for the client."""
    columns = [
        ("began", _("Began")),
        ("ended", _("Ended")),
        ("channel", _("Channel")),
        ("began_by", _("Who began")),
        ("outcome", _("How it went")),
        ("moved", _("Why by phone")),
        ("calls", _("Calls tried")),
        ("adviser", _("Adviser")),
        ("line", _("In one line")),
    ]
    rows = [
        (
            contact.began,
            contact.ended,
            contact.get_channel_display(),
            began_by_words(contact.began_by, at_reception=contact.at_reception),
            contact.outcome_words,
            contact.moved_because,
            contact.call_attempts,
            contact.adviser.name,
            contact.line,
        )
        for contact in Contact.objects.filter(client=client_id).select_related("adviser")
    ]
    legs = ContactLeg.objects.filter(contact__client=client_id)
    stretches = [(leg.get_channel_display(), leg.began, leg.ended) for leg in legs]
    return [
        Section("contacts", _("Contacts"), columns, rows),
        Section("contact_channels", _("Channels of the contacts"), _stretch_columns(), stretches),
    ]


def _stretch_columns() -> list[tuple[str, str]]:
    return [("channel", _("Channel")), ("began", _("Began")), ("ended", _("Ended"))]


def old_lines(organisation_id: int, before: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(organisation=organisation_id, ended__lt=before).exclude(line="")


_kept_used = Kept(
    lambda client: (
        Contact.objects.filter(client=client, outcome=Meeting.Outcome.MET)
        .order_by()
        .values("channel")
        .annotate(times=Count("pk"), last=Max("began"))
        .order_by("-last")
        .values_list("channel", "times", "last")
    ),
    *some_ids(1),
)


def used_of(client: Client) -> list[Used]:
    """How the client was met and reached: what came to nothing is not counted. One statement."""
    return [Used(*row) for row in _kept_used.rows(client.pk)]
