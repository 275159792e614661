"""One kind of code, whatever stands behind it: six digits, ten minutes, five tries, three an hour.

Whoever calls has locked the row: parallel guesses wait for each other. See safety rule 1.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lasna.errors import UserError
from lasna.kernel import clock, keys
from lasna.kernel.guessing.limits import Limit, place_of
from lasna.meetings.models import Addressee, Coded

CODE_LASTS = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 3
CODES_OF_PLACE, CODES_OF_ALL = 50, 1000
"""Wrong codes in a quarter of an hour, over everything that is behind a code."""

BY_CODE = ("sms", "email")
"""Channels that are there within ten minutes."""


def channel_of(coded: Coded, addressee: Addressee) -> str:
    """``sms`` or ``email``: a channel that the link did not take; empty: they have no other."""
    others = [channel for channel in BY_CODE if channel != coded.sent_by]
    return next((channel for channel in others if addressee.by(channel)), "")


def digits_of(said: str) -> str:
    """A code as people write it: with a space, or with the line around it."""
    return "".join(character for character in said if character in "0123456789")


def limits_from(address: str) -> tuple[Limit, Limit]:
    """Of wrong codes: from this place, and from everywhere."""
    return Limit("code", place_of(address), CODES_OF_PLACE), Limit("codes of all", "", CODES_OF_ALL)


def once_more(coded: Coded, an_hour: int = CODES_AN_HOUR) -> bool:
    now = clock.now()
    if coded.codes_from is None or now - coded.codes_from >= timedelta(hours=1):
        coded.codes_from, coded.codes_sent = now, 0
    return coded.codes_sent < an_hour


def again_at(coded: Coded) -> datetime:
    return (coded.codes_from or clock.now()) + timedelta(hours=1)


def new_code(coded: Coded) -> str:
    """The one before it dies. To be saved by who calls."""
    code = f"{secrets.randbelow(10**6):06d}"
    coded.code_hash = hash_of(coded, code)
    coded.code_until = clock.now() + CODE_LASTS
    coded.tries_left = TRIES
    return code


def hash_of(coded: Coded, code: str) -> str:
    return keys.hashed(f"{coded.code_for}:{coded.pk}:{code}")


def forget_code(coded: Coded) -> None:
    """It was used. To be saved by who calls."""
    coded.code_hash, coded.code_until, coded.tries_left = "", None, 0


def refusal_of_code(coded: Coded, digits: str, spent: int) -> UserError | None:
    """None: it is right. A wrong code and a code where none is active look and take the same.

    ``spent``: the tries that a wrong one costs.
    """
    given = hash_of(coded, digits)
    active = coded.tries_left > 0 and coded.code_until is not None
    right = hmac.compare_digest(given, coded.code_hash or "0" * 64)
    if active and right and coded.code_until and clock.now() > coded.code_until:
        return UserError("door.code_expired", _("The code is too old. A code works for 10 minutes."))
    if active and right:
        return None
    # Written in any case: how long the answer takes does not tell whether a code is active.
    coded.tries_left = max(coded.tries_left - spent, 0)
    coded.save(update_fields=["tries_left"])
    return _wrong(coded.tries_left if active else 0)


def _wrong(left: int) -> UserError:
    if left == 0:
        return UserError(
            "door.code_wrong", _("The code was not right. Ask for a new code, or ask us to phone you.")
        )
    return UserError(
        "door.code_wrong",
        ngettext_lazy(
            "The code was not right. Look at the newest message. You can try %(left)d more time.",
            "The code was not right. Look at the newest message. You can try %(left)d more times.",
            left,
        )
        % {"left": left},
    )
