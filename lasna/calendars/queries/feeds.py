"""An adviser's meetings as a calendar to subscribe to (RFC 5545, 7986): when and how, never with whom."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from lasna.calendars.models import CalendarFeed
from lasna.clients.models import Channel
from lasna.correspondence.queries import sender_address
from lasna.kernel import clock, keys
from lasna.kernel.timezones import add_zones
from lasna.meetings.models import Meeting
from lasna.people.models import Organisation, Person

BACK, AHEAD = timedelta(days=30), timedelta(days=365)
SHOWN_FOR = timedelta(minutes=10)
"""So long after it was made the address can be read, and then never again."""
EVERY = timedelta(hours=1)
"""How often calendar programs are asked to look."""


def token_of(feed: CalendarFeed) -> str:
    return keys.link_token("calendar_feed", feed.pk, feed.version)


def address_of(feed: CalendarFeed) -> str:
    return settings.LASNA_URL + reverse("calendar_feed", args=[token_of(feed)])


def feed_of(person: Person) -> CalendarFeed | None:
    """The one that can be read now."""
    return CalendarFeed.objects.filter(person=person, ended_at=None).first()


def is_shown(feed: CalendarFeed) -> bool:
    return clock.now() < feed.made_at + SHOWN_FOR


def uid_of(organisation: Organisation, meeting_id: int) -> str:
    """Of a meeting in its adviser's calendar, for ever. Clients' files name it otherwise: where both come
    together, one must not change the other."""
    host = sender_address(organisation).rpartition("@")[2]
    return f"{keys.hashed(f'feed:{organisation.pk}:{meeting_id}')[:32]}@{host}"


@dataclass(frozen=True)
class Entry:
    """What of a meeting the calendar says."""

    number: int
    starts: datetime
    ends: datetime
    zone: str
    channel: str
    status: str
    sequence: int

    @property
    def cancelled(self) -> bool:
        return self.status == Meeting.Status.CANCELLED

    @property
    def summary(self) -> str:
        by = {
            Channel.VIDEO.value: _("Meeting by video"),
            Channel.PHONE.value: _("Meeting by phone"),
            Channel.CHAT.value: _("Meeting by chat"),
        }
        return by.get(self.channel) or _("Meeting")


@dataclass(frozen=True)
class Feed:
    organisation: Organisation
    entries: list[Entry]

    @property
    def etag(self) -> str:
        """Weak: each file says anew when it was written, and nothing else is new."""
        told = [get_language() or "", *(repr(astuple(entry)) for entry in self.entries)]
        return f'W/"{keys.hashed("|".join(told))[:32]}"'

    def file(self) -> bytes:
        calendar = Calendar()
        calendar.add("prodid", "-//Lasna//Calendar//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", _("Meetings"))
        calendar.add("x-wr-calname", _("Meetings"))
        calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        for entry in self.entries:
            calendar.add_component(self._event(entry))
        add_zones(calendar, [(entry.zone, at) for entry in self.entries for at in (entry.starts, entry.ends)])
        return bytes(calendar.to_ical())

    def _event(self, entry: Entry) -> Event:
        event, zone = Event(), ZoneInfo(entry.zone)
        event.add("uid", uid_of(self.organisation, entry.number))
        event.add("sequence", entry.sequence)
        event.add("dtstamp", clock.now())
        event.add("dtstart", entry.starts.astimezone(zone))
        event.add("dtend", entry.ends.astimezone(zone))
        event.add("summary", entry.summary)
        event.add("url", settings.LASNA_URL + reverse("meeting", args=[entry.number]))
        event.add("class", "PRIVATE")
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
        return event


def meetings_for(person: Person) -> Feed:
    """One statement. From thirty days ago to a year ahead, also what was cancelled."""
    now = clock.now()
    meetings = Meeting.objects.filter(adviser=person, ends__gt=now - BACK, starts__lt=now + AHEAD)
    rows = meetings.order_by("starts", "pk").values_list(
        "pk", "starts", "ends", "zone", "planned_channel", "status", "calendar_sequence"
    )
    return Feed(person.organisation, [Entry(*row) for row in rows])
