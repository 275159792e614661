"""What happens between demo clients and staff in a year: drawn by dice, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from lasna.clients.models import PLANNED, Channel, Client
from lasna.config.seed.people import weighted
from lasna.kernel.holidays import is_working_day
from lasna.meetings.models import Meeting, MeetingType

Outcome = Meeting.Outcome

HOURS = (8, 9, 10, 12, 13, 14, 15)
"""Local hours at which a meeting may begin: the office is open from 8 to 16, lunch is at 11."""
COMING_DAYS = 10
OUTCOMES = {Outcome.MET: 86, Outcome.DID_NOT_COME: 7, Outcome.CANCELLED: 7}
OUTCOMES_BY_VIDEO = {
    Outcome.MET: 84,
    Outcome.DID_NOT_COME: 6,
    Outcome.CANCELLED: 6,
    Outcome.TECHNOLOGY_PREVENTED: 4,
}
BY_HAND = {Channel.PHONE: 62, Channel.EMAIL: 18, Channel.MESSAGE: 13, Channel.IN_PERSON: 7}
MOVED_BECAUSE = {"no_sound": 30, "connection": 28, "device": 16, "no_picture": 10, "wished": 10, "easier": 6}


@dataclass(frozen=True)
class Stretch:
    """Part of an encounter in one channel; ``reason``: why it went over to the phone."""

    channel: str
    began: datetime
    ended: datetime
    reason: str = ""


@dataclass(frozen=True)
class Encounter:
    """A meeting that was or is to come, or (``type`` is None) a contact written down by hand."""

    client: Client
    type: MeetingType | None
    starts: datetime
    planned: str
    outcome: str = ""
    stretches: tuple[Stretch, ...] = ()
    began_by_client: bool = False
    call_attempts: int = 0

    @property
    def coming(self) -> bool:
        return not self.outcome

    @property
    def moved_because(self) -> str:
        return next((stretch.reason for stretch in self.stretches if stretch.reason), "")


class Calendar:
    """The working days of a year back and two weeks on, and which hours of whom are taken."""

    def __init__(self, now: datetime, zone: ZoneInfo, dice: Random) -> None:
        self.now, self.zone, self.dice = now, zone, dice
        self.today = now.astimezone(zone).date()
        days = (self.today + timedelta(days=n) for n in range(-365, 40))
        working = [day for day in days if is_working_day(day)]
        self.past = [day for day in working if day < self.today]
        self.next = [day for day in working if day >= self.today][:COMING_DAYS]
        self._taken: set[tuple[int, datetime]] = set()

    def take(self, adviser: int, days: Sequence[date]) -> datetime | None:
        """A free hour of theirs in ``days``; None when a few tries found none."""
        for _try in range(12):
            hour = time(self.dice.choice(HOURS))
            at = datetime.combine(self.dice.choice(days), hour, self.zone)
            if (adviser, at) not in self._taken and (days is self.past or at > self.now):
                self._taken.add((adviser, at))
                return at
        return None


def year_of(
    client: Client, types: Sequence[MeetingType], per_client: float, calendar: Calendar
) -> list[Encounter]:
    """About ``per_client`` contacts of the year that was, and for every second client one to come."""
    dice = calendar.dice
    count = int(dice.triangular(0, 2 * per_client + 1, per_client)) if per_client else 0
    made = []
    for _one in range(count):
        starts = calendar.take(client.adviser_id or 0, calendar.past)
        if starts is not None:
            by_hand = dice.random() < 0.4
            made.append(_by_hand(client, starts, dice) if by_hand else _met(client, types, starts, dice))
    if client.reachable and dice.random() < 0.5:
        starts = calendar.take(client.adviser_id or 0, calendar.next)
        if starts is not None:
            made.append(Encounter(client, dice.choice(types), starts, _planned(client, dice)))
    return made


def _planned(client: Client, dice: Random) -> str:
    """Mostly what the client wishes; else as things are."""
    if client.wish in PLANNED and dice.random() < 0.8:
        return client.wish
    return weighted(dice, {Channel.VIDEO: 50, Channel.PHONE: 25, Channel.IN_PERSON: 25})


def _by_hand(client: Client, starts: datetime, dice: Random) -> Encounter:
    channel = weighted(dice, {str(key): value for key, value in BY_HAND.items()})
    spoken = channel in (Channel.PHONE, Channel.IN_PERSON)
    began = starts + timedelta(minutes=dice.randrange(30))
    ended = began + timedelta(minutes=dice.randint(3, 25) if spoken else 0)
    part = Stretch(channel, began, ended)
    return Encounter(client, None, began, "", Outcome.MET, (part,), dice.random() < 0.35)


def _met(client: Client, types: Sequence[MeetingType], starts: datetime, dice: Random) -> Encounter:
    type, planned = dice.choice(types), _planned(client, dice)
    odds = OUTCOMES_BY_VIDEO if planned == Channel.VIDEO else OUTCOMES
    outcome = weighted(dice, {str(key): value for key, value in odds.items()})
    parts = _stretches(planned, starts, type.minutes, outcome, dice)
    called = outcome in (Outcome.DID_NOT_COME, Outcome.TECHNOLOGY_PREVENTED) or planned == Channel.PHONE
    attempts = dice.choice([1, 1, 1, 2]) if called and outcome != Outcome.CANCELLED else 0
    return Encounter(client, type, starts, planned, outcome, parts, dice.random() < 0.1, attempts)


def _stretches(
    planned: str, starts: datetime, minutes: int, outcome: str, dice: Random
) -> tuple[Stretch, ...]:
    if outcome != Outcome.MET:
        return ()
    began = starts + timedelta(minutes=dice.randrange(5))
    ended = starts + timedelta(minutes=max(minutes - dice.randrange(12), 15))
    if planned == Channel.VIDEO and dice.random() < 0.09:
        moved = began + timedelta(minutes=dice.randint(1, 9))
        why = weighted(dice, MOVED_BECAUSE)
        return Stretch(planned, began, moved), Stretch(Channel.PHONE, moved, ended, why)
    return (Stretch(planned, began, ended),)
