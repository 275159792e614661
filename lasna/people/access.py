"""Where a person stands."""

from django.db.models import QuerySet

from lasna.people.models import Office, Person
from lasna.policy import Standing


def offices_of(person: Person) -> QuerySet[Office]:
    """The offices whose clients this person works with: none for support."""
    return person.offices.all() if person.advises else Office.objects.none()


def standing_in_office(person: Person, office: Office) -> Standing:
    """A colleague in their own offices; elsewhere nobody."""
    if not person.is_active or person.organisation_id != office.organisation_id:
        return Standing.NOBODY
    return Standing.COLLEAGUE if offices_of(person).filter(pk=office.pk).exists() else Standing.NOBODY
