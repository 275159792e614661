"""What is read of people: who is signed in, where, and with what."""

from lasna.people.queries.at_work import person_with
from lasna.people.queries.factors import (
    Colleague,
    Factors,
    Passkey,
    codes_to_keep,
    factors_of,
    factors_of_colleagues,
    has_passkey,
    passkey_of,
)
from lasna.people.queries.sessions import (
    Guard,
    Place,
    code_of,
    gone_of,
    guard_of,
    person_of_cookies,
    rules_of_sign_in,
    session_of,
    sessions_of,
)

__all__ = [
    "Colleague",
    "Factors",
    "Guard",
    "Passkey",
    "Place",
    "code_of",
    "codes_to_keep",
    "factors_of",
    "factors_of_colleagues",
    "gone_of",
    "guard_of",
    "has_passkey",
    "passkey_of",
    "person_of_cookies",
    "person_with",
    "rules_of_sign_in",
    "session_of",
    "sessions_of",
]
