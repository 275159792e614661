"""Where a contact's id becomes a contact."""

from django.db.models import QuerySet

from lasna.contacts.models import Contact
from lasna.errors import NotHere
from lasna.people.access import offices_of
from lasna.people.models import Person
from lasna.policy import Action, Standing, require


def contacts_of(person: Person) -> QuerySet[Contact]:
    """The contacts of the person's offices; no others exist for them, nor those of erased clients."""
    return Contact.objects.filter(
        organisation=person.organisation_id,
        office__in=offices_of(person).values("pk"),
        client__isnull=False,
    )


def contact_for(person: Person, contact_id: int, action: Action) -> Contact:
    """The contact, if ``person`` may do ``action`` with it. Otherwise 404."""
    contact = contacts_of(person).select_related("client", "adviser", "meeting").filter(pk=contact_id).first()
    if contact is None:
        raise NotHere("contact")
    require(action, Standing.HOST if contact.adviser_id == person.pk else Standing.COLLEAGUE)
    return contact
