"""Snapshots and requests of the meeting on the socket."""

from typing import Any, Literal

from django.urls import reverse
from django.utils.functional import Promise
from pydantic import BaseModel, Field

from lasna.kernel.live.commands import Request
from lasna.kernel.web.appearance import FootLink

DeviceState = Literal["", "on", "off", "blocked", "missing", "busy"]
PhoneReason = Literal["no_sound", "no_picture", "connection", "device", "wished", "easier", "other"]


class Step(Request):
    """How far the client has come, and what the devices answered."""

    step: Literal["camera", "sound", "microphone", "ready"]
    camera: DeviceState = ""
    microphone: DeviceState = ""
    device: str = Field(default="", max_length=60)
    """The browser's own words for the device, shortened: "Android, Chrome"."""


class AboutParticipant(Request):
    participant: int = Field(ge=0, le=2**53)


class Admit(AboutParticipant):
    """``offer`` is the host's prepared session description with candidates, passed on as a signal."""

    offer: dict[str, Any] | None = None


class Say(AboutParticipant):
    words: str = Field(max_length=300)
    minutes_late: int = Field(default=0, ge=0, le=120)


class GivePhoneReason(Request):
    reason: PhoneReason


class End(Request):
    agreed: str = Field(default="", max_length=2000)


class TellCallTried(Request):
    answered: bool


class SendLink(Request):
    channel: Literal["email", "sms"]


class Vouch(Request):
    how: str = Field(min_length=2, max_length=300)


class ReadCode(BaseModel):
    """A code to be read aloud by phone. Told once, to the host."""

    code: str


class ParticipantView(BaseModel):
    id: int
    role: str
    name: str
    state: str
    step: str
    camera: str
    microphone: str
    waiting_since: str | None
    asks_call: bool
    by_link_alone: bool
    """Came in without a code. For the host alone."""


class PhoneView(BaseModel):
    """The meeting goes on by phone; ``video_wanted``: both are on their way back."""

    since: str
    calls_from: str
    reason: str
    video_wanted: bool


class ClientView(BaseModel):
    """For the host alone: whom to call, at which number (E.164 and as people read it)."""

    name: str
    number: str
    number_read: str
    link_by: list[str]
    """Channels by which a link can be sent: ``email``, ``sms``."""
    needs_code: bool
    """Asked for at the door. Where the link alone lets in, reading a code aloud is no help."""


class MeetingSnapshot(BaseModel):
    id: int
    status: str
    type_name: str
    starts: str
    ends: str
    zone: str
    planned_channel: str
    agreed: str
    expected: str
    """When the adviser said they would come; empty: as planned. For the host alone."""
    call_attempts: int
    """For the host alone."""
    me: int
    participants: list[ParticipantView]
    phone: PhoneView | None
    client: ClientView | None


class DoorSnapshot(BaseModel):
    """All that somebody at the door may know. No names but the adviser's, who invited them."""

    participant: int
    state: str
    starts: str
    zone: str
    adviser: str
    seen: bool
    words: str
    expected: str
    calls_from: str
    """Not empty: the adviser is about to phone from this number."""
    over: Literal["", "ended", "cancelled"]
    agreed: str


class WaitingView(BaseModel):
    meeting: int
    participant: int
    name: str
    since: str
    camera: str
    microphone: str
    asks_call: bool
    by_link_alone: bool


class DeskSnapshot(BaseModel):
    waiting: list[WaitingView]


_BEHIND_CODE: dict[str, str | Promise] = {}


def behind_code(url_name: str, words: str | Promise) -> None:
    """A page that packages above give to a client whose browser has passed the code; it takes the token."""
    _BEHIND_CODE[url_name] = words


def links_behind_code(token: str) -> list[FootLink]:
    """For pages after the code alone: before it, nothing of them is shown."""
    return [FootLink(reverse(name, args=[token]), str(words)) for name, words in _BEHIND_CODE.items()]
