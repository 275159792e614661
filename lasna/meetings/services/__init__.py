"""What people do with meetings: one transaction each; lock order room, door, desk, rows, outbox, audit."""

from lasna.meetings.services.answering import answer
from lasna.meetings.services.arrival import (
    come_to_door,
    give_up_waiting,
    keep_waiting,
    open_room,
    step,
    tell_beside,
    went_from_door,
)
from lasna.meetings.services.calling import note_call_before
from lasna.meetings.services.companions import (
    end_companion,
    invite_companion,
    join_as_companion,
    move_sound,
)
from lasna.meetings.services.door import ask_code, enter, read_code, vouch
from lasna.meetings.services.dropping_in import DropIn, come_in, meet_now
from lasna.meetings.services.group_seats import (
    give_seat,
    note_call,
    settle_rest,
    settle_seat,
    take_seat_away,
)
from lasna.meetings.services.groups import GroupWish, plan_group
from lasna.meetings.services.handing_over import hand_over
from lasna.meetings.services.hosting import begin_hosting, end_hosting, refuse_hosting
from lasna.meetings.services.inviting import send_link
from lasna.meetings.services.life import (
    admit,
    ask_call,
    cancel_meeting,
    deny,
    end_meeting,
    say,
    settle_outcome,
    show_arrival,
)
from lasna.meetings.services.meeting_places import (
    PlaceWish,
    add_place,
    change_place,
    close_place,
    reopen_place,
)
from lasna.meetings.services.offers import (
    OfferAnswer,
    add_ready_reasons,
    add_reason,
    answer_offer,
    change_reason,
    own_choice,
    switch_reason,
)
from lasna.meetings.services.partners import (
    PartnerWish,
    add_colleague,
    add_partner,
    answer_consent,
    tell_consent,
)
from lasna.meetings.services.people import ask_mute, connect_by_phone, hold, lock, remove
from lasna.meetings.services.phone import (
    give_phone_reason,
    hear_video,
    move_to_phone,
    record_call_attempt,
    want_video,
)
from lasna.meetings.services.planning import move_meeting, plan_meeting
from lasna.meetings.services.practices import say_practice
from lasna.meetings.services.reminding import say_reminders
from lasna.meetings.services.rules import say_rules_of_meeting, say_rules_of_type, tell_rooms_later
from lasna.meetings.services.series import cancel_rest, plan_series
from lasna.meetings.services.taking_over import hand_on, take_over
from lasna.meetings.services.types import (
    TypeWish,
    add_type,
    change_type,
    close_type,
    move_type,
    reopen_type,
)
from lasna.meetings.services.waiting_room import tell_ahead, tell_colleagues

__all__ = [
    "DropIn",
    "GroupWish",
    "OfferAnswer",
    "PartnerWish",
    "PlaceWish",
    "TypeWish",
    "add_colleague",
    "add_partner",
    "add_place",
    "add_ready_reasons",
    "add_reason",
    "add_type",
    "admit",
    "answer",
    "answer_consent",
    "answer_offer",
    "ask_call",
    "ask_code",
    "ask_mute",
    "begin_hosting",
    "cancel_meeting",
    "cancel_rest",
    "change_place",
    "change_reason",
    "change_type",
    "close_place",
    "close_type",
    "come_in",
    "come_to_door",
    "connect_by_phone",
    "deny",
    "end_companion",
    "end_hosting",
    "end_meeting",
    "enter",
    "give_phone_reason",
    "give_seat",
    "give_up_waiting",
    "hand_on",
    "hand_over",
    "hear_video",
    "hold",
    "invite_companion",
    "join_as_companion",
    "keep_waiting",
    "lock",
    "meet_now",
    "move_meeting",
    "move_sound",
    "move_to_phone",
    "move_type",
    "note_call",
    "note_call_before",
    "open_room",
    "own_choice",
    "plan_group",
    "plan_meeting",
    "plan_series",
    "read_code",
    "record_call_attempt",
    "refuse_hosting",
    "remove",
    "reopen_place",
    "reopen_type",
    "say",
    "say_practice",
    "say_reminders",
    "say_rules_of_meeting",
    "say_rules_of_type",
    "send_link",
    "settle_outcome",
    "settle_rest",
    "settle_seat",
    "show_arrival",
    "step",
    "switch_reason",
    "take_over",
    "take_seat_away",
    "tell_ahead",
    "tell_beside",
    "tell_colleagues",
    "tell_consent",
    "tell_rooms_later",
    "vouch",
    "want_video",
    "went_from_door",
]
