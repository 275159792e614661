"""Where a person stands, and where a link from a mail becomes a person's."""

from django.db.models import QuerySet

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.keys import hashed
from lasna.people.models import Office, Person, PersonLink
from lasna.policy import Standing


def offices_of(person: Person) -> QuerySet[Office]:
    """The offices whose clients this person works with: none for support."""
    return person.offices.all() if person.advises else Office.objects.none()


def standing_in_office(person: Person, office: Office) -> Standing:
    """A colleague in their own offices; elsewhere nobody."""
    if not person.is_active or person.organisation_id != office.organisation_id:
        return Standing.NOBODY
    return Standing.COLLEAGUE if offices_of(person).filter(pk=office.pk).exists() else Standing.NOBODY


def link_for(*, kind: str, token: str) -> PersonLink:
    """The link that still works. Unknown, replaced, used and old ones are all the same: not here."""
    if not (token.isascii() and len(token) == 43):
        raise NotHere(kind)
    working = PersonLink.objects.filter(
        kind=kind, token_hash=hashed(token), used_at=None, until__gt=clock.now(), person__is_active=True
    )
    link = working.select_related("person__organisation").first()
    if link is None:
        raise NotHere(kind)
    return link
