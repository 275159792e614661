"""A browser comes back from the issuer: what it brings is asked, then who it is, then they are let in."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import oidc
from lasna.kernel.audit.services import lists_written, record
from lasna.kernel.keys import opened
from lasna.people.models import Departure, Identity, Issuer, Person
from lasna.people.queries.issuers import redirect_uri
from lasna.people.services.single_sign_on.claims import claim, told
from lasna.people.services.single_sign_on.departing import take_back, verifier_of
from lasna.people.services.single_sign_on.standing import admit
from lasna.people.services.single_sign_on.words import for_people, stale

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What the browser brings, as it came."""

    state: str
    code: str
    iss: str
    error: str


@dataclass(frozen=True)
class Arrival:
    """Who it is. ``stays_administrator``: they are the last one, though the issuer gives another role."""

    person: Person
    identity: Identity
    leads_to: str
    id_token: str
    sid: str
    stays_administrator: bool


def arrive(*, issuer: Issuer, browser: str, answer: Answer) -> Arrival:
    """Sign in who comes back. Raises ``UserError``; refusals are on record, without who it was."""
    try:
        departure = take_back(issuer=issuer, browser=browser, state=answer.state, code=answer.code)
    except IntegrityError as error:  # the same code in two requests at one moment
        raise stale() from error
    try:
        return _arrived(issuer, departure, answer)
    except UserError as refusal:
        log.warning("single sign-on refused: %s", refusal.code)
        _note_refusal(issuer)
        raise


def _arrived(issuer: Issuer, departure: Departure, answer: Answer) -> Arrival:
    if answer.error or not answer.code:
        words = _("Your organisation's sign-in did not let you in, or you pressed Cancel. Begin again.")
        raise UserError("single_sign_on.denied", words)
    try:
        tokens, claims = _believed(issuer, departure, answer)
    except oidc.Trouble as trouble:
        raise for_people(trouble) from trouble
    admitted = admit(issuer=issuer, told=told(issuer, claims))
    sid = claims.get("sid")
    return Arrival(
        person=admitted.person,
        identity=admitted.identity,
        leads_to=departure.leads_to,
        id_token=tokens.id_token,
        sid=sid[:255] if isinstance(sid, str) and sid.isprintable() else "",
        stays_administrator=admitted.stays_administrator,
    )


def _believed(issuer: Issuer, departure: Departure, answer: Answer) -> tuple[oidc.Tokens, dict[str, Any]]:
    """The tokens and what is claimed, each question asked. No transaction is open: this is the network."""
    provider = oidc.discover(issuer.url)
    if (answer.iss or provider.names_itself) and answer.iss != issuer.url:
        raise oidc.Trouble("token.iss")
    tokens = oidc.exchange(
        provider,
        client_id=issuer.client_id,
        secret=opened(issuer.secret_box),
        code=answer.code,
        code_verifier=verifier_of(departure),
        redirect_uri=redirect_uri(issuer),
    )
    claims = oidc.claims_of_id_token(
        tokens.id_token,
        provider=provider,
        client_id=issuer.client_id,
        nonce=departure.nonce,
        access_token=tokens.access_token,
    )
    wanted = {issuer.email_claim, issuer.name_claim, issuer.role_claim, issuer.office_claim} - {""}
    if not issuer.trusts_email:
        wanted.add("email_verified")
    if any(claim(claims, name) is None for name in wanted):
        # What the signed token says goes before what is told besides.
        claims = oidc.userinfo(provider, tokens.access_token, sub=claims["sub"]) | claims
    return tokens, claims


def _note_refusal(issuer: Issuer) -> None:
    """Once in a quarter of an hour: the log is not a stranger's to fill."""
    who, deed = f"issuer:{issuer.pk}", "issuer.sign_in_refused"
    if not lists_written(chain=issuer.organisation_id, who=who, deeds={deed}):
        with transaction.atomic():
            record(chain=issuer.organisation_id, who=who, deed=deed, subject="issuer", ids=[issuer.pk])
