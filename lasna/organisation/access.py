"""Numbers and words from addresses become rows here, or nothing is here."""

from django.db.models import QuerySet

from lasna.errors import NotHere
from lasna.organisation.models import Edition, Kind, Logo
from lasna.people.access import office_ids_of
from lasna.people.models import Office, Person
from lasna.policy import Action, may_try


def edition_for(person: Person, edition_id: int) -> Edition:
    """An edition of this person's own organisation."""
    edition = Edition.objects.filter(
        pk=edition_id, organisation=person.organisation_id, published_at__isnull=False
    ).first()
    if edition is None:
        raise NotHere("edition")
    return edition


def published(slug: str, kind: Kind) -> Edition:
    """What an organisation has published for everybody; else nothing is here."""
    edition = (
        Edition.objects.select_related("organisation")
        .filter(organisation__slug=slug, kind=kind, current=True)
        .first()
    )
    if edition is None:
        raise NotHere("page")
    return edition


def logo_of(name: str) -> Logo:
    """By the hash of its content. Pages show it to everybody, so everybody may fetch it."""
    logo = Logo.objects.filter(hash=name).first() if len(name) == 64 and name.isascii() else None
    if logo is None:
        raise NotHere("logo")
    return logo


def rules_offices_of(person: Person) -> QuerySet[Office]:
    """The offices whose rules of meetings this person says: an administrator all, a lead their own."""
    if not (person.is_active and may_try(Action.RULES_OF_OFFICE, person.standings)):
        return Office.objects.none()
    offices = Office.objects.filter(organisation=person.organisation_id)
    if may_try(Action.ORGANISATION_CHANGE, person.standings):
        return offices
    return offices.filter(pk__in=office_ids_of(person))


def rules_office_for(person: Person, office_id: int) -> Office:
    """One of them. Otherwise 404."""
    office = rules_offices_of(person).filter(pk=office_id).first()
    if office is None:
        raise NotHere("office")
    return office
