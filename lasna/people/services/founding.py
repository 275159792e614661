"""How an organisation begins: by those who run the installation, in the terminal."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from lasna.errors import UserError
from lasna.kernel.audit.services import record
from lasna.people.models import Office, Organisation, Person, SecondFactor

LOCK_AFTER = 30
"""Minutes: what a new organisation begins with."""


@dataclass(frozen=True)
class Founding:
    """What an organisation needs to begin; parsed already. ``email``, ``name``: the first administrator's."""

    organisation: str
    office: str
    zone: str
    language: str
    email: str
    name: str
    password: str


def refuse_known_organisation(name: str) -> None:
    if Organisation.objects.filter(name__iexact=name).exists():
        raise UserError("organisation.exists", _("There is an organisation of this name already."))


def refuse_known_person(email: str) -> None:
    if Person.objects.filter(email__iexact=email).exists():
        raise UserError("person.exists", _("Somebody has this e-mail address already."))


@transaction.atomic
def found_organisation(founding: Founding) -> Person:
    """An organisation with its first office and first administrator, who is answered."""
    refuse_known_organisation(founding.organisation)
    refuse_known_person(founding.email)
    organisation = Organisation.objects.create(
        name=founding.organisation,
        language=founding.language,
        second_factor=SecondFactor.REQUIRED,
        lock_after=LOCK_AFTER,
    )
    office = Office.objects.create(organisation=organisation, name=founding.office, zone=founding.zone)
    person = Person.objects.create_person(
        email=founding.email, name=founding.name, organisation=organisation, password=founding.password
    )
    person.role = Person.Role.ADMINISTRATOR
    person.language = founding.language
    person.save(update_fields=["role", "language"])
    person.offices.add(office)
    record(
        chain=organisation.pk,
        who="setup",
        deed="organisation.founded",
        subject="person",
        ids=[person.pk],
    )
    return person
