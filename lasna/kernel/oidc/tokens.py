"""What a signed token says, once everything about it has been asked. Time is the kernel's clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from lasna.kernel import clock
from lasna.kernel.oidc.discovery import Provider, keys_of
from lasna.kernel.oidc.fetch import Trouble

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Never ``none``, never HS…: with those, who knows the public key could sign."""
LEEWAY = 60  # seconds between two clocks
LONGEST_TOKEN = 64 * 1024
LONGEST_NAME = 255
OLDEST_NOTICE = 600  # seconds
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_OTHER_TYPES = {"logout+jwt", "at+jwt", "application/at+jwt"}


@dataclass(frozen=True)
class LogoutNotice:
    """Somebody signed out at the issuer: of one session (``sid``), or of all (``sub``). One is set."""

    jti: str
    sub: str
    sid: str


def claims_of_id_token(
    token: str, *, provider: Provider, client_id: str, nonce: str, access_token: str
) -> dict[str, Any]:
    """The claims, if the token is the issuer's, for us, for this sign-in, and of now. Else ``Trouble``."""
    found = _signed(token, provider)
    if str(found.header.get("typ", "")).lower() in _OTHER_TYPES:
        raise Trouble("token.of_another_kind")
    if not isinstance(found.claims.get("at_hash", ""), str):
        raise Trouble("token.claims")
    params = {"client_id": client_id, "nonce": nonce, "access_token": access_token}
    claims = CodeIDToken(found.claims, found.header, _wanted(provider, client_id), params)
    _ask(lambda: claims.validate(now=_now(), leeway=LEEWAY))
    if not _is_name(found.claims["sub"]):
        raise Trouble("token.sub")
    return found.claims


def notice_of_logout_token(token: str, *, provider: Provider, client_id: str) -> LogoutNotice:
    """OpenID Connect Back-Channel Logout 1.0, 2.6."""
    found = _signed(token, provider)
    claims = found.claims
    wanted: dict[str, Any] = _wanted(provider, client_id) | {"jti": {"essential": True}}
    if "sub" not in claims:
        wanted.pop("sub")
    registry = jwt.JWTClaimsRegistry(now=_now(), leeway=LEEWAY, iat={"essential": True}, **wanted)
    _ask(lambda: registry.validate(claims))
    events, sub, sid = claims.get("events"), claims.get("sub", ""), claims.get("sid", "")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict) or "nonce" in claims:
        raise Trouble("token.of_another_kind")
    if not (_is_name(sub) and _is_name(sid) and (sub or sid)):
        raise Trouble("token.sub")
    if claims["iat"] < _now() - OLDEST_NOTICE:
        raise Trouble("token.iat")
    return LogoutNotice(jti=claims["jti"], sub=sub, sid=sid)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_NAME and value.isprintable()


def _wanted(provider: Provider, client_id: str) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": client_id},
        "sub": {"essential": True},
    }


def _now() -> int:
    return int(clock.now().timestamp())


def _ask(check: Callable[[], None]) -> None:
    try:
        check()
    except ClaimError as error:
        known = error.claim in {"exp", "iat", "nonce", "aud", "iss"}
        raise Trouble(f"token.{error.claim}" if known else "token.claims") from error


def _signed(token: str, provider: Provider) -> jwt.Token:
    """Header and claims, signed by one of the issuer's keys. A new key is looked for once."""
    if len(token) > LONGEST_TOKEN:
        raise Trouble("token.signature")
    try:
        return _decoded(token, keys_of(provider))
    except InvalidKeyIdError:
        pass
    except (JoseError, ValueError) as error:
        raise Trouble("token.signature") from error
    try:
        return _decoded(token, keys_of(provider, anew=True))
    except (JoseError, ValueError) as error:
        raise Trouble("token.signature") from error


def _decoded(token: str, keys: KeySet) -> jwt.Token:
    return jwt.decode(token, keys, algorithms=list(ALGORITHMS))
