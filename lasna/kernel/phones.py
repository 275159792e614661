"""Phone numbers: kept as E.164 ("+358401234567"), shown as people say them ("040 123 4567")."""

import re
from typing import Literal, NewType

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType

from lasna.errors import UserError

E164 = NewType("E164", str)
Purpose = Literal["sms", "call"]

_AS_TYPED = re.compile(r"(\+|00)?[0-9][0-9 ().\-\u00a0\u2011\u2013]*", re.ASCII)
_EMERGENCY = {"112", "911", "999", "000", "110", "118", "119"}
_DIAL_OUT_ONLY = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
    PhoneNumberType.TOLL_FREE,
}
_TAKES_SMS = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_COSTS_EXTRA = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}


def parse_phone(text: str, region: str = "FI", purpose: Purpose = "sms") -> E164:
    """The number in ``text``, as typed by a person in ``region``. Refuses what ``purpose`` cannot use."""
    typed = text.strip(" \u00a0")
    # The library would read letters, zero-width spaces and the digits of every script.
    if len(typed) > 40 or not _AS_TYPED.fullmatch(typed):
        raise _refused("not_a_number")
    digits = re.sub(r"[^0-9]", "", typed)
    if digits in _EMERGENCY or phonenumbers.is_emergency_number(digits, region):
        raise _refused("emergency")
    try:
        number = phonenumbers.parse(("+" + digits[2:]) if typed.startswith("00") else typed, region)
    except phonenumbers.NumberParseException as error:
        raise _refused("not_a_number") from error
    _check_kind(number, purpose)
    return E164(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _check_kind(number: phonenumbers.PhoneNumber, purpose: Purpose) -> None:
    kind = phonenumbers.number_type(number)
    if kind in _COSTS_EXTRA:
        raise _refused("premium")
    if not phonenumbers.is_valid_number(number):
        raise _refused("not_a_number")
    if kind in _TAKES_SMS or (purpose == "call" and kind in _DIAL_OUT_ONLY):
        return
    raise _refused("not_mobile" if purpose == "sms" else "not_a_number")


def _refused(code: str) -> UserError:
    words = {
        "not_a_number": _("This is not a phone number we can use. Write it like this: 040 123 4567."),
        "not_mobile": _("This number cannot take text messages. Give a mobile phone number."),
        "premium": _("Calls to this number cost extra. Give another number."),
        "emergency": _("This is an emergency number. Give the person's own number."),
    }
    return UserError(f"phone.{code}", words[code])


def read_phone(e164: str) -> str:
    """As people read it aloud: "040 123 4567" at home, "+46 70 123 45 67" abroad; empty stays empty."""
    if not e164:
        return ""
    if not e164.startswith("+358"):
        number = phonenumbers.parse(e164, None)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    number = phonenumbers.PhoneNumber(country_code=358, national_number=int(e164[4:]))
    area, _space, rest = phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.NATIONAL
    ).partition(" ")
    middle = 3 if len(rest) in {6, 7} else 4 if len(rest) == 8 else len(rest)
    return " ".join(part for part in (area, rest[:middle], rest[middle:]) if part)


def last_two(e164: str) -> str:
    """What the door may show of a number."""
    return e164[-2:]
