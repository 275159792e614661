"""Zones in calendar files, read by another program than the one that wrote them."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from lasna.kernel.timezones import add_zones

ZONES = [
    "Europe/Helsinki",
    "Europe/London",
    "UTC",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
]


@pytest.mark.parametrize("name", ZONES)
def test_another_program_reads_every_hour_of_two_years_as_we_do(name: str) -> None:
    calendar, zone = Calendar(), ZoneInfo(name)
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
    add_zones(calendar, [(name, first), (name, last)])
    read = tzical(StringIO(calendar.to_ical().decode())).get(name)
    at = first
    while at < last:
        ours = at.astimezone(zone)
        # A clock that shows an hour twice is asked for neither.
        if ours.replace(fold=0).utcoffset() == ours.replace(fold=1).utcoffset():
            assert ours.replace(tzinfo=read).utcoffset() == ours.utcoffset(), ours
        at += timedelta(hours=1)


def test_the_finnish_zone_is_two_rules() -> None:
    calendar = Calendar()
    add_zones(calendar, [("Europe/Helsinki", datetime(2027, 5, 3, tzinfo=UTC))])
    text = calendar.to_ical().decode()
    assert text.count("DTSTART:20260329T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n") == 1
    assert text.count("DTSTART:20261025T040000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n") == 1
    assert text.count("BEGIN:STANDARD") == text.count("BEGIN:DAYLIGHT") == 1
