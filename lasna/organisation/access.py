"""Numbers and words from addresses become rows here, or nothing is here."""

from lasna.errors import NotHere
from lasna.organisation.models import Edition, Kind, Logo
from lasna.people.models import Person


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
