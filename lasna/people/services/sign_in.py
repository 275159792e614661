"""What people do with their own sign-in."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import lists_written, record
from lasna.kernel.keys import hashed, link_token
from lasna.people.models import Person, SignInFailure, SignInLink

TRIES_WITHIN = timedelta(minutes=15)
TRIES_PER_PERSON = 5
"""Wrong passwords for one e-mail address from one place. From elsewhere its owner still gets in."""
TRIES_PER_ADDRESS = 50


def try_sign_in(*, email: str, address: str) -> SignInFailure:
    """Count a try before it is judged, so that parallel guesses count too. Take it back with ``delete()``.

    Kept in the database: every process shares it. Raises ``UserError`` beyond the limit.
    """
    since = clock.now() - TRIES_WITHIN
    SignInFailure.objects.filter(at__lt=since).delete()
    attempt = SignInFailure.objects.create(
        email_hash=hashed(f"sign-in:{email.strip().lower()}"),
        address_hash=hashed(f"address:{address}"),
        at=clock.now(),
    )
    here = Q(address_hash=attempt.address_hash)
    recent = SignInFailure.objects.filter(at__gte=since)
    of_person = recent.filter(here, email_hash=attempt.email_hash).count()
    if of_person > TRIES_PER_PERSON or recent.filter(here).count() > TRIES_PER_ADDRESS:
        attempt.delete()
        _note_limit(email)
        raise UserError("sign_in.too_many", _("Too many wrong passwords. Wait 15 minutes and try again."))
    return attempt


@transaction.atomic
def note(*, person: Person, deed: str) -> None:
    """Put on record that ``person`` signed in or out, or was kept from it. Ids alone, no address."""
    record(
        chain=person.organisation_id,
        who=f"person:{person.pk}",
        deed=deed,
        subject="person",
        ids=[person.pk],
    )


def _note_limit(email: str) -> None:
    """Somebody guesses at this account. Once in a quarter of an hour: the log is not theirs to fill."""
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is not None:
        note_limit(person, "person.sign_in_limited")


def note_limit(person: Person, deed: str) -> None:
    """On record, once in a quarter of an hour."""
    who = f"person:{person.pk}"
    if not lists_written(chain=person.organisation_id, who=who, deeds={deed}):
        note(person=person, deed=deed)


@transaction.atomic
def make_sign_in_link(*, person: Person, leads_to: str) -> str:
    """The path that signs ``person`` in once and goes on to ``leads_to``. Demo organisations only."""
    if not person.organisation.is_demo:
        raise UserError("sign_in.demo_only", _("A sign-in link exists only in a demo organisation."))
    if not url_has_allowed_host_and_scheme(leads_to, allowed_hosts=None):
        raise UserError("sign_in.leads_elsewhere", _("A sign-in link leads only to this service."))
    number = SignInLink.objects.filter(person=person).count() + 1
    token = link_token("sign-in", person.pk, number)
    SignInLink.objects.create(person=person, token_hash=hashed(token), leads_to=leads_to)
    return f"/sign-in/link/{token}"


@transaction.atomic
def use_sign_in_link(*, token: str) -> SignInLink:
    """Mark the link used. Unknown, used and not of a demo are all the same: not here."""
    link = (
        SignInLink.objects.select_for_update(of=("self",))
        .select_related("person__organisation")
        .filter(
            token_hash=hashed(token),
            used_at=None,
            person__is_active=True,
            person__organisation__is_demo=True,
        )
        .first()
    )
    if link is None:
        raise NotHere("sign-in link")
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    note(person=link.person, deed="person.signed_in_by_link")
    return link
