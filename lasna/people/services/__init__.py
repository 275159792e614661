"""What is done with people: one transaction each."""

from lasna.people.services.importing import (
    drop_staff_import,
    keep_staff_import,
    sweep_staff_imports,
    write_staff_import,
)
from lasna.people.services.invitation import accept_invitation, invite
from lasna.people.services.links import make_link, token_of, use_link
from lasna.people.services.offices import add_office, change_office, close_office, open_office
from lasna.people.services.own import speak
from lasna.people.services.sessions import end_sessions
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
from lasna.people.services.staff import (
    StaffDetails,
    add_staff,
    change_staff,
    end_access,
    give_access_back,
    invite_again,
)

__all__ = [
    "TRIES_FROM_STRANGERS",
    "TRIES_OF_ALL",
    "TRIES_PER_ADDRESS",
    "TRIES_PER_PERSON",
    "TRIES_WITHIN",
    "Attempt",
    "StaffDetails",
    "accept_invitation",
    "add_office",
    "add_staff",
    "change_office",
    "change_staff",
    "close_office",
    "drop_staff_import",
    "end_access",
    "end_sessions",
    "give_access_back",
    "invite",
    "invite_again",
    "keep_staff_import",
    "make_link",
    "make_sign_in_link",
    "note",
    "open_office",
    "remember_place",
    "speak",
    "sweep_staff_imports",
    "token_of",
    "try_sign_in",
    "use_link",
    "use_sign_in_link",
    "write_staff_import",
]
