"""What an administrator says of the organisation's issuer: drafted, tried, switched on. All on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import oidc
from lasna.kernel.audit.services import record
from lasna.kernel.keys import sealed
from lasna.people.models import Identity, Issuer, IssuerDomain, OfficeRule, Organisation, Person, RoleRule
from lasna.people.services.addresses import give_slug
from lasna.people.services.sign_in_rules import require_administrator
from lasna.people.services.single_sign_on.words import for_administrators

PLAIN = (
    "url",
    "client_id",
    "scopes",
    "email_claim",
    "name_claim",
    "role_claim",
    "office_claim",
    "default_role",
    "adds_people",
    "trusts_email",
)


@dataclass(frozen=True)
class IssuerWish:
    """``plain``: columns by name. ``secret``: empty keeps the old one. Values are those of the claims."""

    plain: Mapping[str, str | bool]
    secret: str
    domains: Sequence[str]
    roles: Mapping[str, Sequence[str]]
    offices: Mapping[int, Sequence[str]]


def look_at(url: str) -> None:
    """Ask the issuer who it is, now. Raises ``UserError`` with what to mend."""
    try:
        oidc.keys_of(oidc.discover(url, anew=True), anew=True)
    except oidc.Trouble as trouble:
        raise UserError(f"issuer.{trouble.code}", for_administrators(trouble)) from trouble


def _own(by: Person) -> Organisation:
    """The person's organisation, locked: what is said of its issuer follows each other."""
    require_administrator(by)
    return Organisation.objects.select_for_update().get(pk=by.organisation_id)


def _own_issuer(by: Person) -> Issuer:
    issuer = Issuer.objects.select_related("organisation").filter(organisation=_own(by)).first()
    if issuer is None:
        raise UserError("issuer.none", _("Fill in your issuer first, and save."))
    return issuer


def _record(issuer: Issuer, deed: str, who: str) -> None:
    record(chain=issuer.organisation_id, who=who, deed=deed, subject="issuer", ids=[issuer.pk])


def save_issuer(*, wish: IssuerWish, by: Person) -> Issuer:
    """A draft, or, while it is switched on, what is in use: then it has to answer first."""
    before = Issuer.objects.filter(organisation=by.organisation_id).first()
    if before is not None and before.is_on and before.url != wish.plain["url"]:
        look_at(str(wish.plain["url"]))
    return _save(wish, by)


@transaction.atomic
def _save(wish: IssuerWish, by: Person) -> Issuer:
    organisation = _own(by)
    issuer = Issuer.objects.filter(organisation=organisation).first() or Issuer(organisation=organisation)
    for name in PLAIN:
        setattr(issuer, name, wish.plain[name])
    if wish.secret:
        issuer.secret_box = sealed(wish.secret)
    elif not issuer.secret_box:
        raise UserError("issuer.no_secret", _("Type the client secret that the issuer gave you."))
    _refuse_strange_domains(wish.domains, organisation)
    issuer.save()
    _write_rules(issuer, wish)
    _record(issuer, "issuer.changed", f"person:{by.pk}")
    return issuer


def _refuse_strange_domains(domains: Sequence[str], organisation: Organisation) -> None:
    """Nobody draws another organisation's people to their own issuer by naming its domain.

    A password came by a letter to the address; what the issuer says of addresses proves nothing.
    """
    for domain in domains:
        used = Person.objects.filter(
            organisation=organisation, email__endswith=f"@{domain}", last_login__isnull=False
        )
        if not used.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists():
            words = _("Nobody of yours has signed in with an address at {domain} yet. Name it after that.")
            raise UserError("issuer.strange_domain", str(words).format(domain=domain))


def _write_rules(issuer: Issuer, wish: IssuerWish) -> None:
    issuer.domains.all().delete()
    IssuerDomain.objects.bulk_create(IssuerDomain(issuer=issuer, domain=each) for each in wish.domains)
    issuer.role_rules.all().delete()
    RoleRule.objects.bulk_create(
        RoleRule(issuer=issuer, value=value, role=role)
        for role, values in wish.roles.items()
        for value in values
    )
    issuer.office_rules.all().delete()
    own = set(issuer.organisation.offices.values_list("pk", flat=True))
    OfficeRule.objects.bulk_create(
        OfficeRule(issuer=issuer, value=value, office_id=office)
        for office, values in wish.offices.items()
        if office in own
        for value in values
    )


def switch_on(*, by: Person) -> Issuer:
    """From now on people sign in there. It has to answer first."""
    issuer = Issuer.objects.filter(organisation=by.organisation_id).first()
    if issuer is not None:
        look_at(issuer.url)
    return _switch_on(by)


@transaction.atomic
def _switch_on(by: Person) -> Issuer:
    issuer = _own_issuer(by)
    give_slug(issuer.organisation)
    issuer.is_on = True
    issuer.save(update_fields=["is_on"])
    _record(issuer, "issuer.switched_on", f"person:{by.pk}")
    return issuer


@transaction.atomic
def switch_off(*, by: Person) -> Issuer:
    """Nobody signs in there any more; passwords are a way in again. Who is signed in stays so."""
    issuer = _own_issuer(by)
    return _off(issuer, f"person:{by.pk}")


@transaction.atomic
def switch_off_from_outside(*, organisation_id: int) -> bool:
    """By those who run the installation, when nobody gets in any more. False: it was not on."""
    issuer = Issuer.objects.select_for_update().filter(organisation=organisation_id, is_on=True).first()
    if issuer is None:
        return False
    _off(issuer, "terminal")
    return True


def _off(issuer: Issuer, who: str) -> Issuer:
    issuer.is_on = issuer.only_way = False
    issuer.save(update_fields=["is_on", "only_way"])
    _record(issuer, "issuer.switched_off", who)
    return issuer


@transaction.atomic
def set_only_way(*, on: bool, by: Person, came_by_it: bool) -> Issuer:
    """Passwords off or on. Only who came by the issuer may switch them off: so it works for somebody."""
    issuer = _own_issuer(by)
    if on and not issuer.is_on:
        raise UserError("issuer.off", _("Switch the sign-in on first."))
    linked = Identity.objects.filter(person=by, issuer_url=issuer.url, organisation=issuer.organisation_id)
    if on and not (came_by_it and linked.exists()):
        words = _(
            "Sign out, sign in with your organisation's account, and press again. So you cannot lock "
            "yourself out."
        )
        raise UserError("issuer.not_tried", words)
    issuer.only_way = on
    issuer.save(update_fields=["only_way"])
    _record(issuer, "issuer.made_only_way" if on else "issuer.made_one_way", f"person:{by.pk}")
    return issuer


@transaction.atomic
def forget_identity(*, email: str, by: Person) -> Person:
    """The person's account at the issuer is a new one: next time they are found by e-mail again."""
    issuer = _own_issuer(by)
    typed = email.strip().lower() if email.isprintable() else ""
    person = Person.objects.filter(organisation=issuer.organisation, email=typed).first()
    if person is None or not Identity.objects.filter(person=person).delete()[0]:
        raise UserError(
            "issuer.no_link", _("Nobody of yours with this e-mail address has signed in this way.")
        )
    record(
        chain=issuer.organisation_id,
        who=f"person:{by.pk}",
        deed="person.identity_forgotten",
        subject="person",
        ids=[person.pk],
    )
    return person
