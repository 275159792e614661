"""Where a client's id becomes a client."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from django.db.models import QuerySet

from lasna.clients.models import Client, ClientImport
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids
from lasna.people.access import office_ids_of, offices_of
from lasna.people.models import Person
from lasna.policy import Action, Standing, may_try, require

IMPORT_WAITS = timedelta(hours=1)


def clients_of(person: Person) -> QuerySet[Client]:
    """The clients of the person's offices; no others exist for them."""
    return clients_in(person.organisation_id, office_ids_of(person))


def clients_in(organisation_id: int, offices: Sequence[int]) -> QuerySet[Client]:
    """The same, for a kept statement."""
    return Client.objects.filter(organisation=organisation_id, office__in=offices)


@cache
def _kept_client(offices: int) -> Kept[Client]:
    def one(client_id: int, organisation_id: int, *of: int) -> QuerySet[Client]:
        return (
            clients_in(organisation_id, of)
            .select_related("organisation", "office", "adviser")
            .filter(pk=client_id)
        )

    return Kept(one, *some_ids(2 + offices))


def standing_towards(client: Client, person: Person) -> Standing:
    """For a client found in ``clients_of(person)``."""
    return Standing.HOST if client.adviser_id == person.pk else Standing.COLLEAGUE


def client_here(person: Person, client_id: int) -> Client:
    """A client of the person's offices. Otherwise 404."""
    offices = office_ids_of(person)
    if not offices:
        raise NotHere("client")
    client = _kept_client(len(offices)).first(client_id, person.organisation_id, *offices)
    if client is None:
        raise NotHere("client")
    return client


def client_for(person: Person, client_id: int, action: Action) -> Client:
    """The client, if ``person`` may do ``action`` with them. Otherwise 404."""
    client = client_here(person, client_id)
    require(action, standing_towards(client, person))
    return client


def imports_of(person: Person) -> QuerySet[ClientImport]:
    """The person's own files that wait to be written, in open offices they still belong to."""
    offices = offices_of(person).filter(closed_at=None)
    return ClientImport.objects.filter(
        person=person, office__in=offices.values("pk"), created_at__gt=clock.now() - IMPORT_WAITS
    )


def import_for(person: Person, import_id: int) -> ClientImport:
    """The file that this very person chose within the hour."""
    require_import(person)
    waiting = imports_of(person).select_related("office").filter(pk=import_id).first()
    if waiting is None:
        raise NotHere("import")
    return waiting


def require_import(person: Person) -> None:
    if not may_try(Action.CLIENT_IMPORT, person.standings):
        raise NotHere(Action.CLIENT_IMPORT.value)
