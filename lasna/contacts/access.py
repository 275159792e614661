"""Where a contact's id becomes a contact."""

from collections.abc import Sequence
from functools import cache

from django.db.models import QuerySet

from lasna.clients.access import clients_in, standing_towards
from lasna.contacts.models import Agreement, Contact
from lasna.errors import NotHere
from lasna.kernel.kept import Kept, some_ids
from lasna.people.access import office_ids_of
from lasna.people.models import Person
from lasna.policy import Action, Standing, require


def contacts_in(organisation_id: int, offices: Sequence[int]) -> QuerySet[Contact]:
    """Of these offices; no others exist for whoever works there, nor those of erased clients."""
    return Contact.objects.filter(organisation=organisation_id, office__in=offices, client__isnull=False)


@cache
def _kept_contact(offices: int) -> Kept[Contact]:
    def one(contact_id: int, organisation_id: int, *of: int) -> QuerySet[Contact]:
        contacts = contacts_in(organisation_id, of).select_related("client", "adviser", "meeting")
        return contacts.filter(pk=contact_id)

    return Kept(one, *some_ids(2 + offices))


def contact_for(person: Person, contact_id: int, action: Action) -> Contact:
    """The contact, if ``person`` may do ``action`` with it. Otherwise 404."""
    offices = office_ids_of(person)
    if not offices:
        raise NotHere("contact")
    contact = _kept_contact(len(offices)).first(contact_id, person.organisation_id, *offices)
    if contact is None:
        raise NotHere("contact")
    require(action, Standing.HOST if contact.adviser_id == person.pk else Standing.COLLEAGUE)
    return contact


def agreement_for(person: Person, agreement_id: int, action: Action, *, locked: bool = False) -> Agreement:
    """What was agreed with a client of the person's offices. Otherwise 404."""
    clients = clients_in(person.organisation_id, office_ids_of(person)).order_by().values("pk")
    agreements = Agreement.objects.select_related("client__office", "client__adviser", "kept_by")
    if locked:
        agreements = agreements.select_for_update(of=("self",))
    agreement = agreements.filter(pk=agreement_id, client__in=clients).first()
    if agreement is None:
        raise NotHere("agreement")
    require(action, standing_towards(agreement.client, person))
    return agreement
