"""Why Janus did not do it. Each has a stable ``code``; ``number`` is Janus's own, 0 where it said nothing."""


class JanusError(Exception):
    """Never raised as itself. ``words`` are Janus's, for the log: nobody else is shown them."""

    code = "media.error"

    def __init__(self, words: str = "", number: int = 0) -> None:
        self.words, self.number = words, number
        super().__init__(f"{self.code}: {words}" + (f" ({number})" if number else ""))


class Away(JanusError):
    """No connection in time, or it broke before the answer: whether it was done is not known."""

    code = "media.away"


class Unreachable(Away):
    """No connection for as long as an answer may take: nothing was done."""


class Late(JanusError):
    """Connected, and no answer in time: whether it was done is not known."""

    code = "media.late"


class Refused(JanusError):
    """Janus said no, and nothing changed. The classes below say why, where it matters to the caller."""

    code = "media.refused"


class WrongSecret(Refused):
    code = "media.wrong_secret"


class SessionGone(Refused):
    """Timed out, ended, or Janus was started anew: nothing of it is left to claim."""

    code = "media.session_gone"


class HandleGone(Refused):
    code = "media.handle_gone"


class NoSuchRoom(Refused):
    code = "media.no_such_room"


class RoomExists(Refused):
    code = "media.room_exists"


class NoSuchFeed(Refused):
    """Who was asked for is not in the room, or does not publish."""

    code = "media.no_such_feed"


class RoomFull(Refused):
    code = "media.room_full"


class AlreadyThere(Refused):
    """Somebody of this name is in the room, by another handle."""

    code = "media.already_there"


class NotAllowed(Refused):
    """A key, a pin or a private number is missing or wrong."""

    code = "media.not_allowed"


class BadDescription(Refused):
    """Janus could not use the session description."""

    code = "media.bad_description"


BY_CORE: dict[int, type[Refused]] = {
    403: WrongSecret,
    458: SessionGone,
    459: HandleGone,
    465: BadDescription,
    466: BadDescription,
}
"""``error.code`` of the core."""

BY_ROOM: dict[int, type[Refused]] = {
    426: NoSuchRoom,
    427: RoomExists,
    428: NoSuchFeed,
    429: NotAllowed,
    432: RoomFull,
    433: NotAllowed,
    436: AlreadyThere,
    437: BadDescription,
}
"""``error_code`` of the VideoRoom. 429: an element is missing; of ours that can only be a key or a pin."""


def of_core(error: dict[str, object]) -> Refused:
    number = _number(error.get("code"))
    return BY_CORE.get(number, Refused)(str(error.get("reason", "")), number)


def of_room(data: dict[str, object]) -> Refused:
    number = _number(data.get("error_code"))
    return BY_ROOM.get(number, Refused)(str(data.get("error", "")), number)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
