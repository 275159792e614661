"""Where a client's id becomes a client."""

from django.db.models import QuerySet

from lasna.clients.models import Client
from lasna.errors import NotHere
from lasna.people.access import offices_of
from lasna.people.models import Person
from lasna.policy import Action, Standing, require


def clients_of(person: Person) -> QuerySet[Client]:
    """The clients of the person's offices; no others exist for them."""
    return Client.objects.filter(
        organisation=person.organisation_id, office__in=offices_of(person).values("pk")
    )


def standing_towards(client: Client, person: Person) -> Standing:
    """For a client found in ``clients_of(person)``."""
    return Standing.HOST if client.adviser_id == person.pk else Standing.COLLEAGUE


def client_for(person: Person, client_id: int, action: Action) -> Client:
    """The client, if ``person`` may do ``action`` with them. Otherwise 404."""
    client = clients_of(person).select_related("office", "adviser").filter(pk=client_id).first()
    if client is None:
        raise NotHere("client")
    require(action, standing_towards(client, person))
    return client
