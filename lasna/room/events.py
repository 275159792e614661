"""Presence: who sits where, with what switched on."""

from typing import ClassVar, Literal

from lasna.kernel.live.events import Event
from lasna.meetings.events import IN_ROOM
from lasna.room.protocol import Shown


class SeatTaken(Event):
    """A participant is present on this screen (first time, return, or another tab)."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["seat.taken"] = "seat.taken"
    participant: int
    screen: str
    camera: bool
    microphone: bool


class ScreenShared(Event):
    """Somebody shows their screen to the others (``on``), shows nothing new for now, or no longer (empty)."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["seat.screen_shared"] = "seat.screen_shared"
    participant: int
    sharing: Shown


class DevicesTold(Event):
    heard_by: ClassVar = IN_ROOM
    type: Literal["seat.devices_told"] = "seat.devices_told"
    participant: int
    camera: bool
    microphone: bool


class RoomGathered(Event):
    """Picture and sound go through the media server from now on, or through another one: many are here."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["room.gathered"] = "room.gathered"


class RoomParted(Event):
    """Those who are here are connected with each other again: two are left, or the media server is away."""

    heard_by: ClassVar = IN_ROOM
    type: Literal["room.parted"] = "room.parted"
