"""What is done with people: one transaction each."""

from lasna.people.services.own import speak
from lasna.people.services.sign_in import (
    TRIES_PER_ADDRESS,
    TRIES_PER_PERSON,
    TRIES_WITHIN,
    make_sign_in_link,
    note,
    try_sign_in,
    use_sign_in_link,
)

__all__ = [
    "TRIES_PER_ADDRESS",
    "TRIES_PER_PERSON",
    "TRIES_WITHIN",
    "make_sign_in_link",
    "note",
    "speak",
    "try_sign_in",
    "use_sign_in_link",
]
