"""Local time is the promise: which moment it is, by the rules of the zone as they are known now.

starts, promised offset ──► the time on the clock that was said ──► the moment that it is by today's rules
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lasna.kernel.web.times import Zone, in_zone

_NONE = timedelta()


def offset_at(at: datetime, zone: Zone) -> int:
    """How far the zone's clock is ahead of UTC, in seconds."""
    return int((in_zone(at, zone).utcoffset() or _NONE).total_seconds())


def moment_promised(starts: datetime, offset: int, zone: ZoneInfo) -> datetime:
    """When the clock shows what it was to show at ``starts``: that moment, where it still does.

    Of an hour that comes twice now and did not before, the first; of one that does not come any more, as much
    later as the clock is put forward.
    """
    said = starts.astimezone(UTC).replace(tzinfo=zone) + timedelta(seconds=offset)
    first, second = (said.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return starts if starts in (first, second) else first


def is_kept(starts: datetime, offset: int, moment: datetime, zone: ZoneInfo) -> bool:
    """Does the clock show at ``moment`` what was promised? Not where that time does not exist any more."""
    return offset_at(moment, zone) - offset == int((starts - moment).total_seconds())
