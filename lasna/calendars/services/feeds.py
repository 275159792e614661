"""The secret address at which an adviser's calendar program reads their meetings."""

from secrets import token_hex

from django.db import transaction

from lasna.calendars.models import CalendarFeed
from lasna.calendars.queries.feeds import token_of
from lasna.errors import NotHere
from lasna.kernel import clock, keys
from lasna.kernel.audit.services import record
from lasna.people.models import Person
from lasna.policy import Action, Standing, require


@transaction.atomic
def make_feed(*, by: Person) -> CalendarFeed:
    """A new address. One that there was before is dead at once."""
    require(Action.CALENDARS_OWN, Standing.ADVISES if by.advises else Standing.NOBODY)
    now = clock.now()
    feed, new = CalendarFeed.objects.select_for_update().get_or_create(
        person=by, defaults={"token_hash": token_hex(32), "made_at": now}
    )
    feed.version += 0 if new else 1
    feed.token_hash = keys.hashed(token_of(feed))
    feed.made_at, feed.ended_at = now, None
    feed.save()
    _record(by, "calendar.feed_made")
    return feed


@transaction.atomic
def end_feed(*, by: Person) -> None:
    """The address leads nowhere any more."""
    if not CalendarFeed.objects.filter(person=by, ended_at=None).update(ended_at=clock.now()):
        raise NotHere("calendar_feed")
    _record(by, "calendar.feed_ended")


def _record(by: Person, deed: str) -> None:
    record(chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="person", ids=[by.pk])
