"""Counting wrong guesses in windows that begin with the first of them.

Who judges first (links, sockets, codes) calls ``missed`` after a wrong guess: a right one costs nothing and
always passes. Who must not judge beyond the limit (passwords) calls ``missed`` before, ``take_back`` after
a right one.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.db import connection
from django.db.models import F

from lasna.kernel import clock, metrics
from lasna.kernel.guessing.models import Tally
from lasna.kernel.keys import hashed

QUARTER = timedelta(minutes=15)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` wrong guesses of one kind within ``within``, by or at one ``name`` (empty: by all)."""

    kind: str
    """Of our own code, 30 characters: it labels figures and lines of the log."""
    name: str
    most: int
    within: timedelta = QUARTER

    @cached_property
    def key(self) -> str:
        """What the database keeps instead of the name."""
        return hashed(f"guess:{self.kind}:{self.name}")


@dataclass(frozen=True)
class Reached:
    """A limit that is used up until then."""

    limit: Limit
    until: datetime

    @property
    def minutes(self) -> int:
        """How long to wait, in whole minutes."""
        return max(1, -(-int((self.until - clock.now()).total_seconds()) // 60))


def place_of(address: str) -> str:
    """An IPv4 address; of an IPv6 one its /64, of which every visitor has 2⁶⁴."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False).network_address)


def reached(*limits: Limit) -> Reached | None:
    """The limit that is used up, if one is. One statement that reads."""
    by_key = {limit.key: limit for limit in limits}
    rows = Tally.objects.filter(pk__in=by_key, until__gt=clock.now()).values_list("pk", "times", "until")
    over = [Reached(by_key[key], until) for key, times, until in rows if times >= by_key[key].most]
    return max(over, key=lambda one: one.until, default=None)


def missed(*limits: Limit) -> Reached | None:
    """Count a wrong guess towards each limit. Where one is used up, nothing is written, and that is told."""
    over = reached(*limits)
    if over is None:
        times = _counted(limits)
        beyond = [limit for limit in limits if times[limit.key] > limit.most]
        if beyond:  # others guessed at the same moment
            take_back(*limits)
            over = reached(*beyond) or Reached(beyond[0], clock.now() + beyond[0].within)
        else:
            _tell(limit for limit in limits if times[limit.key] == limit.most)
    kinds = {over.limit.kind} if over else {limit.kind for limit in limits}
    for kind in kinds:
        metrics.GUESSES.labels(kind=kind, result="refused" if over else "counted").inc()
    return over


def _tell(used_up: Iterable[Limit]) -> None:
    """Once a window. By whom is not said: an address is a person's."""
    for limit in used_up:
        level = logging.INFO if limit.name else logging.WARNING
        log.log(level, "%s: the limit of %s within %s is used up", limit.kind, limit.most, limit.within)


def take_back(*limits: Limit) -> None:
    """It was right, or not judged: not counted."""
    Tally.objects.filter(pk__in=[limit.key for limit in limits], times__gt=0).update(times=F("times") - 1)


def remember(kind: str, name: str, *, days: int) -> None:
    """Here somebody proved who they are. Written once a day at most."""
    limit = Limit(kind, name, 0)
    until = clock.now() + timedelta(days=days)
    if not Tally.objects.filter(pk=limit.key, until__gt=until - timedelta(days=1)).exists():
        row = Tally(name_hash=limit.key, kind=kind, until=until)
        Tally.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["name_hash"], update_fields=["until"]
        )


def is_known(kind: str, name: str) -> bool:
    return Tally.objects.filter(pk=Limit(kind, name, 0).key, until__gt=clock.now()).exists()


_COUNT = """
INSERT INTO guessing_tally (name_hash, kind, until, times) VALUES {rows}
ON CONFLICT (name_hash) DO UPDATE SET
  times = CASE WHEN guessing_tally.until <= %s THEN 1 ELSE guessing_tally.times + 1 END,
  until = CASE WHEN guessing_tally.until <= %s THEN excluded.until ELSE guessing_tally.until END
RETURNING name_hash, times
"""


def _counted(limits: Iterable[Limit]) -> dict[str, int]:
    """How often by now. One statement, exact however many come at once; in order of keys: no deadlock."""
    now = clock.now()
    rows: list[Any] = []
    for limit in sorted(limits, key=lambda one: one.key):
        rows += [limit.key, limit.kind, _stored(now + limit.within), 1]
    places = ", ".join(["(%s, %s, %s, %s)"] * (len(rows) // 4))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(rows=places), [*rows, _stored(now), _stored(now)])
        return dict(cursor.fetchall())


def _stored(at: datetime) -> Any:
    """As this database keeps times."""
    return connection.ops.adapt_datetimefield_value(at)
