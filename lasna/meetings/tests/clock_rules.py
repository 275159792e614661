"""Other rules of a time zone than the machine has, as after an update of tzdata (TZif: RFC 9636)."""

import struct
import zoneinfo
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from lasna.booking import states as booking
from lasna.kernel import timezones

Rule = tuple[datetime, int]
"""From this moment on the clock is so many hours ahead of UTC."""
SUMMER_FOR_EVER = [(datetime(2027, 3, 28, 1, tzinfo=UTC), 3)]
"""Finland goes to summer time in 2027 and does not go back."""
WINTER_FOR_EVER = [(datetime(2026, 10, 25, 1, tzinfo=UTC), 2)]
_COUNTED = (booking._weeks, booking._span, booking._touched, booking.open_bits, booking.grid)


def forget_rules() -> None:
    """What a process that is started anew does not know."""
    zoneinfo.ZoneInfo.clear_cache()
    timezones._changes.cache_clear()
    for counted in _COUNTED:
        counted.cache_clear()


@contextmanager
def on_the_disk(folder: Path, zone: str, rules: Sequence[Rule]) -> Iterator[None]:
    """The zone has these rules for whoever reads them now; two hours before the first of them."""
    file = folder / zone
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_compiled(rules))
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([folder, *before])
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(before)
        forget_rules()


@contextmanager
def rules(folder: Path, zone: str, changes: Sequence[Rule]) -> Iterator[None]:
    """As ``on_the_disk``, and this process was started since."""
    with on_the_disk(folder, zone, changes):
        forget_rules()
        yield


def _compiled(rules: Sequence[Rule]) -> bytes:
    hours = sorted({2, *(hours for _at, hours in rules)})
    names = "".join(f"+{each:02}\0" for each in hours)
    types = sorted(range(len(hours)), key=lambda number: hours[number] != 2)  # the first holds before all
    kinds = b"".join(struct.pack(">lBB", hours[each] * 3600, 0, each * 4) for each in types)
    moments = b"".join(struct.pack(">q", int(at.timestamp())) for at, _hours in rules)
    chosen = bytes(types.index(hours.index(each)) for _at, each in rules)
    last = rules[-1][1]
    version_1 = struct.pack(">4sc15x6L", b"TZif", b"2", 0, 0, 0, 0, 1, 1) + struct.pack(">lBBx", 0, 0, 0)
    version_2 = struct.pack(">4sc15x6L", b"TZif", b"2", 0, 0, 0, len(rules), len(hours), len(names))
    footer = f"\n<+{last:02}>-{last}\n".encode()
    return version_1 + version_2 + moments + chosen + kinds + names.encode() + footer
