"""The doors for room screens, and what may be asked at a seat. Importing registers them."""

from lasna.room.commands import colleague, companions, entrances, gathering, seat

__all__ = ["colleague", "companions", "entrances", "gathering", "seat"]
