"""A meeting as an iCalendar file that Outlook, Google and Apple understand (RFC 5545, 5546)."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event, vCalAddress, vText

from lasna.correspondence.protocol import one_line
from lasna.correspondence.queries import sender_address
from lasna.kernel import clock, keys
from lasna.kernel.timezones import add_zones
from lasna.people.models import Organisation


def client_uid(organisation_id: int, meeting_id: int) -> str:
    """Of a meeting in its client's calendar, for ever; without the host."""
    return keys.hashed(f"calendar:{organisation_id}:{meeting_id}")[:32]


@dataclass(frozen=True)
class CalendarEntry:
    """Times carry their zone. ``uid`` is the meeting's for ever; ``sequence`` rises when it moves."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    summary: str
    description: str
    location: str
    link: str
    cancelled: bool
    organiser: Organisation
    attendee: str

    def file(self) -> str:
        calendar = Calendar()
        calendar.add("prodid", "-//Lasna//Meetings//EN")
        calendar.add("version", "2.0")
        # A request, not a publication: only then does a later one move or remove what the calendar holds.
        calendar.add("method", "CANCEL" if self.cancelled else "REQUEST")
        calendar.add_component(self._event())
        add_zones(calendar, [(str(at.tzinfo), at) for at in (self.starts, self.ends)])
        return str(calendar.to_ical(), "utf-8")

    def _event(self) -> Event:
        event = Event()
        host = sender_address(self.organiser).rpartition("@")[2]
        event.add("uid", f"{self.uid}@{host}")
        event.add("sequence", self.sequence)
        event.add("dtstamp", clock.now())
        event.add("dtstart", self.starts)
        event.add("dtend", self.ends)
        event.add("summary", one_line(self.summary))
        event.add("description", self.description)
        if self.location:
            event.add("location", one_line(self.location))
        if self.link:
            event.add("url", self.link)
        event.add("class", "PRIVATE")
        event.add("status", "CANCELLED" if self.cancelled else "CONFIRMED")
        organiser = vCalAddress(f"mailto:{sender_address(self.organiser)}")
        organiser.params["CN"] = vText(one_line(self.organiser.name))
        event.add("organizer", organiser)
        attendee = vCalAddress(f"mailto:{self.attendee}")
        attendee.params["RSVP"] = vText("FALSE")
        event.add("attendee", attendee)
        return event
