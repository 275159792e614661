"""A password that was forgotten.

asked ──worker: whose address?──► nobody's: that is all
                             └──► letter with a link ──within the hour, once──► new one, signed out everywhere
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock, leases
from lasna.kernel.keys import hashed, opened, sealed
from lasna.people.models import Issuer, PasswordAsked, Person
from lasna.people.services.links import drop_link, make_link, use_link
from lasna.people.services.sessions import end_sessions
from lasna.people.services.sign_in import note

PASSWORD_RESET = "password_reset"  # noqa: S105  # a kind of link
WORKS_FOR = timedelta(hours=1)
ASKS_WITHIN = timedelta(hours=1)
ASKS_PER_PERSON = 3
"""A letter box is not filled by whoever knows its address."""
ASKS_PER_PLACE = 20
LEASE = 30.0


def ask_password(*, email: str, address: str) -> None:
    """Write down that somebody asks: the same work whether the address is known or not."""
    typed = email.strip().lower()
    since = clock.now() - ASKS_WITHIN
    PasswordAsked.objects.filter(at__lt=since).delete()
    asked = PasswordAsked.objects.create(
        email_sealed=sealed(typed),
        email_hash=hashed(f"password-asked:{typed}"),
        address_hash=hashed(f"address:{address}"),
        at=clock.now(),
    )
    recent = PasswordAsked.objects.filter(at__gte=since)
    of_person = recent.filter(email_hash=asked.email_hash).count()
    if of_person > ASKS_PER_PERSON or recent.filter(address_hash=asked.address_hash).count() > ASKS_PER_PLACE:
        asked.delete()
        raise UserError(
            "password.asked_too_often",
            _("A new password has been asked for several times. Wait an hour and try again."),
        )


def look_up_asked() -> bool:
    """The worker's part: links for those whose address is known. Was there anything to do?"""
    asked = leases.claim(PasswordAsked.objects.exclude(email_sealed=""), seconds=LEASE, limit=20)
    for each in asked:
        _look_up(each)
    return bool(asked)


@transaction.atomic
def _look_up(asked: PasswordAsked) -> None:
    mine = PasswordAsked.objects.select_for_update().filter(pk=asked.pk, lease_by=asked.lease_by)
    row = mine.exclude(email_sealed="").first()
    if row is None:
        return
    person = Person.objects.filter(email=opened(row.email_sealed), is_active=True).first()
    row.email_sealed = ""
    row.save(update_fields=["email_sealed"])
    if person is not None and _signs_in_by_password(person):
        make_link(person=person, kind=PASSWORD_RESET, works_for=WORKS_FOR)


def _signs_in_by_password(person: Person) -> bool:
    """Or would, now that the issuer by which they came is off."""
    issuer = Issuer.objects.filter(organisation=person.organisation_id, is_on=True).first()
    if issuer is None:
        return person.has_usable_password() or person.last_login is not None
    return person.has_usable_password() and not issuer.only_way


@transaction.atomic
def change_password(*, person: Person, password: str) -> None:
    """By the person, who knew the old one. A letter that was on its way is of no use any more."""
    person.set_password(password)
    person.save(update_fields=["password"])
    drop_link(person=person, kind=PASSWORD_RESET)
    note(person=person, deed="person.password_changed")


@transaction.atomic
def reset_password(*, token: str, password: str) -> Person:
    """The link is used; its person has a new password and is signed out everywhere."""
    person = use_link(kind=PASSWORD_RESET, token=token)
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person=person)
    note(person=person, deed="person.password_reset")
    return person
