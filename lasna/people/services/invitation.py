"""Inviting a new member of staff by mail, and their first password."""

from datetime import timedelta

from django.db import transaction

from lasna.kernel.audit.services import record
from lasna.people.models import Person, PersonLink
from lasna.people.services.links import make_link, use_link

INVITATION = "staff_invitation"
WORKS_FOR = timedelta(days=7)


def invite(person: Person) -> PersonLink:
    """A fresh link by mail, in the caller's transaction. The one before it no longer works."""
    return make_link(person=person, kind=INVITATION, works_for=WORKS_FOR)


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> Person:
    """The link is used and the person has a password; who the link is unknown to gets ``NotHere``."""
    person = use_link(kind=INVITATION, token=token)
    person.set_password(password)
    person.save(update_fields=["password"])
    record(
        chain=person.organisation_id,
        who=f"person:{person.pk}",
        deed="person.invitation_accepted",
        subject="person",
        ids=[person.pk],
    )
    return person
