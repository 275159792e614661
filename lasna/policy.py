"""Who may do what: one table, enforced at the edge and in the service, and sent to the browser."""

from enum import StrEnum

from lasna.errors import NotHere


class Standing(StrEnum):
    """What somebody is towards a thing at this moment."""

    NOBODY = "nobody"
    WAITING = "waiting"  # passed link and code, not yet let in
    GUEST = "guest"  # the client, let in to the meeting
    COMPANION = "companion"  # another device of somebody in the room
    PARTNER = "partner"  # anybody else who was asked to join and let in: interpreter, doctor, colleague …
    HOST = "host"  # the adviser of the meeting
    COLLEAGUE = "colleague"  # staff of the same office
    STAFF = "staff"  # signed in, about their own things and lists
    ADVISES = "advises"  # works with the clients of their offices: everybody but support
    LEAD = "lead"  # leads the team of their offices
    SUPPORT = "support"  # helps with the technology, sees no content
    ADMINISTRATOR = "administrator"  # of the organisation


class Action(StrEnum):
    DOOR_STEP = "door.step"
    DOOR_ASK_CALL = "door.ask_call"
    PARTICIPANT_BESIDE = "participant.beside"
    MEETING_SEE = "meeting.see"
    MEETING_PLAN = "meeting.plan"
    MEETING_CHANGE = "meeting.change"
    MEETING_JOIN = "meeting.join"
    MEETING_ADMIT = "meeting.admit"
    MEETING_DENY = "meeting.deny"
    MEETING_SAY = "meeting.say"
    MEETING_VOUCH = "meeting.vouch"
    MEETING_LEAVE = "meeting.leave"
    MEETING_END = "meeting.end"
    MEETING_MOVE_TO_PHONE = "meeting.move_to_phone"
    MEETING_WANT_VIDEO = "meeting.want_video"
    MEETING_HEAR_VIDEO = "meeting.hear_video"
    MEETING_PHONE_REASON = "meeting.phone_reason"
    MEETING_CALL_ATTEMPT = "meeting.call_attempt"
    MEETING_OUTCOME = "meeting.outcome"
    MEETING_INVITE = "meeting.invite"
    MEETING_CONSENT = "meeting.consent"
    MEETING_TELL_CONSENT = "meeting.tell_consent"
    MEETING_HOSTING = "meeting.hosting"
    MEETING_HOLD = "meeting.hold"
    MEETING_REMOVE = "meeting.remove"
    MEETING_ASK_MUTE = "meeting.ask_mute"
    MEETING_LOCK = "meeting.lock"
    MEETING_HAND_OVER = "meeting.hand_over"
    MEETING_TAKE_OVER = "meeting.take_over"
    MEETING_COMPANION = "meeting.companion"
    LINK_SHARE = "link.share"
    RULES_SEE = "rules.see"
    RULES_OF_OFFICE = "rules.of_office"
    RULES_OF_MEETING = "rules.of_meeting"
    SEAT_TAKE = "seat.take"
    SEAT_DEVICES = "seat.devices"
    SEAT_SHARE = "seat.share"
    SEAT_SOUND = "seat.sound"
    SIGNAL_SEND = "signal.send"
    DESK_HEAR = "desk.hear"
    TODAY_SEE = "today.see"
    WEEK_SEE = "week.see"
    PLACES_SEE = "places.see"
    CLIENT_SEE = "client.see"
    CLIENT_CHANGE = "client.change"
    LETTER_PRINT = "letter.print"
    CLIENT_IMPORT = "client.import"
    CLIENT_EXPORT = "client.export"
    CLIENT_ERASE = "client.erase"
    CLIENT_KEEP = "client.keep"
    RETENTION_SEE = "retention.see"
    RETENTION_CHANGE = "retention.change"
    CONTACT_SEE = "contact.see"
    CONTACT_WRITE = "contact.write"
    HOURS_OWN = "hours.own"
    CALENDARS_OWN = "calendars.own"
    BOOKING_OFFER = "booking.offer"
    CLIENT_TRY = "client.try"
    HELP_ASK = "help.ask"
    HELP_SERVE = "help.serve"
    CLIENT_OWN_PAGE = "client.own_page"
    HERE_SAY = "here.say"
    KNOCK_ANSWER = "knock.answer"
    RECEPTION_SERVE = "reception.serve"
    RECEPTION_RUN = "reception.run"
    OWN_SETTINGS = "own.settings"
    ADMINISTRATION_SEE = "administration.see"
    OUTBOX_SEE = "outbox.see"
    OUTBOX_MEND = "outbox.mend"
    AUDIT_SEE = "audit.see"
    AUDIT_EXPORT = "audit.export"
    AUDIT_VERIFY = "audit.verify"
    ORGANISATION_CHANGE = "organisation.change"
    PEOPLE_SEE = "people.see"
    PEOPLE_MANAGE = "people.manage"


_STAFF_OF_OFFICE = frozenset({Standing.HOST, Standing.COLLEAGUE})
_HOST = frozenset({Standing.HOST})
_IN_ROOM = frozenset({Standing.GUEST, Standing.PARTNER, Standing.HOST})
_DEVICES = _IN_ROOM | {Standing.COMPANION}
_OF_TWO = frozenset({Standing.GUEST, Standing.HOST})
"""Between client and adviser alone: the telephone is theirs."""
_AT_DOOR = frozenset({Standing.WAITING, Standing.GUEST, Standing.PARTNER})
_STAFF = frozenset({Standing.STAFF})
_ADMINISTRATOR = frozenset({Standing.ADMINISTRATOR})
_ADVISES = frozenset({Standing.ADVISES})

RULES: dict[Action, frozenset[Standing]] = {
    Action.DOOR_STEP: _AT_DOOR,
    Action.DOOR_ASK_CALL: _AT_DOOR,
    Action.PARTICIPANT_BESIDE: _AT_DOOR | _HOST,
    Action.MEETING_SEE: _STAFF_OF_OFFICE,
    Action.MEETING_PLAN: _ADVISES,
    Action.MEETING_CHANGE: _STAFF_OF_OFFICE,
    Action.MEETING_JOIN: _IN_ROOM,
    Action.MEETING_ADMIT: _HOST,
    Action.MEETING_DENY: _HOST,
    Action.MEETING_SAY: _HOST,
    Action.MEETING_VOUCH: _HOST,
    Action.MEETING_LEAVE: _DEVICES,
    Action.MEETING_END: _HOST,
    Action.MEETING_MOVE_TO_PHONE: _OF_TWO,
    Action.MEETING_WANT_VIDEO: _OF_TWO,
    Action.MEETING_HEAR_VIDEO: _OF_TWO,
    Action.MEETING_PHONE_REASON: _HOST,
    Action.MEETING_CALL_ATTEMPT: _STAFF_OF_OFFICE,
    Action.MEETING_OUTCOME: _STAFF_OF_OFFICE,
    Action.MEETING_INVITE: _STAFF_OF_OFFICE,
    Action.MEETING_CONSENT: frozenset({Standing.GUEST}),
    Action.MEETING_TELL_CONSENT: _HOST,
    Action.MEETING_HOSTING: _HOST,
    Action.MEETING_HOLD: _HOST,
    Action.MEETING_REMOVE: _HOST,
    Action.MEETING_ASK_MUTE: _HOST,
    Action.MEETING_LOCK: _HOST,
    Action.MEETING_HAND_OVER: _HOST,
    Action.MEETING_TAKE_OVER: frozenset({Standing.COLLEAGUE}),
    Action.MEETING_COMPANION: _IN_ROOM,
    Action.LINK_SHARE: _IN_ROOM,
    Action.RULES_SEE: frozenset({Standing.LEAD, Standing.SUPPORT, Standing.ADMINISTRATOR}),
    Action.RULES_OF_OFFICE: frozenset({Standing.LEAD, Standing.ADMINISTRATOR}),
    Action.RULES_OF_MEETING: _HOST,
    Action.SEAT_TAKE: _DEVICES,
    Action.SEAT_DEVICES: _DEVICES,
    Action.SEAT_SHARE: _IN_ROOM,
    Action.SEAT_SOUND: _DEVICES,
    Action.SIGNAL_SEND: _DEVICES,
    Action.DESK_HEAR: frozenset({Standing.STAFF, Standing.HOST}),
    Action.TODAY_SEE: _STAFF,
    Action.WEEK_SEE: _ADVISES,
    Action.PLACES_SEE: _ADVISES,
    Action.CLIENT_SEE: _STAFF_OF_OFFICE,
    Action.CLIENT_CHANGE: _STAFF_OF_OFFICE,
    Action.LETTER_PRINT: _STAFF_OF_OFFICE,
    Action.CLIENT_IMPORT: frozenset({Standing.LEAD, Standing.ADMINISTRATOR}),
    Action.CLIENT_EXPORT: frozenset({Standing.LEAD, Standing.ADMINISTRATOR}),
    Action.CLIENT_ERASE: _ADMINISTRATOR,
    Action.CLIENT_KEEP: _ADMINISTRATOR,
    Action.RETENTION_SEE: _ADMINISTRATOR,
    Action.RETENTION_CHANGE: _ADMINISTRATOR,
    Action.CONTACT_SEE: _STAFF_OF_OFFICE,
    Action.CONTACT_WRITE: _STAFF_OF_OFFICE,
    Action.HOURS_OWN: _ADVISES,
    Action.CALENDARS_OWN: _ADVISES,
    Action.BOOKING_OFFER: _STAFF_OF_OFFICE,
    Action.CLIENT_TRY: _STAFF_OF_OFFICE,
    Action.HELP_ASK: _AT_DOOR,
    Action.HELP_SERVE: frozenset({Standing.SUPPORT, Standing.ADMINISTRATOR}),
    Action.CLIENT_OWN_PAGE: _STAFF_OF_OFFICE,
    Action.HERE_SAY: _ADVISES,
    Action.KNOCK_ANSWER: _HOST,
    Action.RECEPTION_SERVE: _STAFF_OF_OFFICE,
    Action.RECEPTION_RUN: frozenset({Standing.LEAD, Standing.ADMINISTRATOR}),
    Action.OWN_SETTINGS: _STAFF,
    Action.ADMINISTRATION_SEE: frozenset({Standing.LEAD, Standing.SUPPORT, Standing.ADMINISTRATOR}),
    Action.OUTBOX_SEE: frozenset({Standing.SUPPORT, Standing.ADMINISTRATOR}),
    Action.OUTBOX_MEND: frozenset({Standing.SUPPORT, Standing.ADMINISTRATOR}),
    Action.AUDIT_SEE: _ADMINISTRATOR,
    Action.AUDIT_EXPORT: _ADMINISTRATOR,
    Action.AUDIT_VERIFY: _ADMINISTRATOR,
    Action.ORGANISATION_CHANGE: frozenset({Standing.ADMINISTRATOR}),
    Action.PEOPLE_SEE: frozenset({Standing.LEAD, Standing.ADMINISTRATOR}),
    Action.PEOPLE_MANAGE: _ADMINISTRATOR,
}
AT_WORK = frozenset(
    {Standing.STAFF, Standing.ADVISES, Standing.LEAD, Standing.SUPPORT, Standing.ADMINISTRATOR}
)
"""What somebody is by their work alone, whatever the thing."""


def may(action: Action, standing: Standing) -> bool:
    return standing in RULES[action]


def may_try(action: Action, standings: frozenset[Standing]) -> bool:
    """Whether the edge lets somebody of these ``AT_WORK`` standings try.

    A right that depends on the thing (its host, a colleague) is asked where the thing is found; such things
    are clients' things, and do not exist for who does not advise.
    """
    by_thing = not RULES[action] <= AT_WORK
    return bool(RULES[action] & standings) or (by_thing and Standing.ADVISES in standings)


def rights_of(standing: Standing) -> list[str]:
    """The actions a screen may offer, for hiding buttons; the server asks again."""
    return sorted(action.value for action, standings in RULES.items() if standing in standings)


def require(action: Action, standing: Standing) -> None:
    """No right means the thing is not here."""
    if not may(action, standing):
        raise NotHere(action.value)
