"""The doors for room screens, and what may be asked at a seat. Importing registers them."""

from lasna.room.commands import entrances, seat

__all__ = ["entrances", "seat"]
