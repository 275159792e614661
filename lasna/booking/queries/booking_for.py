"""The free times of an office for a client whom somebody of the staff books for."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lasna.booking.queries.choosing import Day, Time, day_of, value_of
from lasna.booking.queries.free import ADVISE, Wanted, free_times, rules_of
from lasna.clients.models import Channel, Client
from lasna.kernel.web.times import said_clock
from lasna.meetings.models import MeetingPlace, MeetingType
from lasna.meetings.queries.meeting_places import free_places
from lasna.people.models import Office, Person

SOON = timedelta(hours=1)
"""Staff book later than clients may: they can tell a colleague."""
DAYS_SHOWN = 10


@dataclass(frozen=True)
class Times:
    """``day`` and its ``times``; with ``starts`` a time is chosen, and ``adviser_id`` is whose it is."""

    days: list[Day]
    more_days: bool
    day: Day | None = None
    times: list[Time] = field(default_factory=list)
    starts: datetime | None = None
    adviser_id: int = 0

    @property
    def at(self) -> str:
        return value_of(self.starts) if self.starts else ""


def people_of(office: Office) -> list[Person]:
    """Who may be booked: whoever works in the office with clients."""
    return list(Person.objects.filter(is_active=True, role__in=ADVISE, offices=office).order_by("name", "pk"))


def wanted_by_staff(client: Client, type: MeetingType, channel: str, adviser_id: int | None) -> Wanted:
    """As far ahead as clients choose. ``adviser_id`` None: whoever of the office is free."""
    rules = replace(rules_of(client.organisation), notice=SOON)
    return Wanted(client.office, type, channel, rules, adviser_id)


def times_for(
    client: Client, wanted: Wanted, *, day: date | None, starts: datetime | None, every_day: bool
) -> Times:
    """The days that have times, and the times of one of them: the first, unless another is asked for."""
    zone, free = ZoneInfo(wanted.office.zone), free_times(wanted)
    all_days = list(free.days())
    days = [day_of(each, zone) for each in (all_days if every_day else all_days[:DAYS_SHOWN])]
    found = Times(days, len(days) < len(all_days))
    if starts is not None and (able := free.advisers_at(starts, first=client.adviser_id)):
        return Times(days, found.more_days, day_of(starts.astimezone(zone).date(), zone), [], starts, able[0])
    shown = day if day in all_days else next(iter(all_days), None)
    if shown is None:
        return found
    times = [Time(value_of(at), said_clock(at, zone)) for at in free.times(shown)]
    return Times(days, found.more_days, day_of(shown, zone), times)


def places_free(client: Client, wanted: Wanted, starts: datetime) -> list[MeetingPlace]:
    """Those that can be booked with a meeting that begins then."""
    if wanted.channel not in (Channel.IN_PERSON, Channel.VIDEO):
        return []
    span = starts, starts + timedelta(minutes=wanted.minutes)
    by_video = wanted.channel == Channel.VIDEO
    places = free_places(client.organisation_id, client.office_id, span)
    return [place for place in places if place.for_video or not by_video]
