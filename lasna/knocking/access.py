"""Where a knock's id becomes a knock."""

from django.db.models import QuerySet

from lasna.clients.access import clients_in, standing_towards
from lasna.errors import NotHere
from lasna.knocking.models import Knock
from lasna.people.access import office_ids_of
from lasna.people.models import Person
from lasna.policy import Action, require


def knocks_of(person: Person) -> QuerySet[Knock]:
    """By the person's own clients. No others exist for them."""
    if not (person.is_active and person.advises):
        return Knock.objects.none()
    near = clients_in(person.organisation_id, office_ids_of(person)).order_by().values("pk")
    knocks = Knock.objects.filter(client__adviser=person, client__in=near)
    return knocks.select_related("client__office", "client__adviser")


def knock_for(person: Person, knock_id: int) -> Knock:
    """A knock that this person may answer. Otherwise 404."""
    knock = knocks_of(person).filter(pk=knock_id).first()
    if knock is None:
        raise NotHere("knock")
    require(Action.KNOCK_ANSWER, standing_towards(knock.client, person))
    return knock
