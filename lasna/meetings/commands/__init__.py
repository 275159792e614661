"""What screens may ask of a meeting. Importing registers them."""

from lasna.meetings.commands import desk, door, life, people, phone

__all__ = ["desk", "door", "life", "people", "phone"]
