"""Adding colleagues, changing what they are, ending their access and giving it back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import ask_anew
from lasna.people.access import colleague_for
from lasna.people.models import Office, Organisation, Person
from lasna.people.queries.staff import invited
from lasna.people.services.founding import refuse_known_person
from lasna.people.services.invitation import invite
from lasna.people.services.sessions import end_sessions
from lasna.policy import Action, may_try


@dataclass(frozen=True)
class StaffDetails:
    """What an administrator decides about a colleague. ``phone`` is E.164 or empty; ``offices`` are ids."""

    name: str
    email: str
    role: str
    offices: tuple[int, ...] = ()
    phone: str = ""
    language: str = "fi"


def locked_organisation(by: Person) -> Organisation:
    """One administrator at a time, still being one: two of them must not end each other's access."""
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    now = Person.objects.filter(pk=by.pk, is_active=True).first()
    if now is None or not may_try(Action.PEOPLE_MANAGE, now.standings):
        raise NotHere(Action.PEOPLE_MANAGE.value)
    return organisation


def note_staff(by: Person, deed: str, people: Iterable[Person]) -> None:
    """Put on record what ``by`` did with these people."""
    record(
        chain=by.organisation_id,
        who=f"person:{by.pk}",
        deed=deed,
        subject="person",
        ids=[person.pk for person in people],
    )


def add_staff(*, by: Person, details: StaffDetails) -> Person:
    """A new colleague, invited by mail. They cannot sign in before they have chosen a password."""
    try:
        with transaction.atomic():
            organisation = locked_organisation(by)
            person = new_colleague(organisation, details)
            note_staff(by, "person.added", [person])
            return person
    except IntegrityError as error:  # another organisation was quicker
        raise _taken() from error


def new_colleague(organisation: Organisation, details: StaffDetails) -> Person:
    """In the caller's transaction."""
    refuse_known_person(details.email)
    person = Person.objects.create_person(email=details.email, name=details.name, organisation=organisation)
    _put(person, details)
    invite(person)
    return person


@transaction.atomic
def change_staff(*, by: Person, person_id: int, details: StaffDetails) -> Person:
    """Name, number, language, role and offices; the address only of who has not accepted yet."""
    locked_organisation(by)
    person = colleague_for(by, person_id, Action.PEOPLE_MANAGE)
    if person.role == Person.Role.ADMINISTRATOR != details.role and person.is_active:
        _refuse_last_administrator(person)
    readdressed = person.email != details.email
    if readdressed:
        _readdress(person, details.email)
    _put(person, details)
    if readdressed:
        invite(person)
    ask_anew(f"person:{person.pk}")
    note_staff(by, "person.changed", [person])
    return person


def _readdress(person: Person, email: str) -> None:
    """The old address's link is dead with it."""
    if not invited([person.pk]):
        raise UserError(
            "person.address_in_use",
            _("This person signs in with the address. Add a new person if it has to change."),
        )
    refuse_known_person(email)
    person.email = email


def _put(person: Person, details: StaffDetails) -> None:
    person.name, person.role = details.name, details.role
    person.phone, person.language = details.phone, details.language
    person.save(update_fields=["email", "name", "role", "phone", "language"])
    offices = Office.objects.filter(pk__in=details.offices, organisation=person.organisation_id)
    person.offices.set(offices)


@transaction.atomic
def end_access(*, by: Person, person_id: int) -> Person:
    """From now on nobody is signed in as this person: sessions and screens end at once, links with them."""
    locked_organisation(by)
    person = colleague_for(by, person_id, Action.PEOPLE_MANAGE)
    if person.pk == by.pk:
        raise UserError(
            "person.own_access", _("You cannot end your own access. Ask another administrator to do it.")
        )
    if person.role == Person.Role.ADMINISTRATOR and person.is_active:
        _refuse_last_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person=person)
    note_staff(by, "person.access_ended", [person])
    return person


@transaction.atomic
def give_access_back(*, by: Person, person_id: int) -> Person:
    """They sign in as before."""
    locked_organisation(by)
    person = colleague_for(by, person_id, Action.PEOPLE_MANAGE)
    person.is_active = True
    person.save(update_fields=["is_active"])
    note_staff(by, "person.access_given_back", [person])
    return person


@transaction.atomic
def invite_again(*, by: Person, person_id: int) -> Person:
    """A new link by mail; the one before it no longer works."""
    locked_organisation(by)
    person = colleague_for(by, person_id, Action.PEOPLE_MANAGE)
    if not person.is_active or not invited([person.pk]):
        raise UserError(
            "person.not_invited", _("This person has signed in already, or their access has ended.")
        )
    invite(person)
    note_staff(by, "person.invited_again", [person])
    return person


def _refuse_last_administrator(person: Person) -> None:
    """Somebody else who runs the organisation must be there, and must have been there once."""
    others = Person.objects.filter(
        organisation=person.organisation_id, role=Person.Role.ADMINISTRATOR, is_active=True
    ).exclude(pk=person.pk)
    ids = list(others.values_list("pk", flat=True))
    if not set(ids) - invited(ids):
        raise UserError(
            "person.last_administrator",
            _("This is the organisation's only administrator. Make somebody else administrator first."),
        )


def _taken() -> UserError:
    return UserError("person.exists", _("Somebody has this e-mail address already."))
