"""OpenID Connect without meaning: asking an issuer under limits, and believing only what it signed."""

from lasna.kernel.oidc.discovery import Provider, discover, forget, keys_of
from lasna.kernel.oidc.exchange import Tokens, authorization_url, end_session_url, exchange, userinfo
from lasna.kernel.oidc.fetch import Trouble, checked_address
from lasna.kernel.oidc.tokens import LogoutNotice, claims_of_id_token, notice_of_logout_token

__all__ = [
    "LogoutNotice",
    "Provider",
    "Tokens",
    "Trouble",
    "authorization_url",
    "checked_address",
    "claims_of_id_token",
    "discover",
    "end_session_url",
    "exchange",
    "forget",
    "keys_of",
    "notice_of_logout_token",
    "userinfo",
]
