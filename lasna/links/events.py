"""A link was sent in the talk."""

from typing import ClassVar, Literal

from lasna.kernel.live.events import Event
from lasna.links.protocol import LinkView
from lasna.meetings.events import IN_ROOM


class LinkShared(Event):
    heard_by: ClassVar = IN_ROOM
    type: Literal["links.shared"] = "links.shared"
    shared: LinkView
