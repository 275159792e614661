"""The legs of seats: each person's way through Janus, where three and more meet."""

from lasna.room.adapters.legs.holding import end_legs_of, end_room, legs

__all__ = ["end_legs_of", "end_room", "legs"]
