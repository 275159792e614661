"""What people do with their second factors. allauth keeps them; rules, limits and records are ours."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.guessing.limits import Limit, missed, place_of
from lasna.kernel.keys import InvalidToken, opened, sealed
from lasna.people.models import Person, SecondFactor
from lasna.people.services.sessions import end_sessions
from lasna.people.services.sign_in import Attempt, is_known_place, note_limit
from lasna.people.services.sign_in_rules import require_administrator
from lasna.people.signals import link_made
from lasna.people.states import BY_PASSWORD

CODES_PER_PLACE = 5
"""Wrong codes of one person from one place. From elsewhere they still get in."""
CODES_PER_PERSON = 30
"""From places where nobody has signed in yet: who comes this far knows the password, and may have many."""
PASSKEYS = 10
TOLD_WITHIN = timedelta(days=1)
"""After that the mail that a colleague's factors were taken away is of no use."""
_USED = "used_until"
"""In the factor's data: the last half minute whose code was used. That one and older ones are used up."""


def try_code(*, person: Person, address: str) -> Attempt:
    """Count a try before it is judged, so that parallel guesses count too. Take it back with ``delete()``."""
    place = place_of(address)
    limits = [Limit("code of app", f"{person.pk} {place}", CODES_PER_PLACE)]
    if not is_known_place(address):
        limits.append(Limit("codes of app", str(person.pk), CODES_PER_PERSON))
    if missed(*limits):
        note_limit(person, "person.second_factor_limited")
        raise UserError(
            "factor.too_many", _("Too many wrong codes. Wait 15 minutes, or sign in with a passkey.")
        )
    return Attempt(tuple(limits))


def check_code(*, person: Person, code: str, address: str) -> Authenticator:
    """The factor whose code this is: of the authenticator app, or a recovery code. Each is used once."""
    attempt = try_code(person=person, address=address)
    factor = _use_code(person, code)
    if factor is None:
        raise UserError(
            "factor.wrong_code", _("The code is not right, or it has been used. Try the next one.")
        )
    attempt.delete()
    return factor


@transaction.atomic
def _use_code(person: Person, code: str) -> Authenticator | None:
    codes = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for factor in _factors(person).select_for_update().filter(type__in=codes).order_by("-type"):
        if not _is_code_of(factor, code):
            continue
        if factor.type == Authenticator.Type.RECOVERY_CODES:
            _note(person, "person.recovery_code_used", by=person)
        return factor
    return None


def _is_code_of(factor: Authenticator, code: str) -> bool:
    """Then it is used up. What was sealed with a key that is gone opens nothing."""
    try:
        if factor.type == Authenticator.Type.TOTP:
            return _use_app_code(factor, code)
        return bool(factor.wrap().validate_code(code))
    except InvalidToken:
        return False


def _use_app_code(factor: Authenticator, code: str) -> bool:
    """The row is locked: of two who come with the same code at the same moment, one gets in."""
    counter = _counter_of(opened(factor.data["secret"]), code)
    if counter is None or counter <= factor.data.get(_USED, 0):
        return False
    factor.data[_USED] = counter
    factor.save(update_fields=["data"])
    return True


def _counter_of(secret: str, code: str) -> int | None:
    """The half minute to which ``code`` belongs, of the few that are let through."""
    for counter in totp.yield_hotp_counters_from_time():
        if totp.compare_user_code(
            actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))
        ):
            return int(counter)
    return None


def new_secret() -> str:
    secret: str = totp.generate_totp_secret()
    return secret


def add_app(*, person: Person, secret: str, code: str, address: str, here: str = "") -> None:
    """An authenticator app that knows ``secret``, as its code proves. ``here``: the session's key."""
    attempt = try_code(person=person, address=address)
    counter = _counter_of(secret, code)
    if counter is None:
        raise UserError(
            "factor.wrong_code",
            _("The code is not right. Check that the phone's clock is right, and try again."),
        )
    attempt.delete()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        if _factors(person).filter(type=Authenticator.Type.TOTP).exists():
            raise UserError("factor.app_exists", _("You have an authenticator app already. Remove it first."))
        _before_first(person, here)
        # allauth ships no types
        Authenticator.objects.create(
            user=person, type=Authenticator.Type.TOTP, data={"secret": sealed(secret), _USED: counter}
        )
        RecoveryCodes.activate(person)
        _note(person, "person.app_added", by=person)


@transaction.atomic
def add_passkey(*, person: Person, name: str, credential: dict[str, Any], here: str = "") -> None:
    """A passkey whose answer has been checked. ``here``: the session's key."""
    Person.objects.select_for_update().get(pk=person.pk)
    if _factors(person).filter(type=Authenticator.Type.WEBAUTHN).count() >= PASSKEYS:
        raise UserError("factor.too_many_passkeys", _("You have ten passkeys already. Remove one first."))
    _before_first(person, here)
    WebAuthn.add(person, name, credential)
    RecoveryCodes.activate(person)
    _note(person, "person.passkey_added", by=person)


@transaction.atomic
def name_passkey(*, person: Person, factor_id: int, name: str) -> None:
    factor = _own(person, factor_id, Authenticator.Type.WEBAUTHN)
    factor.data["name"] = name
    factor.save(update_fields=["data"])


@transaction.atomic
def remove_factor(*, person: Person, factor_id: int) -> None:
    """With the last one go the recovery codes. Where a factor is required the last one stays."""
    Person.objects.select_for_update().get(pk=person.pk)
    factor = _own(person, factor_id, Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    others = _main(person).exclude(pk=factor.pk).exists()
    if not others and person.organisation.second_factor == SecondFactor.REQUIRED:
        raise UserError(
            "factor.last",
            _("Your organisation asks for a second factor. Add another one before you remove this."),
        )
    deed = "person.app_removed" if factor.type == Authenticator.Type.TOTP else "person.passkey_removed"
    (factor if others else _factors(person)).delete()
    _note(person, deed, by=person)


@transaction.atomic
def make_codes(*, person: Person) -> None:
    """Ten new recovery codes; the old ones are void."""
    Person.objects.select_for_update().get(pk=person.pk)
    if not _main(person).exists():
        raise UserError("factor.none", _("Add an authenticator app or a passkey first."))
    _factors(person).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(person)
    _note(person, "person.recovery_codes_made", by=person)


def codes_are_kept(*, person: Person) -> None:
    """The person has them on paper: they are not shown again."""
    for factor in _factors(person).filter(type=Authenticator.Type.RECOVERY_CODES):
        factor.wrap().mark_as_viewed()


@transaction.atomic
def take_factors(*, person_id: int, by: Person) -> Person:
    """A colleague has lost their phone: what they had is void, and they are signed out everywhere.

    They set up anew when they sign in.
    """
    require_administrator(by)
    person = Person.objects.select_for_update().filter(pk=person_id, organisation=by.organisation_id).first()
    if person is None or person.pk == by.pk:
        raise NotHere("person")
    count, _kinds = _factors(person).delete()
    if not count:
        raise UserError("factor.none_to_take", _("There is no second factor to take away."))
    end_sessions(person=person)
    link_made.send(
        sender=Person,
        kind="factors_taken",
        about=person.pk,
        version=1,
        person=person,
        until=clock.now() + TOLD_WITHIN,
    )
    _note(person, "person.factors_taken", by=by)
    return person


def _before_first(person: Person, here: str) -> None:
    """Where a password alone was enough until now nobody has shown the factor: signed out, but ``here``."""
    if not _main(person).exists():
        end_sessions(person=person, but=here, ways=BY_PASSWORD)


def _factors(person: Person) -> QuerySet[Any]:
    rows: QuerySet[Any] = Authenticator.objects.filter(user_id=person.pk)
    return rows


def _main(person: Person) -> QuerySet[Any]:
    return _factors(person).exclude(type=Authenticator.Type.RECOVERY_CODES)


def _own(person: Person, factor_id: int, *types: str) -> Authenticator:
    factor = _factors(person).select_for_update().filter(pk=factor_id, type__in=types).first()
    if factor is None:
        raise NotHere("factor")
    return factor


def _note(person: Person, deed: str, *, by: Person) -> None:
    record(chain=person.organisation_id, who=f"person:{by.pk}", deed=deed, subject="person", ids=[person.pk])
