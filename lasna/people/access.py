"""Where a person stands."""

from lasna.people.models import Office, Person
from lasna.policy import Standing


def standing_in_office(person: Person, office: Office) -> Standing:
    """A colleague in their own offices; elsewhere nobody."""
    if not person.is_active or person.organisation_id != office.organisation_id:
        return Standing.NOBODY
    return Standing.COLLEAGUE if person.offices.filter(pk=office.pk).exists() else Standing.NOBODY
