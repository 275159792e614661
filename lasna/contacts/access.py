"""Where a contact's id becomes a contact."""

from collections.abc import Sequence
from functools import cache

from django.db.models import QuerySet

from lasna.contacts.models import Contact
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
