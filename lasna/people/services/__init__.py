"""What is done with people: one transaction each."""

from lasna.people.services.own import speak
from lasna.people.services.sign_in import (
    TRIES_FROM_STRANGERS,
    TRIES_OF_ALL,
    TRIES_PER_ADDRESS,
    TRIES_PER_PERSON,
    TRIES_WITHIN,
    Attempt,
    make_sign_in_link,
    note,
    remember_place,
    try_sign_in,
    use_sign_in_link,
)

__all__ = [
    "TRIES_FROM_STRANGERS",
    "TRIES_OF_ALL",
    "TRIES_PER_ADDRESS",
    "TRIES_PER_PERSON",
    "TRIES_WITHIN",
    "Attempt",
    "make_sign_in_link",
    "note",
    "remember_place",
    "speak",
    "try_sign_in",
    "use_sign_in_link",
]
