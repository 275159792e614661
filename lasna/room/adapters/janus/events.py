"""What Janus tells without being asked. ``handle`` is the number of the handle it is about."""

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Track:
    """One medium of a feed. ``kind``: audio or video; ``description``: what its publisher called it."""

    mid: str
    kind: str
    description: str = ""


@dataclass(frozen=True)
class Feed:
    """Somebody in the room who sends. ``who`` is the name given to ``join``."""

    who: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class Stream:
    """One medium of a subscription: ``mid`` at the subscriber, and whose it is. ``who`` empty: nobody's."""

    mid: str
    kind: str
    who: str
    feed_mid: str
    description: str = ""


@dataclass(frozen=True)
class SessionLost:
    """The session and all its handles are gone: it was not kept alive, or Janus was started anew."""

    session: int


@dataclass(frozen=True)
class MediaUp:
    """ICE and DTLS are through: media flows."""

    handle: int


@dataclass(frozen=True)
class MediaDown:
    """The peer connection ended; the handle stays, and may publish or subscribe anew."""

    handle: int
    reason: str


@dataclass(frozen=True)
class HandleEnded:
    handle: int


@dataclass(frozen=True)
class Arriving:
    """Packets of a track come in (``arriving``), or have not for a second. ``substream``: of simulcast."""

    handle: int
    mid: str
    kind: str
    arriving: bool
    substream: int | None = None


@dataclass(frozen=True)
class Published:
    """These send now, or send something else than before."""

    handle: int
    feeds: tuple[Feed, ...]


@dataclass(frozen=True)
class Unpublished:
    """``who`` sends no longer; ``left``: nor is in the room."""

    handle: int
    who: str
    left: bool


@dataclass(frozen=True)
class PutOut:
    """This handle's own person was taken out of the room."""

    handle: int


@dataclass(frozen=True)
class RoomEnded:
    handle: int


@dataclass(frozen=True)
class Offered:
    """A new offer to a subscriber, which came later than the answer to what it asked for."""

    handle: int
    sdp: str
    streams: tuple[Stream, ...]


Event: TypeAlias = (
    SessionLost
    | MediaUp
    | MediaDown
    | HandleEnded
    | Arriving
    | Published
    | Unpublished
    | PutOut
    | RoomEnded
    | Offered
)
Message: TypeAlias = dict[str, Any]


def feeds_of(listed: Any) -> tuple[Feed, ...]:
    return tuple(
        Feed(
            who=str(feed["id"]),
            tracks=tuple(
                Track(str(track["mid"]), str(track["type"]), str(track.get("description", "")))
                for track in feed.get("streams", ())
                if not track.get("disabled")
            ),
        )
        for feed in listed or ()
    )


def streams_of(listed: Any) -> tuple[Stream, ...]:
    return tuple(
        Stream(
            mid=str(stream["mid"]),
            kind=str(stream["type"]),
            who=str(stream.get("feed_id", "")) if stream.get("active", True) else "",
            feed_mid=str(stream.get("feed_mid", "")),
            description=str(stream.get("feed_description", "")),
        )
        for stream in listed or ()
    )


def event_of(message: Message) -> Event | None:
    """None for what nobody needs to know, such as a second word on the same thing."""
    handle = int(message.get("sender", 0))
    match message.get("janus"):
        case "webrtcup":
            return MediaUp(handle)
        case "hangup":
            return MediaDown(handle, str(message.get("reason", "")))
        case "detached":
            return HandleEnded(handle)
        case "timeout":
            return SessionLost(int(message["session_id"]))
        case "media":
            return Arriving(
                handle,
                str(message.get("mid", "")),
                str(message.get("type", "")),
                bool(message.get("receiving")),
                message.get("substream"),
            )
        case "event":
            return _of_room(handle, message.get("plugindata", {}).get("data", {}), message.get("jsep"))
    return None


def _of_room(handle: int, data: Message, jsep: Message | None) -> Event | None:
    match data.get("videoroom"):
        case "destroyed":
            return RoomEnded(handle)
        case "updated" if jsep:
            return Offered(handle, str(jsep["sdp"]), streams_of(data.get("streams")))
        case "event":
            return _of_people(handle, data)
    return None


def _of_people(handle: int, data: Message) -> Event | None:
    if publishers := data.get("publishers"):
        return Published(handle, feeds_of(publishers))
    if data.get("leaving") == "ok":
        return PutOut(handle) if data.get("reason") == "kicked" else None
    if who := data.get("leaving", data.get("kicked")):
        return Unpublished(handle, str(who), left=True)
    if data.get("unpublished", "ok") != "ok":
        return Unpublished(handle, str(data["unpublished"]), left=False)
    return None
