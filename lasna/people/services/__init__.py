"""What is done with people: one transaction each."""

from lasna.people.services.invitation import INVITATION, accept_invitation, invite
from lasna.people.services.links import make_link, token_of, use_link
from lasna.people.services.own import speak
from lasna.people.services.password import PASSWORD_RESET, ask_password, look_up_asked, reset_password
from lasna.people.services.second_factor import (
    CODES_PER_PERSON,
    CODES_PER_PLACE,
    add_app,
    add_passkey,
    check_code,
    codes_are_kept,
    make_codes,
    name_passkey,
    new_secret,
    remove_factor,
    take_factors,
)
from lasna.people.services.sessions import (
    begin_session,
    end_other_sessions,
    end_session,
    end_sessions,
    has_proved,
    keep_active,
    lock,
    note_activity,
    unlock,
)
from lasna.people.services.sign_in import (
    TRIES_PER_ADDRESS,
    TRIES_PER_PERSON,
    TRIES_WITHIN,
    make_sign_in_link,
    note,
    try_sign_in,
    use_sign_in_link,
)
from lasna.people.services.sign_in_rules import change_sign_in_rules

__all__ = [
    "CODES_PER_PERSON",
    "CODES_PER_PLACE",
    "INVITATION",
    "PASSWORD_RESET",
    "TRIES_PER_ADDRESS",
    "TRIES_PER_PERSON",
    "TRIES_WITHIN",
    "accept_invitation",
    "add_app",
    "add_passkey",
    "ask_password",
    "begin_session",
    "change_sign_in_rules",
    "check_code",
    "codes_are_kept",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "has_proved",
    "invite",
    "keep_active",
    "lock",
    "look_up_asked",
    "make_codes",
    "make_link",
    "make_sign_in_link",
    "name_passkey",
    "new_secret",
    "note",
    "note_activity",
    "remove_factor",
    "reset_password",
    "speak",
    "take_factors",
    "token_of",
    "try_sign_in",
    "unlock",
    "use_link",
    "use_sign_in_link",
]
