"""A program of its own that reads one calendar file and says when its owner is busy, and nothing else.

Anybody may have written the file: rules that repeat every second, or a million events. So it runs apart from
the worker, without its secrets, for some seconds and in some memory.

``reading ZONE FIRST LAST SECONDS < file`` prints [[uid, begins, ends], …] in seconds; ends with 3: no
calendar, with 4: too much in it.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from lasna.calendars.protocol import NOT_ONE, TOO_MUCH

MEMORY = 768 * 1024 * 1024
MOST = 20_000

Item = tuple[str, float, float]


def busy_in(file: bytes, zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Item]:
    """What begins nowhere is local to ``zone``, and so are whole days."""
    for calendar in Calendar.from_ical(file.removeprefix(b"\xef\xbb\xbf"), multiple=True):
        asked = recurring_ical_events.of(calendar, components=["VEVENT"], skip_bad_series=True)
        for event in asked.between(first, last):
            if _is_busy(event):
                yield _item(str(event.get("UID", "")), event.start, event.end, zone)
        yield from _said_busy(calendar, zone)


def _is_busy(event: Event) -> bool:
    """Not what is cancelled, what does not hold anybody, nor what Outlook calls free or working elsewhere."""
    shown = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return (
        str(event.get("STATUS", "")).upper() != "CANCELLED"
        and str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
        and shown not in {"FREE", "WORKINGELSEWHERE"}
    )


def _said_busy(calendar: Calendar, zone: ZoneInfo) -> Iterator[Item]:
    """Where a calendar tells these times alone (``VFREEBUSY``)."""
    for part in calendar.walk("VFREEBUSY"):
        periods = part.get("FREEBUSY", [])
        for period in periods if isinstance(periods, list) else [periods]:
            if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                yield _item("", period.start, period.end, zone)


def _item(uid: str, starts: date, ends: date, zone: ZoneInfo) -> Item:
    return uid, _moment(starts, zone), _moment(ends, zone)


def _moment(at: date, zone: ZoneInfo) -> float:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time.min)
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).timestamp()


def main() -> int:
    seconds = int(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    file = sys.stdin.buffer.read()
    zone = ZoneInfo(sys.argv[1])
    first, last = (datetime.fromtimestamp(float(at), UTC) for at in sys.argv[2:4])
    try:
        found = [item for item in busy_in(file, zone, first, last) if item[1] < item[2]]
    except MemoryError:
        return TOO_MUCH
    except ValueError:
        return NOT_ONE
    if len(found) > MOST:
        return TOO_MUCH
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
