"""How allauth keeps second factors for us."""

from urllib.parse import urlparse

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lasna.kernel import keys


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Secrets are sealed with the field key; passkeys belong to the address that the service is known by."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The passkey was not recognised. Try again, or use another way."),
    }

    def encrypt(self, text: str) -> str:
        return keys.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return keys.opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Läsnä"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlparse(settings.LASNA_URL).hostname or "localhost", "name": "Läsnä"}
