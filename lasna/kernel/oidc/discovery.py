"""What an issuer says of itself, and its keys. Kept for an hour in each process; nothing depends on it."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, KeySet, RSAKey

from lasna.kernel.oidc.fetch import Trouble, ask, checked_address

KEPT_FOR = 3600.0  # seconds
ASKED_AGAIN_AFTER = 10.0
"""Seconds between two looks for a key not known: a new one is found soon, and an issuer not flooded."""
MOST_KEPT = 500
MOST_KEYS = 50
_SHORTEST_MODULUS = 342
"""Base64 characters of 2048 bits."""
_WELL_KNOWN = "/.well-known/openid-configuration"
T = TypeVar("T")


@dataclass(frozen=True)
class Provider:
    """An issuer's own description. Empty: it has none."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    secret_in_body: bool = False
    """It takes the client's secret in the form: as Basic, issuers differ in how marks in it are written."""
    names_itself: bool = False
    """It promises ``iss`` in every answer (RFC 9207)."""


class _Kept(Generic[T]):
    """Answers by address, each for an hour."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[float, T]] = {}
        self._lock = Lock()

    def get(self, address: str, ask: Callable[[], T], *, younger_than: float = KEPT_FOR) -> T:
        with self._lock:
            at, answer = self._answers.get(address, (0.0, None))
        if answer is not None and monotonic() - at < younger_than:
            return answer
        fresh = ask()
        with self._lock:
            if len(self._answers) >= MOST_KEPT:
                self._answers.clear()
            self._answers[address] = (monotonic(), fresh)
        return fresh

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()


_providers: _Kept[Provider] = _Kept()
_keys: _Kept[KeySet] = _Kept()


def forget() -> None:
    """Ask every issuer anew."""
    _providers.clear()
    _keys.clear()


def discover(issuer: str, *, anew: bool = False) -> Provider:
    """What ``issuer`` says of itself. Raises ``Trouble``."""
    younger_than = 0.0 if anew else KEPT_FOR
    return _providers.get(issuer, lambda: _described(issuer), younger_than=younger_than)


def _described(issuer: str) -> Provider:
    checked_address(issuer)
    status, said = ask(issuer.rstrip("/") + _WELL_KNOWN)
    if status != 200:
        raise Trouble("discovery.not_found")
    if said.get("issuer") != issuer:
        raise Trouble("discovery.another_issuer")
    ways = _words(said.get("token_endpoint_auth_methods_supported"))
    if "code" not in (_words(said.get("response_types_supported")) or ["code"]):
        raise Trouble("discovery.no_code_flow")
    return Provider(
        issuer=issuer,
        authorization_endpoint=_endpoint(said, "authorization_endpoint"),
        token_endpoint=_endpoint(said, "token_endpoint"),
        jwks_uri=_endpoint(said, "jwks_uri"),
        userinfo_endpoint=_endpoint(said, "userinfo_endpoint", needed=False),
        end_session_endpoint=_endpoint(said, "end_session_endpoint", needed=False),
        secret_in_body="client_secret_post" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _words(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _endpoint(said: dict[str, Any], name: str, *, needed: bool = True) -> str:
    address = said.get(name)
    if address is None and not needed:
        return ""
    if not isinstance(address, str):
        raise Trouble("discovery.incomplete")
    checked_address(address)
    return address


def keys_of(provider: Provider, *, anew: bool = False) -> KeySet:
    """The issuer's keys for signatures. ``anew``: it may have new ones."""
    address = provider.jwks_uri
    return _keys.get(address, lambda: _fetched(address), younger_than=ASKED_AGAIN_AFTER if anew else KEPT_FOR)


def _fetched(address: str) -> KeySet:
    status, said = ask(address)
    found = said.get("keys")
    if status != 200 or not isinstance(found, list):
        raise Trouble("keys.none")
    keys: list[Key] = [key for data in found[:MOST_KEYS] if (key := _key(data)) is not None]
    if not keys:
        raise Trouble("keys.none")
    return KeySet(keys)


def _key(data: object) -> RSAKey | ECKey | None:
    """A public key that signs; nothing symmetric, nothing short."""
    if not isinstance(data, dict) or data.get("use", "sig") != "sig":
        return None
    if data.get("kty") == "RSA" and len(str(data.get("n", ""))) < _SHORTEST_MODULUS:
        return None
    try:
        key = JWKRegistry.import_key(data)
    except (JoseError, ValueError, TypeError):
        return None
    return key if isinstance(key, RSAKey | ECKey) else None
