"""The media server for three and more: sessions that outlive a process, rooms, seats in them."""

from lasna.room.adapters.janus.errors import JanusError
from lasna.room.adapters.janus.events import Event
from lasna.room.adapters.janus.seats import Joined, Offer, Publisher, Subscriber, Wanted
from lasna.room.adapters.janus.server import Janus
from lasna.room.adapters.janus.sessions import Handle, Session

__all__ = [
    "Event",
    "Handle",
    "Janus",
    "JanusError",
    "Joined",
    "Offer",
    "Publisher",
    "Session",
    "Subscriber",
    "Wanted",
]
