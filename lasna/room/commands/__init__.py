"""The doors for room screens, and what may be asked at a seat. Importing registers them."""

from lasna.room.commands import colleague, entrances, seat

__all__ = ["colleague", "entrances", "seat"]
