"""An adviser's own calendar over the network: its file, and when its owner is busy."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from urllib.parse import urljoin

from django.conf import settings

from lasna.calendars.protocol import NOT_ONE
from lasna.calendars.states import Span, web_address
from lasna.kernel import outside
from lasna.kernel.outside import Answer, Limits, Trouble

WITHIN = 10.0  # seconds, of each step
LONGEST = 5 * 1024 * 1024  # bytes
MOST_STEPS = 4
SECONDS = 15  # of computing
READ_WITHIN = 45  # seconds by the clock
GONE = {401, 403, 404, 410}
_PROGRAM = (sys.executable, "-I", "-m", "lasna.calendars.adapters.reading")

Busy = dict[str, list[Span]]
"""By the identity (UID) of the event; of what has none, under the empty text."""


def busy_times(address: str, *, zone: str, first: datetime, last: datetime) -> Busy:
    """Between two moments. Raises ``Trouble``."""
    said = _read(fetched(address), [zone, str(first.timestamp()), str(last.timestamp()), str(SECONDS)])
    found: Busy = {}
    for uid, starts, ends in said:
        found.setdefault(uid, []).append((_moment(starts), _moment(ends)))
    return found


def fetched(address: str) -> bytes:
    """The file. Each address that the server leads to is looked at as the first one is."""
    limits = Limits(WITHIN, LONGEST, settings.LASNA_CALENDAR_HOSTS)
    for _step in range(MOST_STEPS):
        asked = web_address(address, settings.LASNA_CALENDAR_HOSTS)
        answer = outside.ask(asked, limits, headers={"Accept": "text/calendar, */*;q=0.1"})
        if not (300 <= answer.status < 400 and answer.location):
            return _file(answer)
        address = urljoin(asked, answer.location)
    raise Trouble("answer.leads_elsewhere")


def _file(answer: Answer) -> bytes:
    if answer.status in GONE:
        raise Trouble("answer.gone")
    if answer.status != 200:
        raise Trouble("answer.none")
    if len(answer.body) > LONGEST:
        raise Trouble("answer.too_long")
    # Half a calendar would be one with half the busy times.
    file = answer.body.strip().upper()
    if not (b"BEGIN:VCALENDAR" in file[:1000] and file.endswith(b"END:VCALENDAR")):
        raise Trouble("calendar.not_one")
    return answer.body


def _read(file: bytes, told: list[str]) -> list[tuple[str, float, float]]:
    """By a program of its own: it has none of our secrets, and what it writes on errors is kept nowhere."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program; only numbers and a zone are told
            [*_PROGRAM, *told],
            input=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=READ_WITHIN,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Trouble("calendar.too_much") from error
    if done.returncode:
        raise Trouble("calendar.not_one" if done.returncode in (1, NOT_ONE) else "calendar.too_much")
    read: list[tuple[str, float, float]] = json.loads(done.stdout)
    return read


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
