"""What is done with people: one transaction each."""

from lasna.people.services.invitation import INVITATION, accept_invitation, invite
from lasna.people.services.links import make_link, token_of, use_link
from lasna.people.services.own import speak
from lasna.people.services.sessions import end_sessions
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
    "INVITATION",
    "TRIES_PER_ADDRESS",
    "TRIES_PER_PERSON",
    "TRIES_WITHIN",
    "accept_invitation",
    "end_sessions",
    "invite",
    "make_link",
    "make_sign_in_link",
    "note",
    "speak",
    "token_of",
    "try_sign_in",
    "use_link",
    "use_sign_in_link",
]
