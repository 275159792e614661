"""What a seat does in a room: one handle sends, one receives from everybody. Offers go both ways by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lasna.room.adapters.janus.descriptions import for_janus
from lasna.room.adapters.janus.events import Feed, Message, Stream, feeds_of, streams_of
from lasna.room.adapters.janus.sessions import Handle


@dataclass(frozen=True)
class Joined:
    """``private``: the number a subscriber of the same person must show. ``feeds``: who sends already."""

    private: int
    feeds: tuple[Feed, ...]


@dataclass(frozen=True)
class Wanted:
    """A track of somebody, or with ``mid`` None all of them."""

    who: str
    mid: str | None = None

    def asked(self) -> Message:
        return {"feed": self.who} | ({"mid": self.mid} if self.mid is not None else {})


@dataclass(frozen=True)
class Offer:
    sdp: str
    streams: tuple[Stream, ...]


class Publisher:
    """Joins as somebody, and sends. Also who sends nothing joins so."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle

    async def join(self, room: str, *, who: str, pin: str) -> Joined:
        """``who`` names the person in events. Raises ``NoSuchRoom``, ``NotAllowed``, ``AlreadyThere``."""
        body = {"request": "join", "ptype": "publisher", "room": room, "id": who, "pin": pin}
        data, _jsep = await self.handle.request(body)
        return Joined(int(data["private_id"]), feeds_of(data.get("publishers")))

    async def publish(self, offer: str, *, names: dict[str, str] | None = None) -> str:
        """The answer to a browser's offer: the first, a changed one, or one that restarts ICE.

        ``names``: mid → what others are told of the track (camera, screen). Raises ``BadDescription``,
        ``RoomFull``; ``UserError`` for what no browser sends.
        """
        body: Message = {"request": "configure"}
        if names:
            body["descriptions"] = [{"mid": mid, "description": name} for mid, name in names.items()]
        _data, jsep = await self.handle.request(body, {"type": "offer", "sdp": for_janus(offer)})
        return str(jsep["sdp"]) if jsep else ""

    async def send(self, mid: str, *, on: bool) -> None:
        """Pass the track on, or not. Its publisher is not told."""
        await self.handle.request({"request": "configure", "streams": [{"mid": mid, "send": on}]})

    async def unpublish(self) -> None:
        """Stay in the room and send nothing."""
        await self.handle.request({"request": "unpublish"})


class Subscriber:
    """Receives from any number of people over one peer connection. Janus offers, the browser answers."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle

    async def join(self, room: str, wanted: Sequence[Wanted], *, private: int, pin: str) -> Offer:
        """Raises ``NoSuchFeed`` when nobody of ``wanted`` sends, ``NotAllowed`` for a wrong ``private``."""
        body = {
            "request": "join",
            "ptype": "subscriber",
            "room": room,
            "pin": pin,
            "private_id": private,
            "use_msid": True,
            "autoupdate": False,
            "streams": [each.asked() for each in wanted],
        }
        data, jsep = await self.handle.request(body)
        return Offer(str((jsep or {})["sdp"]), streams_of(data.get("streams")))

    async def start(self, answer: str) -> None:
        """The browser's answer to any offer. Raises ``BadDescription``, and ``UserError`` as ``publish``."""
        await self.handle.request({"request": "start"}, {"type": "answer", "sdp": for_janus(answer)})

    async def update(self, *, add: Iterable[Wanted] = (), drop: Iterable[Wanted] = ()) -> Offer | None:
        """None: nothing to negotiate, or an offer is still unanswered, and ``Offered`` follows."""
        body: Message = {"request": "update"}
        if subscribe := [each.asked() for each in add]:
            body["subscribe"] = subscribe
        if unsubscribe := [each.asked() for each in drop]:
            body["unsubscribe"] = unsubscribe
        data, jsep = await self.handle.request(body)
        return Offer(str(jsep["sdp"]), streams_of(data.get("streams"))) if jsep else None

    async def layer(self, mid: str, *, substream: int, temporal: int) -> None:
        """At most this of simulcast: ``substream`` 0 (smallest) to 2, ``temporal`` 0 (fewest frames) to 2."""
        stream = {"mid": mid, "substream": substream, "temporal": temporal}
        await self.handle.request({"request": "configure", "streams": [stream]})

    async def receive(self, mid: str, *, on: bool) -> None:
        """Let packets of ``mid`` through, or hold them back without negotiating."""
        await self.handle.request({"request": "configure", "streams": [{"mid": mid, "send": on}]})
