"""Snapshots and requests of presence and media."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lasna.kernel.live.commands import Request

Shown = Literal["", "on", "paused"]
"""Of one's own screen: nothing, what is on it, or a pause."""


class SendSignal(Request):
    """To another screen of the room: a session description, candidates, or "restart, please".

    ``to`` empty: to everybody here, for what is written letter by letter and takes no connection of two.
    """

    to: str = Field(pattern=r"^([A-Za-z0-9_-]{8,40})?$")
    signal: dict[str, Any]


class TakeSeat(Request):
    """Go on here; the other tab lets go."""


class TellDevices(Request):
    camera: bool
    microphone: bool


class MoveSound(Request):
    """``here``: to this device. Else to the other one, which only a companion may say."""

    here: bool


class CompanionLink(BaseModel):
    """For one other device, and ten minutes. ``picture``: the link as a QR code, an SVG in a data address."""

    link: str
    picture: str


class ShareScreen(Request):
    """What of one's own screen is shown: empty (nothing), ``on``, ``paused``."""

    sharing: Shown


class AboutLeg(Request):
    """``number``: of the leg, drawn by the screen; a later one is larger."""

    number: int = Field(ge=1, le=2**53)


class JoinGathering(AboutLeg):
    """The screen's offer to the media server: it sends, and receives by a connection of its own."""

    sdp: str = Field(max_length=60 * 1024)


class AnswerGathering(AboutLeg):
    """To the media server's offer of this ``turn``."""

    turn: int = Field(ge=0, le=2**31)
    sdp: str = Field(max_length=60 * 1024)


class KeepLeg(AboutLeg):
    """Back after a break, media going: ``has`` names whom this leg receives, as the last offer did."""

    has: list[Annotated[str, Field(max_length=60)]] = Field(max_length=64)


class PictureSize(BaseModel):
    """0: none, 1: small, 2: middle, 3: as large as there is."""

    model_config = ConfigDict(extra="forbid", strict=True)
    participant: int = Field(ge=0, le=2**53)
    size: int = Field(ge=0, le=3)


class WantPictures(AboutLeg):
    """What this screen can use of each picture."""

    sizes: list[PictureSize] = Field(max_length=20)


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
    """Who sits where; how to connect. ``seat_elsewhere``: this participant sits at another screen.
    ``gathered``: picture and sound go through the media server."""

    seats: list[SeatView]
    seat_elsewhere: bool
    ice_servers: list[IceServer]
    relay_only: bool
    gathered: bool
