"""Who somebody is here, and what they may do, by what the organisation's issuer claims."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import Deed, record_all
from lasna.kernel.live.publish import ask_anew
from lasna.people.models import INVITATION, Identity, Issuer, Organisation, Person
from lasna.people.queries.staff import invited
from lasna.people.services.links import drop_link
from lasna.people.services.single_sign_on.claims import Told


@dataclass(frozen=True)
class Admitted:
    person: Person
    identity: Identity
    stays_administrator: bool


def refuse_other_ways(person: Person) -> None:
    """Where the issuer is the only way in, a right password is none. Said to who has it alone."""
    if Issuer.objects.filter(organisation=person.organisation_id, only_way=True).exists():
        words = _("Your organisation has one way in: press “Sign in with your organisation's account”.")
        raise UserError("sign_in.only_by_issuer", words)


@transaction.atomic
def admit(*, issuer: Issuer, told: Told) -> Admitted:
    """Find the person, or add them; bring role and offices up to date; all of it on record."""
    # Locked, so that two administrators cannot both become something else at one moment.
    organisation = Organisation.objects.select_for_update().get(pk=issuer.organisation_id)
    deeds: list[Deed] = []
    identity = Identity.objects.select_related("person").filter(
        organisation=organisation, person__organisation=organisation, issuer_url=told.issuer_url, sub=told.sub
    )
    known = identity.first() or _linked(issuer, organisation, told, deeds)
    person = known.person
    if not person.is_active:
        raise UserError(
            "sign_in.closed", _("Your account has been closed. Ask your organisation's administrator.")
        )
    stays = _follow_role(person, told, deeds)
    _follow_offices(person, told, deeds)
    deeds.append(_deed("person.signed_in_by_oidc", person))
    record_all(chain=organisation.pk, who=f"person:{person.pk}", deeds=deeds)
    return Admitted(person, known, stays)


def _deed(name: str, person: Person) -> Deed:
    return name, "person", (person.pk,)


def _linked(issuer: Issuer, organisation: Organisation, told: Told, deeds: list[Deed]) -> Identity:
    """A first sign-in: by the e-mail address that the issuer stands for, within the organisation."""
    if not told.email:
        words = _(
            "Your organisation's sign-in does not say that your e-mail address is yours. Tell your "
            "organisation's administrator."
        )
        raise UserError("single_sign_on.no_email", words)
    person = Person.objects.filter(email=told.email, organisation=organisation).first()
    if person is None:
        person = _added(issuer, organisation, told)
        deeds.append(_deed("person.added_by_issuer", person))
    elif Identity.objects.filter(person=person, issuer_url=told.issuer_url).exists():
        words = _(
            "Your e-mail address belongs to somebody who signs in with another account. If your account is a "
            "new one, your organisation's administrator can let you in: Administration, Single sign-on."
        )
        raise UserError("single_sign_on.another_account", words)
    deeds.append(_deed("person.linked_to_issuer", person))
    # Else the letter would be a way in beside the issuer, and beside a second factor.
    drop_link(person=person, kind=INVITATION)
    return Identity.objects.create(
        organisation=organisation,
        issuer_url=told.issuer_url,
        sub=told.sub,
        person=person,
        linked_at=clock.now(),
    )


def _added(issuer: Issuer, organisation: Organisation, told: Told) -> Person:
    domain = told.email.rpartition("@")[2]
    taken = Person.objects.filter(email=told.email).exists()
    if taken or not issuer.adds_people or not issuer.domains.filter(domain=domain).exists():
        words = _(
            "Your organisation's service does not know you yet. Ask your organisation's administrator to add "
            "you. If you work for another organisation too, choose its sign-in."
        )
        raise UserError("single_sign_on.not_known", words)
    role = issuer.default_role if told.role is None else told.role
    if not role:
        raise _no_role()
    name = told.name or told.email.partition("@")[0][:100]
    person = Person.objects.create_person(email=told.email, name=name, organisation=organisation)
    person.role, person.language = role, organisation.language
    person.save(update_fields=["role", "language"])
    offices = list(organisation.offices.filter(closed_at=None).values_list("pk", flat=True)[:2])
    if told.offices is None and len(offices) == 1:
        person.offices.set(offices)
    return person


def _no_role() -> UserError:
    words = _(
        "Your organisation's sign-in gives you no role in this service. Ask your organisation's "
        "administrator."
    )
    return UserError("single_sign_on.no_role", words)


def _follow_role(person: Person, told: Told, deeds: list[Deed]) -> bool:
    """The role that the issuer gives. True: the last administrator stays one, whatever it gives."""
    if told.role is None or told.role == person.role:
        return False
    if person.role == Person.Role.ADMINISTRATOR and not _other_administrators(person):
        return True
    if not told.role:
        raise _no_role()
    person.role = told.role
    person.save(update_fields=["role"])
    ask_anew(f"person:{person.pk}")
    deeds.append(_deed("person.role_from_issuer", person))
    return False


def _other_administrators(person: Person) -> bool:
    """Who has been there once: an invitation may never be accepted."""
    others = Person.objects.filter(
        organisation=person.organisation_id, role=Person.Role.ADMINISTRATOR, is_active=True
    )
    ids = set(others.exclude(pk=person.pk).values_list("pk", flat=True))
    return bool(ids - invited(ids))


def _follow_offices(person: Person, told: Told, deeds: list[Deed]) -> None:
    if told.offices is None or told.offices == set(person.offices.values_list("pk", flat=True)):
        return
    person.offices.set(told.offices)
    ask_anew(f"person:{person.pk}")
    deeds.append(_deed("person.offices_from_issuer", person))
