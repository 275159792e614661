"""A passkey that belongs to no device: for pages that list them."""

from allauth.mfa.models import Authenticator
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from lasna.people.models import Person


def passkey_for(person: Person, *, name: str = "Avain") -> Authenticator:
    """On record as if ``person`` had added it."""
    identity = person.pk.to_bytes(16, "big")
    key = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    attested = AttestedCredentialData.create(Aaguid(b"\0" * 16), identity, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    told = AuthenticatorData.create(b"\0" * 32, flags, 0, attested)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    credential = {
        "id": websafe_encode(identity),
        "rawId": websafe_encode(identity),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
        },
    }
    data = {"name": name, "credential": credential}
    made: Authenticator = Authenticator.objects.create(
        user_id=person.pk, type=Authenticator.Type.WEBAUTHN, data=data
    )
    return made
