"""Links that reach a person by mail: made, found by their token, used once."""

from datetime import timedelta

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.keys import hashed, link_token
from lasna.people.models import Person, PersonLink
from lasna.people.signals import link_made


def make_link(*, person: Person, kind: str, works_for: timedelta) -> PersonLink:
    """A new link of this kind, in the caller's transaction; it is mailed, and the one before it is dead."""
    now = clock.now()
    PersonLink.objects.get_or_create(person=person, kind=kind, defaults={"sent_at": now, "until": now})
    link = PersonLink.objects.select_for_update().get(person=person, kind=kind)
    link.version += 1
    link.token_hash = hashed(token_of(link))
    link.sent_at, link.until, link.used_at = now, now + works_for, None
    link.save()
    link_made.send(
        sender=PersonLink, kind=kind, about=link.pk, version=link.version, person=person, until=link.until
    )
    return link


def token_of(link: PersonLink) -> str:
    """The link's token, computed from a key that the database does not hold."""
    return link_token(link.kind, link.pk, link.version)


def drop_link(*, person: Person, kind: str) -> None:
    """The person's link of this kind is of no use any more, in the caller's transaction."""
    PersonLink.objects.filter(person=person, kind=kind, used_at=None).update(used_at=clock.now())


def use_link(*, kind: str, token: str) -> Person:
    """Whose link this is, in the caller's transaction. It works once; else ``NotHere``."""
    link = (
        PersonLink.objects.select_for_update(of=("self",))
        .select_related("person__organisation")
        .filter(kind=kind, token_hash=hashed(token), used_at=None, until__gt=clock.now())
        .filter(person__is_active=True)
        .first()
    )
    if link is None:
        raise NotHere(kind)
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    return link.person
