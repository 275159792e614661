"""Finding clients."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lasna.clients.access import clients_in, clients_of
from lasna.clients.models import Client
from lasna.kernel.audit.looks import looked
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.personal import Section
from lasna.kernel.phones import read_phone
from lasna.kernel.web.lists import ROWS, ListPage
from lasna.kernel.words import folded, plain_line
from lasna.people.access import office_ids_of
from lasna.people.models import Office, Person

TO_CHOOSE = 20

SHOWN = ("pk", "first_name", "last_name", "phone", "email", "wish", "adviser__name")
"""What the list shows of a client: a ``Listed``."""
NUMBER_SIGNS = " +-()./\u00a0"


def _words(text: str) -> list[str]:
    """What must be found: the digits of a number as one word, else every word of a name."""
    digits = "".join(letter for letter in text if letter not in NUMBER_SIGNS)
    if digits.isdecimal() and digits.isascii():
        return [digits.removeprefix("00").removeprefix("0")]
    return folded(text).split()


def words_of(text: str) -> list[str]:
    """As patterns: what stands in the place of a mark of ``having``."""
    return [f"%{connection.ops.prep_for_like_query(word)}%" for word in _words(text.replace("\x00", ""))]


def marks_of_words(count: int) -> list[str]:
    return [f"%word{number}%" for number in range(count)]


def having(clients: QuerySet[Client], marks: Sequence[str]) -> QuerySet[Client]:
    """``clients`` whose name or number has every word in it, anywhere. For a kept statement."""
    for mark in marks:
        clients = clients.filter(found_by__contains=mark.strip("%"))
    return clients


class Listed(NamedTuple):
    """A row of the list: columns, not objects, of which thirty would take most of the time."""

    pk: int
    first_name: str
    last_name: str
    phone: str
    email: str
    wish: str
    adviser: str | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def phone_read(self) -> str:
        return read_phone(self.phone)


@lru_cache(128)
def _kept_page(offices: int, words: int, size: int, *, mine: bool) -> Kept[Client]:
    def page(first: int, organisation: int, *rest: Any) -> QuerySet[Client, Any]:
        clients = having(clients_in(organisation, rest[:offices]), rest[offices : offices + words])
        if mine:
            clients = clients.filter(adviser=rest[-1])
        return clients.values_list(*SHOWN)[first : first + size + 1]

    adviser, *others = some_ids(3 + offices)
    return Kept(page, *others, *marks_of_words(words), *([adviser] if mine else []))


def client_page(
    person: Person, *, text: str = "", mine: bool = False, number: int = 1, size: int = ROWS
) -> ListPage[Listed]:
    """One page of the clients whom ``person`` may see, by last name. One statement: it is not counted."""
    offices, words = office_ids_of(person), words_of(text)
    if not offices:
        return ListPage([], number, has_more=False)
    kept = _kept_page(len(offices), len(words), size, mine=mine)
    own = [person.pk] if mine else []
    rows = kept.rows((number - 1) * size, person.organisation_id, *offices, *words, *own)
    return ListPage([Listed(*row) for row in rows[:size]], number, len(rows) > size)


def to_choose(person: Person, typed: str, **keep: str) -> dict[str, object]:
    """What ``clients/choose.html`` shows of those found by what was typed. ``keep``: goes along in the
    address."""
    text = plain_line(typed[:100])
    page = client_page(person, text=text, size=TO_CHOOSE)
    looked("clients.listed", "client", [client.pk for client in page.rows])
    return {"page": page, "text": text, "keep": keep, "kept": urlencode(keep)}


def same_reach(person: Person, *, phone: str, email: str, but: int | None = None) -> list[Client]:
    """Clients with this number or address already: perhaps the same person."""
    same = Q()
    if phone:
        same |= Q(phone=phone)
    if email:
        same |= Q(email__iexact=email)
    if not same:
        return []
    others = clients_of(person).filter(same).order_by("pk")
    if but is not None:
        others = others.exclude(pk=but)
    return list(others[:5])


Reaches = dict[str, int]
"""Number or address in small letters → the first client who has it."""


def reaches_of(office: Office) -> Reaches:
    """Of every client of the office, in one statement."""
    rows = Client.objects.filter(office=office).order_by("pk").values_list("pk", "phone", "email")
    reaches: Reaches = {}
    for number, phone, email in rows:
        for reach in (phone, email.lower()):
            if reach:
                reaches.setdefault(reach, number)
    return reaches


def zone_of(person: Person) -> ZoneInfo:
    """Whose midnight parts the person's days: their first office's."""
    name = getattr(person, "office_zone", None)  # whoever is signed in was read with it
    if name is None:
        name = person.offices.order_by("pk").values_list("zone", flat=True).first()
    return ZoneInfo(name or settings.TIME_ZONE)


def told_of(client_id: int) -> list[Section]:
    """What the office knows of the client, for the client."""
    client = Client.objects.select_related("office", "adviser").get(pk=client_id)
    told = {
        "first_name": (_("First name"), client.first_name),
        "last_name": (_("Last name"), client.last_name),
        "phone": (_("Phone"), client.phone),
        "email": (_("E-mail"), client.email),
        "address": (_("Postal address"), ", ".join(client.postal_lines)),
        "language": (_("Language"), client.get_language_display()),
        "office": (_("Office"), client.office.name),
        "adviser": (_("Adviser"), client.adviser.name if client.adviser else ""),
        "wish": (_("Wants to meet"), client.get_wish_display() if client.wish else ""),
        "wish_asked_on": (_("Asked on"), client.wish_asked_on),
        "call_before": (
            _("Is phoned the day before each meeting"),
            _("is phoned the working day before") if client.call_before else "",
        ),
        "camera": (_("Camera"), client.get_means_camera_display()),
        "microphone": (_("Microphone"), client.get_means_microphone_display()),
        "device": (_("Device"), client.means_device),
        "tried_on": (_("Tried on"), client.means_tried_on),
        "added": (_("Added"), client.added_at),
    }
    columns = [(key, words) for key, (words, _value) in told.items()]
    return [Section("details", _("Details"), columns, [[value for _words, value in told.values()]])]


def ways_to(client: Client) -> list[tuple[str, str]]:
    """How a message can go to this client, to choose from."""
    ways = []
    if client.email:
        ways.append(("email", _("By e-mail: {address}").format(address=client.email)))
    if client.phone:
        ways.append(("sms", _("By text message: {number}").format(number=read_phone(client.phone))))
    if client.post:
        address = ", ".join(client.postal_lines)
        ways.append(("post", _("As a letter that you print and post: {address}").format(address=address)))
    return ways


def ways_or_none(client: Client) -> list[tuple[str, str]]:
    return [*ways_to(client), ("", _("I do not send it now"))]
