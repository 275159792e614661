"""What gateways tell of messages they took: JSON (one, a list, or ``results``), or a form."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from lasna.correspondence.adapters.sms import id_of
from lasna.correspondence.protocol import Receipt

LONGEST = 64 * 1024  # bytes
MOST_AT_ONCE = 200
_IDS = ("id", "message_id", "messageid", "messagesid", "smsid", "uuid", "reference")
_STATES = ("status", "state", "message_status", "messagestatus", "delivery_status", "deliverystatus")
_THERE = {"delivered", "deliverd", "delivrd", "read", "seen"}
_NOT_THERE = {
    "failed",
    "undelivered",
    "undeliverable",
    "undeliv",
    "not_delivered",
    "rejected",
    "rejectd",
    "expired",
    "deleted",
}


def receipts_in(body: bytes, *, content_type: str, about: str) -> list[Receipt]:
    """``about``: which message the address itself names. What cannot be read says nothing."""
    found = list(_said(body, content_type))[:MOST_AT_ONCE]
    if len(found) > 1:
        about = ""  # the address is that of one message
    return [_receipt(one, about) for one in found]


def _said(body: bytes, content_type: str) -> Iterator[dict[str, Any]]:
    if "json" in content_type:
        try:
            said: Any = json.loads(body)
        except (ValueError, RecursionError):
            return
        if isinstance(said, dict) and isinstance(said.get("results"), list):
            said = said["results"]
        yield from (one for one in (said if isinstance(said, list) else [said]) if isinstance(one, dict))
        return
    try:
        pairs = parse_qsl(body.decode(), max_num_fields=100)
    except ValueError:
        return
    if pairs:
        yield dict(pairs)


def _receipt(said: dict[str, Any], about: str) -> Receipt:
    low = {str(name).lower(): value for name, value in said.items()}
    state = next((low[name] for name in _STATES if name in low), "")
    if isinstance(state, dict):  # {"status": {"name": …}}
        state = state.get("name") or state.get("groupName") or ""
    word = str(state).strip().lower() if isinstance(state, str) else ""
    gateway_id = next((found for name in _IDS if (found := id_of(low.get(name)))), "")
    there = True if word in _THERE else False if word in _NOT_THERE else None
    return Receipt(gateway_id=gateway_id, reference=about, delivered=there)
