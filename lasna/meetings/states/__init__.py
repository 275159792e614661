"""The life of a meeting and of a place in it: tables beside drawings. What is not in a table changes nothing.

meeting      planned ──arrive──► open ──admit/phone──► under_way ──end──► ended
                └────────────────┴──cancel──► cancelled

participant  invited ─code─► arrived ─ready─► waiting ─admit─► admitted ─sit─► present ⇄ away
                ▲               ▲  ▲             │ deny ► denied    ▲   leave ► left
                │               │  └─────shut────┘              admit └─ held ◄─hold─ everybody let in
                │               └── too long away                   remove ► removed, from everywhere
                └─invite─ removed: a colleague is asked again
by phone     invited ─phone─► present, without a link or a door
companion    invited ─join─► admitted, as its owner is; ─remove─► removed ─invite─► invited
hosted       the client ─host─► present at a partner's device, without a link or a door; ─unhost─► left
             a browser of their own at the door meanwhile: arrived, waiting, admitted, as everybody's
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from lasna.kernel.web.times import same_clock
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.policy import Standing

REMINDERS = ("week", "day", "hour")
"""Before a meeting begins."""
SOONEST_REMINDER = timedelta(hours=12)
"""Nobody is reminded of what they were told less than this before."""
OPENS_BEFORE = timedelta(minutes=15)
"""The door lets nobody ask for a code earlier."""
CLOSES_AFTER = timedelta(hours=1)
"""After the planned end the door is closed, unless the meeting still goes on."""
FORGOTTEN_AFTER = timedelta(hours=8)
"""A meeting that nobody ended does not keep its links open longer than this after the planned end."""
SEAT_KEPT = timedelta(minutes=5)
"""Who was let in and is back within this goes straight to their seat; later, through the waiting room."""
TAKEN_OVER_AFTER = timedelta(seconds=15)
"""An adviser away for so long may be relieved by a colleague: half a minute after their computer died, which
is noticed within 13 seconds."""
UNANSWERED_AFTER = timedelta(minutes=5)
"""Who has waited for so long without a word is told to the adviser's colleagues."""

_M = Meeting.Status
MEETING: dict[str, dict[str, str]] = {
    _M.PLANNED: {"arrive": _M.OPEN, "admit": _M.UNDER_WAY, "phone": _M.UNDER_WAY, "end": _M.ENDED},
    _M.OPEN: {"admit": _M.UNDER_WAY, "phone": _M.UNDER_WAY, "end": _M.ENDED},
    _M.UNDER_WAY: {"end": _M.ENDED},
    _M.ENDED: {},
    _M.CANCELLED: {},
}
for _status in (_M.PLANNED, _M.OPEN):
    MEETING[_status]["cancel"] = _M.CANCELLED

_P = Participant.State
_HOSTED = "hosted"
"""Present at a partner's device. Not a state of its own: whoever counts who is present counts the client."""
PARTICIPANT: dict[str, dict[str, str]] = {
    _P.INVITED: {"code": _P.ARRIVED, "phone": _P.PRESENT, "join": _P.ADMITTED},
    _P.ARRIVED: {"code": _P.ARRIVED, "ready": _P.WAITING, "deny": _P.DENIED, "admit": _P.ADMITTED},
    _P.WAITING: {
        "code": _P.ARRIVED,
        "step": _P.ARRIVED,
        "admit": _P.ADMITTED,
        "deny": _P.DENIED,
        "shut": _P.ARRIVED,
    },
    _P.ADMITTED: {"sit": _P.PRESENT, "leave": _P.LEFT, "lose": _P.AWAY, "code": _P.ADMITTED},
    _P.PRESENT: {"lose": _P.AWAY, "leave": _P.LEFT, "code": _P.PRESENT},
    _P.AWAY: {"sit": _P.PRESENT, "late": _P.ARRIVED, "code": _P.AWAY, "leave": _P.LEFT},
    _P.LEFT: {"sit": _P.PRESENT, "late": _P.ARRIVED, "code": _P.LEFT, "ready": _P.WAITING},
    _P.HELD: {"admit": _P.ADMITTED, "code": _P.HELD, "phone": _P.PRESENT},
    _P.REMOVED: {"invite": _P.INVITED},
    _P.DENIED: {"code": _P.ARRIVED},
    # Their own browser was never looked at by the adviser, or not for a while: it waits like every other.
    _HOSTED: {"unhost": _P.LEFT, "code": _P.ARRIVED, "late": _P.ARRIVED, "ready": _P.WAITING},
}
for _state in (_P.INVITED, _P.ARRIVED, _P.AWAY, _P.LEFT, _P.DENIED, _HOSTED):
    PARTICIPANT[_state]["host"] = _P.PRESENT
for _state in (_P.ADMITTED, _P.PRESENT, _P.AWAY, _P.LEFT):
    PARTICIPANT[_state]["hold"] = _P.HELD
for _state in _P:
    if _state is not _P.REMOVED:
        PARTICIPANT[_state]["remove"] = _P.REMOVED

_SEATED = frozenset({_P.ADMITTED, _P.PRESENT})
KNOWN_IN_ROOM = frozenset({_P.ADMITTED, _P.PRESENT, _P.AWAY, _P.LEFT, _P.HELD})
"""Everybody in the room is told of them."""
_MAY_RETURN = frozenset({_P.AWAY, _P.LEFT})


def next_status(meeting: Meeting, event: str) -> str | None:
    """Where ``event`` takes the meeting; None: nowhere."""
    return MEETING[meeting.status].get(event)


def next_state(participant: Participant, event: str) -> str | None:
    """Where ``event`` takes the participant; None: nowhere."""
    return PARTICIPANT[_HOSTED if _here_with_another(participant) else participant.state].get(event)


def _here_with_another(participant: Participant) -> bool:
    """And no browser of their own stands at the door."""
    return participant.hosted_by_id is not None and participant.state == _P.PRESENT


def state_at_door(participant: Participant) -> str:
    """As a browser of their own is told, which learns nothing of where they are."""
    return _P.ARRIVED if _here_with_another(participant) else participant.state


def seen_in_room(participant: Participant) -> bool:
    """Everybody in the room is told of them."""
    return participant.hosted_by_id is not None or participant.state in KNOWN_IN_ROOM


def seat_is_kept(participant: Participant, now: datetime) -> bool:
    """Let in, and not away for longer than the seat is kept. At a partner's device there is none to keep."""
    if participant.hosted_by_id is not None:
        return False
    if participant.state in _SEATED:
        return True
    if participant.state not in _MAY_RETURN or participant.away_since is None:
        return False
    return now - participant.away_since <= SEAT_KEPT


def guest_standing(participant: Participant, meeting: Meeting, now: datetime) -> Standing:
    """What a client, a partner or a companion with the right cookie is towards the meeting at this moment."""
    if participant.companion_of is not None:
        return _companion_standing(participant, participant.companion_of, meeting, now)
    if meeting.over or not seat_is_kept(participant, now):
        return Standing.WAITING
    return Standing.PARTNER if participant.is_partner else Standing.GUEST


def _companion_standing(
    participant: Participant, owner: Participant, meeting: Meeting, now: datetime
) -> Standing:
    """Of another device, which is here only while its owner is. It waits at no door."""
    gone = owner.person is not None and not (owner.person.is_active and owner.person.advises)
    kept = seat_is_kept(participant, now) and seat_is_kept(owner, now)
    return Standing.COMPANION if kept and not gone and not meeting.over else Standing.NOBODY


def agreed_to(participant: Participant) -> bool:
    """May come in as far as the client is concerned, who is asked of everybody but themselves. In a group
    nobody is: who would be with one client is not told to another."""
    if not participant.is_partner or participant.meeting.is_group:
        return True
    return participant.consent == Participant.Consent.YES


def may_be_taken_over(
    meeting: Meeting, host: Participant, guests: Iterable[Participant], now: datetime
) -> bool:
    """The adviser came, and has been away for long enough to believe that they do not come back.

    Or: one of ``guests`` waits, and nobody answers.
    """
    gone = host.state in _MAY_RETURN and host.away_since is not None
    if gone and meeting.going and now - (host.away_since or now) >= TAKEN_OVER_AFTER:
        return True
    return any(unanswered(meeting, host, guest, now) for guest in guests)


def unanswered(meeting: Meeting, host: Participant, guest: Participant, now: datetime) -> bool:
    """Waits since their time has come, and the adviser neither is in the room nor said a word."""
    if meeting.over or host.state == _P.PRESENT:
        return False
    waits = guest.state == _P.WAITING and guest.person_id is None and guest.waiting_since is not None
    if not waits or guest.said:
        return False
    since = max(guest.waiting_since or now, meeting.starts, meeting.expected_at or meeting.starts)
    return now - since >= UNANSWERED_AFTER


def hears_agreed(participant: Participant) -> bool:
    """What was agreed is between client and adviser, and for a client who was let in."""
    return let_in(participant) and participant.client_id is not None


def shut_out(participant: Participant, meeting: Meeting) -> bool:
    """Is the room locked to this person? Whoever was ever let in is not new."""
    return meeting.locked_at is not None and participant.admitted_at is None


def link_is_enough(invitation: Invitation, now: datetime) -> bool:
    """Does the link itself open the waiting room? Never a seat that is kept: no adviser would look then."""
    return not invitation.needs_code and not seat_is_kept(invitation.participant, now)


def door_is_open(meeting: Meeting, now: datetime) -> bool:
    """May a client ask for a code now?"""
    if meeting.over:
        return False
    early = meeting.starts - OPENS_BEFORE <= now or meeting.going
    return early and now <= closes_at(meeting)


def can_answer(meeting: Meeting, now: datetime) -> bool:
    """May the client still say whether they come? Never once it has begun."""
    return meeting.status in (_M.PLANNED, _M.OPEN) and now < meeting.starts


def closes_at(meeting: Meeting) -> datetime:
    """When door and link stop, unless the meeting ends before."""
    goes_on = meeting.under_way
    return meeting.ends + (FORGOTTEN_AFTER if goes_on else CLOSES_AFTER)


def goes_on(meeting: Meeting, now: datetime) -> bool:
    """Under way; a while after the planned end it has rather been forgotten."""
    return meeting.under_way and now <= meeting.ends + CLOSES_AFTER


def let_in(participant: Participant) -> bool:
    """Has an adviser let this person's browser in, and has it not been sent back to the door since?"""
    return participant.admitted_at is not None and participant.state in _SEATED | _MAY_RETURN


def link_has_expired(meeting: Meeting, now: datetime) -> bool:
    """An expired link and an unknown one share one page. Ended ones say thanks for a while."""
    if meeting.ended_at is None:
        return now > closes_at(meeting)
    return now > max(meeting.ends, meeting.ended_at) + CLOSES_AFTER


def reminder_at(name: str, starts: datetime, zone: str) -> datetime:
    """When a reminder leaves: an hour before, or at the meeting's own time of the clock a day or a week
    before."""
    if name == "hour":
        return starts - timedelta(hours=1)
    return same_clock(starts, zone, days=-7 if name == "week" else -1)
