from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.access import IMPORT_WAITS, client_for, import_for, require_import
from lasna.clients.models import Addressee, Channel, Client, ClientImport
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record, record_all
from lasna.kernel.keys import opened
from lasna.kernel.tables import Table
from lasna.kernel.words import folded
from lasna.people.access import offices_of
from lasna.people.models import Person
from lasna.policy import Action

AT_ONCE = 500
IDS_IN_A_ROW = 200
"""A row of the log can be read by a person."""


def address_by(channel: str, addressee: Addressee) -> str:
    """Where a message to a client goes by ``channel``."""
    address = addressee.by(channel)
    if not address:
        raise UserError(
            "client.no_address",
            _("The client's card has no address for this. Add it there, or choose another way."),
        )
    return address


@dataclass(frozen=True)
class Details:
    """What the office knows of a client. ``phone`` is E.164 or empty; ``wish`` a ``Channel`` or empty."""

    first_name: str
    last_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "fi"
    wish: str = ""
    call_before: bool = False
    street: str = ""
    postal_code: str = ""
    town: str = ""
    country: str = ""


def _note_wish(client: Client, wish: str) -> None:
    """The wish is dated on the day it was said, also when it stays the same."""
    client.wish = wish
    today = clock.now().astimezone(ZoneInfo(client.office.zone)).date()
    client.wish_asked_on = today if wish else None


def _put(client: Client, details: Details) -> None:
    client.first_name = details.first_name
    client.last_name = details.last_name
    client.email = details.email
    client.phone = details.phone
    client.language = details.language
    client.call_before = details.call_before
    client.street, client.postal_code = details.street, details.postal_code
    client.town, client.country = details.town, details.country
    if client.wish != details.wish:
        _note_wish(client, details.wish)


def _record(client: Client, by: Person, deed: str) -> None:
    record(chain=client.organisation_id, who=f"person:{by.pk}", deed=deed, subject="client", ids=[client.pk])


@transaction.atomic
def add_client(*, by: Person, office_id: int, details: Details) -> Client:
    """A new client of the office, advised by whoever writes them down."""
    office = offices_of(by).filter(pk=office_id, closed_at=None).first()
    if office is None:
        raise NotHere("office")
    client = Client(organisation=office.organisation, office=office, adviser=by)
    _put(client, details)
    client.save()
    _record(client, by, "client.added")
    return client


@transaction.atomic
def change_client(*, client_id: int, by: Person, details: Details) -> Client:
    client = client_for(by, client_id, Action.CLIENT_CHANGE)
    _put(client, details)
    # Only these, because the door may be noting the client's means at this moment.
    client.save(update_fields=[*vars(details), "wish_asked_on"])
    _record(client, by, "client.changed")
    return client


@transaction.atomic
def choose_wish(*, client_id: int, by: Person, wish: Channel) -> Client:
    """The client was asked how they want to meet, and said this."""
    client = client_for(by, client_id, Action.CLIENT_CHANGE)
    _note_wish(client, wish)
    client.save(update_fields=["wish", "wish_asked_on"])
    _record(client, by, "client.wish_chosen")
    return client


@transaction.atomic
def keep_import(*, by: Person, office_id: int, table: Table) -> ClientImport:
    """The file waits to be looked at and written. The one chosen before it is gone."""
    require_import(by)
    office = offices_of(by).filter(pk=office_id, closed_at=None).first()
    if office is None:
        raise NotHere("office")
    ClientImport.objects.filter(person=by).delete()
    return ClientImport.objects.create(
        person=by, office=office, content=table.sealed(), created_at=clock.now()
    )


@transaction.atomic
def drop_import(*, import_id: int, by: Person) -> None:
    import_for(by, import_id).delete()


@transaction.atomic
def write_import(*, import_id: int, by: Person, clients: Sequence[Details]) -> list[Client]:
    """Everybody in the file becomes a client of the office, or nobody. They have no adviser yet."""
    waiting = import_for(by, import_id)
    # Whoever deletes the row writes: a second press finds nothing.
    deleted, _models = ClientImport.objects.filter(pk=waiting.pk).delete()
    if not deleted:
        raise NotHere("import")
    made = [
        Client(organisation_id=waiting.office.organisation_id, office=waiting.office, **vars(details))
        for details in clients
    ]
    for client in made:
        client.found_by = client.to_be_found_by()
    Client.objects.bulk_create(made, batch_size=AT_ONCE)
    ids = [client.pk for client in made]
    parts = [tuple(ids[first : first + IDS_IN_A_ROW]) for first in range(0, len(ids), IDS_IN_A_ROW)]
    record_all(
        chain=waiting.office.organisation_id,
        who=f"person:{by.pk}",
        deeds=[("clients.imported", "client", part) for part in parts],
    )
    return made


def sweep_imports() -> int:
    """Files that nobody wrote within the hour are gone. How many."""
    old = ClientImport.objects.filter(created_at__lte=clock.now() - IMPORT_WAITS)
    # Looking first takes no write lock.
    return old.delete()[0] if old.exists() else 0


def erase_details(client_id: int) -> int:
    """The client's own row, and files that wait and name them. What leans on it is gone before."""
    client = Client.objects.get(pk=client_id)
    for waiting in ClientImport.objects.filter(office__organisation=client.organisation_id):
        if _names(waiting, client):
            waiting.delete()
    client.delete()
    return 1


def _names(waiting: ClientImport, client: Client) -> bool:
    """Is this perhaps the client? Rather once too often: its person chooses the file again."""
    cells = folded(opened(waiting.content))
    digits = client.phone[-7:]
    names = [folded(name) for name in (client.first_name, client.last_name, client.email) if name]
    named = all(name in cells for name in names[:2]) or folded(client.email or "\0") in cells
    return named or bool(digits and digits in "".join(filter(str.isalnum, cells)))
