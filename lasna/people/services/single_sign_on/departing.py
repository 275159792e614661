"""Sending a browser to the issuer. What it must bring back is a row, so any process can receive it, once."""

import secrets
from datetime import timedelta

from django.db import transaction

from lasna.kernel import clock, oidc
from lasna.kernel.keys import hashed, opened, sealed
from lasna.people.models import Departure, Issuer
from lasna.people.queries.issuers import redirect_uri
from lasna.people.services.single_sign_on.words import for_people, stale

BACK_WITHIN = timedelta(minutes=15)
KEPT_FOR = timedelta(hours=1)
LONGEST_WAY = 2000


def depart(*, issuer: Issuer, browser: str, leads_to: str, anew: bool = False) -> str:
    """The issuer's address to go to. Whoever has just been there is asked anew who they are: they were
    refused, or left a computer that others use. ``anew``: so is who is signed in, at the lock, say.
    """
    try:
        provider = oidc.discover(issuer.url)
    except oidc.Trouble as trouble:
        raise for_people(trouble) from trouble
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    now, browser_hash = clock.now(), hashed(f"browser:{browser}")
    with transaction.atomic():
        Departure.objects.filter(at__lt=now - KEPT_FOR).delete()
        again = Departure.objects.filter(browser_hash=browser_hash, returned_at__isnull=False).exists()
        Departure.objects.create(
            issuer=issuer,
            state_hash=hashed(f"state:{state}"),
            browser_hash=browser_hash,
            nonce=nonce,
            verifier_box=sealed(verifier),
            leads_to=leads_to if len(leads_to) <= LONGEST_WAY else "/",
            at=now,
        )
    return oidc.authorization_url(
        provider,
        verifier=verifier,
        client_id=issuer.client_id,
        redirect_uri=redirect_uri(issuer),
        scope=issuer.scopes,
        state=state,
        nonce=nonce,
        **({"prompt": "login"} if anew or again else {}),
    )


@transaction.atomic
def take_back(*, issuer: Issuer, browser: str, state: str, code: str) -> Departure:
    """The departure that this browser returns from: of this issuer, not long ago, and for the first time."""
    departure = (
        Departure.objects.select_for_update()
        .filter(
            issuer=issuer,
            state_hash=hashed(f"state:{state}"),
            browser_hash=hashed(f"browser:{browser}"),
            returned_at=None,
            at__gt=clock.now() - BACK_WITHIN,
        )
        .first()
    )
    code_hash = hashed(f"code:{code}") if code else None
    if departure is None or (code and Departure.objects.filter(issuer=issuer, code_hash=code_hash).exists()):
        raise stale()
    departure.returned_at, departure.code_hash = clock.now(), code_hash
    departure.save(update_fields=["returned_at", "code_hash"])
    return departure


def verifier_of(departure: Departure) -> str:
    return opened(departure.verifier_box)
