"""What people do with meetings: one transaction each; lock order room, door, desk, rows, outbox, audit."""

from lasna.meetings.services.arrival import (
    come_to_door,
    give_up_waiting,
    keep_waiting,
    open_room,
    step,
    went_from_door,
)
from lasna.meetings.services.door import ask_code, enter, read_code, vouch
from lasna.meetings.services.handing_over import hand_over
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
from lasna.meetings.services.phone import (
    give_phone_reason,
    hear_video,
    move_to_phone,
    record_call_attempt,
    want_video,
)
from lasna.meetings.services.planning import move_meeting, plan_meeting, send_link
from lasna.meetings.services.types import (
    TypeWish,
    add_type,
    change_type,
    close_type,
    move_type,
    reopen_type,
)

__all__ = [
    "TypeWish",
    "add_type",
    "admit",
    "ask_call",
    "ask_code",
    "cancel_meeting",
    "change_type",
    "close_type",
    "come_to_door",
    "deny",
    "end_meeting",
    "enter",
    "give_phone_reason",
    "give_up_waiting",
    "hand_over",
    "hear_video",
    "keep_waiting",
    "move_meeting",
    "move_to_phone",
    "move_type",
    "open_room",
    "plan_meeting",
    "read_code",
    "record_call_attempt",
    "reopen_type",
    "say",
    "send_link",
    "settle_outcome",
    "show_arrival",
    "step",
    "vouch",
    "want_video",
    "went_from_door",
]
