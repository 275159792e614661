"""Snapshots and requests of presence and media."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from lasna.kernel.live.commands import Request

Shown = Literal["", "on", "paused"]
"""Of one's own screen: nothing, what is on it, or a pause."""


class SendSignal(Request):
    """To another screen of the room: a session description, candidates, or "restart, please"."""

    to: str = Field(pattern=r"^[A-Za-z0-9_-]{8,40}$")
    signal: dict[str, Any]


class TakeSeat(Request):
    """Go on here; the other tab lets go."""


class TellDevices(Request):
    camera: bool
    microphone: bool


class ShareScreen(Request):
    """What of one's own screen is shown: empty (nothing), ``on``, ``paused``."""

    sharing: Shown


class SeatView(BaseModel):
    participant: int
    screen: str
    camera: bool
    microphone: bool
    sharing: Shown
    """Of this person's screen: empty (nothing is shown), ``on``, ``paused``."""


class IceServer(BaseModel):
    urls: list[str]
    username: str = ""
    credential: str = ""


class RoomSnapshot(BaseModel):
    """Who sits where; how to connect. ``seat_elsewhere``: this participant sits at another screen."""

    seats: list[SeatView]
    seat_elsewhere: bool
    ice_servers: list[IceServer]
    relay_only: bool
