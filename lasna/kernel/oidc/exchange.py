"""The code flow's own steps: sending a browser there, and trading the code it comes back with."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from lasna.kernel.oidc.discovery import Provider
from lasna.kernel.oidc.fetch import Trouble, ask

_CODES = {"invalid_client": "token.client_refused", "unauthorized_client": "token.client_refused"}


@dataclass(frozen=True)
class Tokens:
    id_token: str
    access_token: str


def _with(address: str, **parameters: str) -> str:
    joint = "&" if urlsplit(address).query else "?"
    return f"{address}{joint}{urlencode(parameters)}"


def authorization_url(provider: Provider, *, verifier: str, **parameters: str) -> str:
    """Where the browser goes: ``client_id``, ``redirect_uri``, ``scope``, ``state``, ``nonce``; with PKCE."""
    challenge = create_s256_code_challenge(verifier)
    return _with(
        provider.authorization_endpoint,
        response_type="code",
        code_challenge=challenge,
        code_challenge_method="S256",
        **parameters,
    )


def end_session_url(provider: Provider, **parameters: str) -> str:
    """Where the browser signs out; empty where the issuer has no such page."""
    return _with(provider.end_session_endpoint, **parameters) if provider.end_session_endpoint else ""


def exchange(provider: Provider, *, client_id: str, secret: str, **form: str) -> Tokens:
    """``code``, ``code_verifier``, ``redirect_uri`` → tokens. A code is worth them once."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    form |= {"grant_type": "authorization_code"}
    if provider.secret_in_body:
        form |= {"client_id": client_id, "client_secret": secret}
    else:
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
    status, said = ask(provider.token_endpoint, body=urlencode(form).encode(), headers=headers)
    if status != 200:
        raise Trouble(_CODES.get(str(said.get("error")), "token.code_refused"))
    id_token, access_token = said.get("id_token"), said.get("access_token", "")
    if not isinstance(id_token, str) or not isinstance(access_token, str):
        raise Trouble("token.none")
    return Tokens(id_token, access_token)


def userinfo(provider: Provider, access_token: str, *, sub: str) -> dict[str, Any]:
    """What the issuer says of the person besides; of somebody else it is not believed."""
    if not provider.userinfo_endpoint or not access_token:
        return {}
    status, said = ask(provider.userinfo_endpoint, headers={"Authorization": f"Bearer {access_token}"})
    if status != 200:
        raise Trouble("userinfo.refused")
    if said.get("sub") != sub:
        raise Trouble("userinfo.of_another")
    return said
