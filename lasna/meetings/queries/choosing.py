"""What speaks for which way where a meeting is planned. The adviser chooses (N4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lasna.clients.models import Channel, Client
from lasna.clients.protocol import TriedOut, Used, tried_out, ways_used
from lasna.kernel.kept import Kept, some_ids
from lasna.meetings.models import MeetingType, Practice

OFTEN = 2
"""Met so many times in one way, it is a habit."""

_kept_practice = Kept(lambda office: Practice.objects.filter(office=office).exclude(text=""), *some_ids(1))


@dataclass(frozen=True)
class Advice:
    """A way, and what speaks for it: a sentence each, in the reader's language."""

    channel: str
    reasons: list[str]

    @property
    def words(self) -> str:
        return str(Channel(self.channel).label)


@dataclass
class Adviser:
    """What is known of one client. Each is asked for once, and only where it is needed."""

    client: Client

    @cached_property
    def tried(self) -> list[TriedOut]:
        return tried_out(self.client)

    @cached_property
    def used(self) -> list[Used]:
        return ways_used(self.client)

    @cached_property
    def practice(self) -> Practice | None:
        """What the client's office has agreed on."""
        return _kept_practice.first(self.client.office_id)

    @property
    def works(self) -> bool:
        """Everything went well on one device at least."""
        return any(not tried.troubles for tried in self.tried)

    @property
    def troubles(self) -> str:
        """What did not work on the newest device; empty: nothing, or nothing is known."""
        if self.works:
            return ""
        if self.tried:
            return ", ".join(self.tried[0].troubles)
        return str(_("no camera")) if self.client.means_camera == Client.YesNo.NO else ""

    def met_by(self, channel: str) -> Used | None:
        return next((used for used in self.used if used.channel == channel), None)

    def advice(self, type: MeetingType) -> Advice:
        found = next(filter(None, (step(self, type) for step in _STEPS)))
        rest = (note(self, type, found[0]) for note in _NOTES)
        return Advice(found[0], [found[1], *filter(None, rest)])

    def day(self, moment: datetime | date) -> str:
        at = moment.astimezone(ZoneInfo(self.client.office.zone)) if isinstance(moment, datetime) else moment
        return date_format(at, "SHORT_DATE_FORMAT")


Found = tuple[str, str] | None


def _by_law(adviser: Adviser, type: MeetingType) -> Found:
    """Until the client has been met so."""
    way = type.law_first
    if way not in type.allowed or adviser.met_by(way):
        return None
    words = _("The law, for this kind of meeting: first {way}.")
    return way, words.format(way=Channel(way).label)


def _by_wish(adviser: Adviser, type: MeetingType) -> Found:
    client = adviser.client
    if client.wish not in type.allowed:
        return None
    if client.wish == Channel.VIDEO and adviser.troubles and Channel.PHONE in type.allowed:
        words = _("The client wishes video, but on trying: {troubles}. By phone you can mend it together.")
        return Channel.PHONE.value, words.format(troubles=adviser.troubles)
    if client.wish_asked_on is None:
        return client.wish, _("The client's wish: {way}.").format(way=client.get_wish_display())
    words = _("The client's wish: {way} (said on {day}).")
    return client.wish, words.format(way=client.get_wish_display(), day=adviser.day(client.wish_asked_on))


def _by_means(adviser: Adviser, type: MeetingType) -> Found:
    if Channel.VIDEO not in type.allowed or not adviser.works:
        return None
    return Channel.VIDEO.value, _("The client tried camera, sound and microphone, and all worked.")


def _by_habit(adviser: Adviser, type: MeetingType) -> Found:
    newest = next((used for used in adviser.used if used.channel in type.allowed), None)
    if newest is None or newest.times < OFTEN:
        return None
    words = _("In use before: {way}, {times} times, last on {day}.")
    told = words.format(way=newest.channel_words, times=newest.times, day=adviser.day(newest.last))
    return newest.channel, told


def _usual(adviser: Adviser, type: MeetingType) -> Found:
    usual = type.default_channel
    if usual == Channel.VIDEO and adviser.troubles and Channel.PHONE in type.allowed:
        return Channel.PHONE.value, _("On trying: {troubles}.").format(troubles=adviser.troubles)
    words = _("The usual way of this kind of meeting: {way}.")
    return usual, words.format(way=Channel(usual).label)


_STEPS: tuple[Callable[[Adviser, MeetingType], Found], ...] = (
    _by_law,
    _by_wish,
    _by_means,
    _by_habit,
    _usual,
)
"""The first that has a word decides; the last always has."""


def _of_wish(adviser: Adviser, type: MeetingType, channel: str) -> str:
    client = adviser.client
    if not client.wish:
        return _("Nobody has asked the client's wish. Ask it first.")
    if client.wish not in type.allowed:
        words = _("The client's wish: {way}. This kind of meeting is not held so.")
    elif channel == type.law_first and client.wish != channel:
        words = _("The client's wish: {way}. Offer it for the next time.")
    else:
        return ""
    return words.format(way=client.get_wish_display())


def _of_law(adviser: Adviser, type: MeetingType, channel: str) -> str:
    met = adviser.met_by(type.law_first) if type.law_first else None
    if met is None:
        return ""
    words = _("What the law wants first ({way}) has been: on {day}.")
    return words.format(way=met.channel_words, day=adviser.day(met.last))


_NOTES = (_of_law, _of_wish)
