"""Tokens from outside become objects here, and nowhere else."""

from lasna.calendars.models import CalendarFeed
from lasna.errors import NotHere
from lasna.kernel import keys
from lasna.policy import Action, may_try


def feed_at(token: str) -> CalendarFeed:
    """The feed at a secret address. It ends with the address, and with its person's work."""
    if not (token.isascii() and len(token) == 43):
        raise NotHere("calendar_feed")
    feeds = CalendarFeed.objects.select_related("person__organisation")
    feed = feeds.filter(token_hash=keys.hashed(token), ended_at=None, person__is_active=True).first()
    if feed is None or not may_try(Action.CALENDARS_OWN, feed.person.standings):
        raise NotHere("calendar_feed")
    return feed
