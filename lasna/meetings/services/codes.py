"""One kind of code, whatever stands behind it: six digits, ten minutes, five tries, three an hour.

Whoever calls has locked the row: parallel guesses wait for each other. See safety rule 1.
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lasna.correspondence.services import queue_message
from lasna.errors import UserError
from lasna.kernel import clock, keys
from lasna.kernel.guessing.limits import Limit, missed, place_of, reached
from lasna.kernel.web.times import said_time
from lasna.meetings.models import Coded

CODE_LASTS = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 3
CODES_OF_PLACE, CODES_OF_ALL = 50, 1000
"""Wrong codes in a quarter of an hour, over everything that is behind a code."""

BY_CODE = ("sms", "email")
"""Channels that are there within ten minutes."""


def channel_of(coded: Coded) -> str:
    """``sms`` or ``email``: a channel that the link did not take; empty: they have no other."""
    return coded.addressee.way(channel for channel in BY_CODE if channel != coded.sent_by)


def send_code(coded: Coded, *, kind: str, nowhere: UserError) -> UserError | None:
    """A fresh code, by another channel than the link's; the one before it dies. Not None: none was sent.

    ``nowhere``: they have no other channel.
    """
    addressee, channel = coded.addressee, channel_of(coded)
    if not channel:
        return nowhere
    if not once_more(coded):
        words = _("We cannot send a new code now. Try again {when}.")
        return UserError("door.no_more_codes", words.format(when=said_again(coded)))
    code = new_code(coded)
    coded.codes_sent += 1
    coded.save()
    queue_message(
        organisation=coded.organisation,
        kind=kind,
        about=coded.pk,
        version=coded.version,
        channel=channel,
        address=addressee.by(channel),
        language=addressee.language,
        drop_after=clock.now() + CODE_LASTS,
        secret=keys.sealed(code),
    )
    return None


@dataclass
class Try:
    """What somebody typed at a door."""

    digits: str
    """Of the code as people write it: with a space, or with the line around it."""
    spent: int
    """The tries that a wrong one costs. Beyond the limit of wrong ones from there, or from everywhere, a code
    has one try instead of five: whoever holds many links has few guesses at each."""
    refusal: UserError | None = None
    """None: it is right, or none was needed."""


@contextmanager
def trying(code: str, address: str) -> Iterator[Try]:
    """One transaction; what is set as its ``refusal`` is raised after it, so that the spent try is kept.
    ``address``: where from."""
    limits = Limit("code", place_of(address), CODES_OF_PLACE), Limit("codes of all", "", CODES_OF_ALL)
    digits = "".join(character for character in code if character in "0123456789")
    this = Try(digits, TRIES if reached(*limits) else 1)
    with transaction.atomic():
        yield this
    if this.refusal:
        if this.refusal.code == "door.code_wrong":
            missed(*limits)
        raise this.refusal


def once_more(coded: Coded, an_hour: int = CODES_AN_HOUR) -> bool:
    now = clock.now()
    if coded.codes_from is None or now - coded.codes_from >= timedelta(hours=1):
        coded.codes_from, coded.codes_sent = now, 0
    return coded.codes_sent < an_hour


def said_again(coded: Coded) -> str:
    """When ``once_more`` is true again."""
    return said_time((coded.codes_from or clock.now()) + timedelta(hours=1), coded.zone)


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


def refusal_of_code(coded: Coded, this: Try) -> UserError | None:
    """None: it is right. A wrong code and a code where none is active look and take the same."""
    given = hash_of(coded, this.digits)
    active = coded.tries_left > 0 and coded.code_until is not None
    right = hmac.compare_digest(given, coded.code_hash or "0" * 64)
    if active and right and coded.code_until and clock.now() > coded.code_until:
        return UserError("door.code_expired", _("The code is too old. A code works for 10 minutes."))
    if active and right:
        return None
    # Written in any case: how long the answer takes does not tell whether a code is active.
    coded.tries_left = max(coded.tries_left - this.spent, 0)
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
