"""What advisers do with their own calendars: one transaction each."""

from lasna.calendars.services.feeds import end_feed, make_feed

__all__ = ["end_feed", "make_feed"]
