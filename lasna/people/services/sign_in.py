"""What people do with their own sign-in."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import lists_written, record
from lasna.kernel.guessing.limits import (
    QUARTER,
    Limit,
    Reached,
    is_known,
    missed,
    place_of,
    remember,
    take_back,
)
from lasna.kernel.keys import hashed, link_token
from lasna.people.models import Person, SignInLink

TRIES_WITHIN = QUARTER
TRIES_PER_PERSON = 5
"""Wrong passwords for one e-mail address from one place, or in a browser that has signed it in before."""
TRIES_PER_ADDRESS = 50
TRIES_FROM_STRANGERS = 30
"""For one e-mail address, from places where nobody has signed in yet."""
TRIES_OF_ALL = 500
"""For all e-mail addresses, from such places."""
KNOWN_DAYS = 30
_KNOWN = "password known"


@dataclass(frozen=True)
class Attempt:
    """A try at a password, counted already."""

    limits: tuple[Limit, ...]

    def delete(self) -> None:
        """It was right: it is not counted."""
        take_back(*self.limits)


def try_sign_in(*, email: str, address: str, browser: str = "") -> Attempt:
    """Count a try before it is judged, so that parallel guesses count too. Take it back with ``delete()``.

    ``browser``: what ``browser_of`` says, for one that has signed this person in before: guessing elsewhere
    does not lock it out. Kept in the database: every process shares it. Beyond the limit: ``UserError``.
    """
    limits = _limits(email.strip().lower(), place_of(address), browser)
    over = missed(*limits)
    if over is None:
        return Attempt(limits)
    _note_limit(email)
    raise UserError("sign_in.too_many", _refusal(over))


def _limits(email: str, place: str, browser: str) -> tuple[Limit, ...]:
    if browser:
        return (Limit("password in browser", f"{email} {browser}", TRIES_PER_PERSON),)
    here = (
        Limit("password", f"{email} {place}", TRIES_PER_PERSON),
        Limit("passwords of place", place, TRIES_PER_ADDRESS),
    )
    if is_known_place(place):
        return here
    return (
        *here,
        Limit("passwords of strangers", email, TRIES_FROM_STRANGERS),
        Limit("passwords of all", "", TRIES_OF_ALL),
    )


def _refusal(over: Reached) -> object:
    """With what else one can do: whoever guesses from many places must not keep the right person out."""
    if over.limit.kind in {"password", "password in browser"}:
        return ngettext_lazy(
            "Too many wrong passwords. Wait %(minutes)d minute and try again.",
            "Too many wrong passwords. Wait %(minutes)d minutes and try again.",
            over.minutes,
        ) % {"minutes": over.minutes}
    return ngettext_lazy(
        "Somebody is guessing passwords just now. Sign in on the computer or in the network that you usually "
        "use, or wait %(minutes)d minute and try again.",
        "Somebody is guessing passwords just now. Sign in on the computer or in the network that you usually "
        "use, or wait %(minutes)d minutes and try again.",
        over.minutes,
    ) % {"minutes": over.minutes}


def remember_place(address: str) -> None:
    """From here somebody has signed in: others' guessing elsewhere does not close it."""
    remember(_KNOWN, place_of(address), days=KNOWN_DAYS)


def is_known_place(address: str) -> bool:
    return is_known(_KNOWN, place_of(address))


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
