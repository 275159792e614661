"""Finding clients."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lasna.clients.access import clients_of
from lasna.clients.models import Client
from lasna.kernel.personal import Section
from lasna.kernel.web.lists import ROWS
from lasna.kernel.words import folded
from lasna.people.models import Office, Person

SHOWN = ("first_name", "last_name", "phone", "email", "wish", "adviser__name")
"""What the list shows of a client."""
NUMBER_SIGNS = " +-()./\u00a0"


def _words(text: str) -> list[str]:
    """What must be found: the digits of a number as one word, else every word of a name."""
    digits = "".join(letter for letter in text if letter not in NUMBER_SIGNS)
    if digits.isdecimal() and digits.isascii():
        return [digits.removeprefix("00").removeprefix("0")]
    return folded(text).split()


def found(clients: QuerySet[Client], text: str) -> QuerySet[Client]:
    """``clients`` whose name or number has every word of ``text`` in it, anywhere."""
    for word in _words(text.replace("\x00", "")):
        clients = clients.filter(found_by__contains=word)
    return clients


@dataclass(frozen=True)
class ClientPage:
    clients: list[Client]
    number: int
    has_next: bool

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1


def client_page(
    person: Person,
    *,
    text: str = "",
    mine: bool = False,
    office: int | None = None,
    number: int = 1,
    size: int = ROWS,
) -> ClientPage:
    """One page of the clients whom ``person`` may see, by last name. One statement: it is not counted."""
    clients = found(clients_of(person), text).select_related("adviser")
    if mine:
        clients = clients.filter(adviser=person)
    first = (number - 1) * size
    rows = list(clients.only(*SHOWN)[first : first + size + 1])
    return ClientPage(rows[:size], number, len(rows) > size)


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
        "language": (_("Language"), client.get_language_display()),
        "office": (_("Office"), client.office.name),
        "adviser": (_("Adviser"), client.adviser.name if client.adviser else ""),
        "wish": (_("Wants to meet"), client.get_wish_display() if client.wish else ""),
        "wish_asked_on": (_("Asked on"), client.wish_asked_on),
        "camera": (_("Camera"), client.get_means_camera_display()),
        "microphone": (_("Microphone"), client.get_means_microphone_display()),
        "device": (_("Device"), client.means_device),
        "tried_on": (_("Tried on"), client.means_tried_on),
        "added": (_("Added"), client.added_at),
    }
    columns = [(key, words) for key, (words, _value) in told.items()]
    return [Section("details", _("Details"), columns, [[value for _words, value in told.values()]])]
