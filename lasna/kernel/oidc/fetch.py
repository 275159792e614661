"""Asking an issuer over the network. An administrator of any organisation types its address, so in production
nothing inside our own network is asked, unless the installation allows the host (``LASNA_OIDC_HOSTS``)."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from lasna.kernel import outside
from lasna.kernel.outside import Limits, Trouble, checked_address, is_public

WITHIN = 5.0  # seconds, from the first connection to the last byte
LONGEST_ANSWER = 256 * 1024  # bytes


def ask(
    address: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON object. Redirects are not followed: a secret goes to no other host."""
    inside = settings.LASNA_OIDC_HOSTS if settings.LASNA_PRODUCTION else None
    limits = Limits(WITHIN, LONGEST_ANSWER, inside)
    answer = outside.ask(
        address, limits, body=body, headers={"Accept": "application/json", **(headers or {})}
    )
    if 300 <= answer.status < 400:
        raise Trouble("answer.leads_elsewhere")
    return answer.status, _object(answer.body)


def _object(answer: bytes) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise Trouble("answer.too_long")
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Trouble("answer.not_json") from error
    if not isinstance(said, dict):
        raise Trouble("answer.not_json")
    return said


__all__ = ["Trouble", "ask", "checked_address", "is_public"]
