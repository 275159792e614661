"""What advisers do with their own calendars: one transaction each."""

from lasna.calendars.services.feeds import end_feed, make_feed
from lasna.calendars.services.own import (
    forget_calendar,
    forget_left_behind,
    name_calendar,
    note_trouble,
    read_soon,
    write_busy,
)

__all__ = [
    "end_feed",
    "forget_calendar",
    "forget_left_behind",
    "make_feed",
    "name_calendar",
    "note_trouble",
    "read_soon",
    "write_busy",
]
