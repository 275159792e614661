"""Signing in at the organisation's own issuer. The network is asked outside transactions alone."""

from lasna.people.services.single_sign_on.arriving import Answer, Arrival, arrive
from lasna.people.services.single_sign_on.changing import (
    IssuerWish,
    forget_identity,
    look_at,
    save_issuer,
    set_only_way,
    switch_off,
    switch_off_from_outside,
    switch_on,
)
from lasna.people.services.single_sign_on.departing import depart
from lasna.people.services.single_sign_on.ending import (
    end_by_issuer,
    follow_session,
    leave_url,
    remember_session,
)
from lasna.people.services.single_sign_on.standing import refuse_other_ways

__all__ = [
    "Answer",
    "Arrival",
    "IssuerWish",
    "arrive",
    "depart",
    "end_by_issuer",
    "follow_session",
    "forget_identity",
    "leave_url",
    "look_at",
    "refuse_other_ways",
    "remember_session",
    "save_issuer",
    "set_only_way",
    "switch_off",
    "switch_off_from_outside",
    "switch_on",
]
