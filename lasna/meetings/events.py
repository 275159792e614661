"""What happens in a meeting, as its screens are told. Times are ISO 8601 in UTC."""

from typing import ClassVar, Literal

from lasna.kernel.live.events import Event
from lasna.meetings.protocol import RuleView
from lasna.policy import Standing

HOST_ONLY = frozenset({Standing.HOST})
OF_TWO = frozenset({Standing.HOST, Standing.GUEST})
IN_ROOM = OF_TWO | {Standing.PARTNER, Standing.COMPANION}


class MeetingOpened(Event):
    """The adviser has come to the room, or the client to the door."""

    type: Literal["meeting.opened"] = "meeting.opened"


class MeetingUnderWay(Event):
    """The first client has been let in."""

    type: Literal["meeting.under_way"] = "meeting.under_way"


class ParticipantStepped(Event):
    """The client has come this far at the door: code, camera, sound, microphone, ready."""

    heard_by: ClassVar = HOST_ONLY
    type: Literal["participant.stepped"] = "participant.stepped"
    participant: int
    state: str
    step: str
    camera: str
    microphone: str
    by_link_alone: bool
    """Came in without a code: to be looked at twice."""
    beside: list[str] = []
    with_client: bool = False
    """A partner says that the client is with them."""


class ParticipantBeside(Event):
    """Who else sits at the same device, as somebody in the room says. Empty: nobody."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["participant.beside"] = "participant.beside"
    participant: int
    names: list[str]


class ParticipantWaiting(Event):
    heard_by: ClassVar = HOST_ONLY
    type: Literal["participant.waiting"] = "participant.waiting"
    participant: int
    since: str
    camera: str
    microphone: str


class ParticipantAsksCall(Event):
    """The client pressed "phone me instead" (or it was answered: ``asks`` false)."""

    heard_by: ClassVar = HOST_ONLY
    type: Literal["participant.asks_call"] = "participant.asks_call"
    participant: int
    asks: bool


class ParticipantAdmitted(Event):
    """Who it is, is told too: the others in the room have not heard of them before."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["participant.admitted"] = "participant.admitted"
    participant: int
    role: str = ""
    name: str = ""
    by_phone: bool = False
    beside: list[str] = []
    hosted_by: int | None = None
    """The client, present at the device of this partner."""
    companion_of: int | None = None
    """Another device of this person, in the same room."""


class SoundMoved(Event):
    """Microphone and loudspeaker of somebody with two devices are at the other one now."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["companion.sound_moved"] = "companion.sound_moved"
    participant: int
    """The companion."""
    here: bool
    """At the companion; false: at its owner's own device."""


class RulesChanged(Event):
    """Another rule holds in this meeting, whichever level said so."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["meeting.rules_changed"] = "meeting.rules_changed"
    rules: list[RuleView]


class ParticipantDenied(Event):
    heard_by: ClassVar = HOST_ONLY
    type: Literal["participant.denied"] = "participant.denied"
    participant: int


class ParticipantAway(Event):
    """The seat is empty: the connection broke or the page closed. It is kept."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["participant.away"] = "participant.away"
    participant: int
    since: str


class ParticipantLeft(Event):
    """Left by choice, or sits at a partner's device no more; may return."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["participant.left"] = "participant.left"
    participant: int


class ParticipantAdded(Event):
    """A partner is asked to join."""

    heard_by: ClassVar = HOST_ONLY
    type: Literal["participant.added"] = "participant.added"
    participant: int
    role: str
    name: str
    by_phone: bool
    link_by: list[str]


class ParticipantHeld(Event):
    """Back to waiting, and hears nothing."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["participant.held"] = "participant.held"
    participant: int


class ParticipantRemoved(Event):
    """No longer of this meeting."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["participant.removed"] = "participant.removed"
    participant: int


class ConsentAsked(Event):
    """The client is asked whether this partner may come in."""

    heard_by: ClassVar = OF_TWO
    type: Literal["consent.asked"] = "consent.asked"
    participant: int
    role: str
    name: str


class ConsentAnswered(Event):
    """The client's word, by a tap or told beforehand: ``yes`` or ``no``. The last one counts."""

    heard_by: ClassVar = OF_TWO
    type: Literal["consent.answered"] = "consent.answered"
    participant: int
    consent: str


class MeetingLocked(Event):
    """Nobody new arrives or is let in (``locked`` false: they may again)."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["meeting.locked"] = "meeting.locked"
    locked: bool


class MeetingHandedOver(Event):
    """Another adviser goes on. ``participant``, ``name``: their place; ``former``: whose it was."""

    heard_by: ClassVar = IN_ROOM
    changes_standing: ClassVar = True
    type: Literal["meeting.handed_over"] = "meeting.handed_over"
    former: int
    participant: int
    name: str


class MovedToPhone(Event):
    heard_by: ClassVar = IN_ROOM
    type: Literal["meeting.moved_to_phone"] = "meeting.moved_to_phone"
    by: int
    since: str
    calls_from: str
    """The number from which the adviser calls, as people read it; may be empty."""


class PhoneReasonGiven(Event):
    heard_by: ClassVar = HOST_ONLY
    type: Literal["meeting.phone_reason_given"] = "meeting.phone_reason_given"
    reason: str


class VideoWanted(Event):
    """Somebody pressed "back to video": both sides connect while the phone call goes on."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["meeting.video_wanted"] = "meeting.video_wanted"
    by: int


class BackOnVideo(Event):
    """The sound was heard on video: the phone call may end."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["meeting.back_on_video"] = "meeting.back_on_video"
    since: str


class MeetingDelayed(Event):
    heard_by: ClassVar = HOST_ONLY
    type: Literal["meeting.delayed"] = "meeting.delayed"
    expected: str


class CallTried(Event):
    """The adviser tried to phone. ``attempts`` counts them all."""

    heard_by: ClassVar = HOST_ONLY
    type: Literal["meeting.call_tried"] = "meeting.call_tried"
    answered: bool
    attempts: int


class MeetingEnded(Event):
    """What was agreed is between client and adviser. Partners and second devices hear on their own stream
    that it is over.
    """

    heard_by: ClassVar = frozenset(Standing) - {Standing.PARTNER, Standing.COMPANION}
    changes_standing: ClassVar = True
    type: Literal["meeting.ended"] = "meeting.ended"
    agreed: str


class MeetingCancelled(Event):
    changes_standing: ClassVar = True
    type: Literal["meeting.cancelled"] = "meeting.cancelled"


# The participant's own stream: all that somebody at the door hears.


class DoorStepped(Event):
    """Where they stand now: arrived, or waiting (not seen yet)."""

    type: Literal["door.stepped"] = "door.stepped"
    state: str


class DoorSeen(Event):
    """A desk has shown the adviser that they wait."""

    type: Literal["door.seen"] = "door.seen"


class DoorSaid(Event):
    """The adviser's words to the waiting, and when to expect them (empty: as planned)."""

    type: Literal["door.said"] = "door.said"
    words: str
    expected: str


class DoorAhead(Event):
    """How many the adviser meets before them, when their own time has come."""

    type: Literal["door.ahead"] = "door.ahead"
    ahead: int


class DoorCallComing(Event):
    """The adviser will phone."""

    type: Literal["door.call_coming"] = "door.call_coming"
    calls_from: str


class DoorAdmitted(Event):
    """Let in: a fresh ``welcome`` follows. ``offered``: the host's offer follows as a signal."""

    changes_standing: ClassVar = True
    type: Literal["door.admitted"] = "door.admitted"
    offered: bool


class DoorDenied(Event):
    changes_standing: ClassVar = True
    type: Literal["door.denied"] = "door.denied"


class DoorHeld(Event):
    """Put to wait: nobody sees or hears them, and they see and hear nobody."""

    changes_standing: ClassVar = True
    type: Literal["door.held"] = "door.held"


class DoorRemoved(Event):
    """No longer of this meeting; a ``farewell`` follows."""

    changes_standing: ClassVar = True
    type: Literal["door.removed"] = "door.removed"


class DoorDeclined(Event):
    """They are not needed in the meeting now (false: they are again). Who decided is not said."""

    type: Literal["door.declined"] = "door.declined"
    declined: bool


class DoorBeside(Event):
    """What this person says of who else sits at their device."""

    type: Literal["door.beside"] = "door.beside"
    names: list[str]
    with_client: bool = False
    """They said that the client is with them, and the adviser has not answered."""


class DoorLocked(Event):
    """The room is locked to them, who never were in it (false: no longer)."""

    type: Literal["door.locked"] = "door.locked"
    locked: bool


class DoorMuteAsked(Event):
    """The adviser asks this person to switch the microphone off."""

    type: Literal["door.mute_asked"] = "door.mute_asked"


class DeskArrived(Event):
    type: Literal["desk.arrived"] = "desk.arrived"
    meeting: int
    participant: int
    name: str
    since: str
    camera: str
    microphone: str
    by_link_alone: bool


class DeskGone(Event):
    """No longer waiting: let in, not let in, or went away."""

    type: Literal["desk.gone"] = "desk.gone"
    participant: int


class DeskUnanswered(Event):
    """Somebody waits for a colleague, ``adviser``, who does not answer."""

    type: Literal["desk.unanswered"] = "desk.unanswered"
    meeting: int
    participant: int
    name: str
    since: str
    adviser: str


class DeskAnswered(Event):
    """Their adviser has answered, or somebody else: colleagues need not."""

    type: Literal["desk.answered"] = "desk.answered"
    participant: int


class DeskAsksCall(Event):
    """A client at the door asks to be phoned (``why``: ``asked``), or cannot get a code (``no_code``)."""

    type: Literal["desk.asks_call"] = "desk.asks_call"
    meeting: int
    participant: int
    name: str
    why: str


class DeskChanged(Event):
    """Something of today's changed: pages that show today read it anew."""

    type: Literal["desk.changed"] = "desk.changed"
    what: str
