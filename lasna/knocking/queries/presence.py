"""Whether an adviser is here now, and whether they are free: for themselves and for their clients."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from lasna.clients.models import Channel, Client
from lasna.kernel import clock
from lasna.knocking.models import Presence, QuickRule
from lasna.knocking.states import SHORTEST, SILENT_AFTER
from lasna.meetings.models import Meeting, MeetingType
from lasna.meetings.queries.types import types_offered
from lasna.meetings.states import CLOSES_AFTER
from lasna.people.models import Organisation, Person

WAYS = (Channel.VIDEO, Channel.PHONE)
_OVER = (Meeting.Status.ENDED, Meeting.Status.CANCELLED)
_GOING = (Meeting.Status.OPEN, Meeting.Status.UNDER_WAY)


@dataclass(frozen=True)
class Rule:
    """``type`` None: quick questions are switched off, or there is no meeting type for them."""

    type: MeetingType | None

    @property
    def ways(self) -> list[Channel]:
        return [way for way in WAYS if way in self.type.allowed] if self.type else []


def rule_of(organisation: Organisation) -> Rule:
    said = QuickRule.objects.filter(organisation=organisation).select_related("type").first()
    if said is not None and not said.on:
        return Rule(None)
    if said is not None and said.type is not None and said.type.closed_at is None:
        return Rule(said.type)
    offered = list(types_offered(organisation.pk))
    usual = next((type for type in offered if type.key == "supplementary"), offered[0] if offered else None)
    return Rule(usual)


def pausing(person_id: int, now: datetime) -> Meeting | None:
    """The meeting for which whoever is here is not free: it goes on, or begins in a moment."""
    near = Q(starts__lt=now + timedelta(minutes=SHORTEST), ends__gt=now)
    long = Q(status=Meeting.Status.UNDER_WAY, ends__gte=now - CLOSES_AFTER)
    meetings = Meeting.objects.filter(near | long, adviser=person_id).exclude(status__in=_OVER)
    return meetings.order_by("starts", "pk").first()


def in_a_room(person_id: int, now: datetime) -> bool:
    """Their screen is the room's, not a desk."""
    going = Meeting.objects.filter(adviser=person_id, status__in=_GOING)
    return going.filter(starts__lt=now + timedelta(hours=1), ends__gte=now - CLOSES_AFTER).exists()


def said_by(person_id: int) -> Presence | None:
    """That they are here, unless it is over or their screens have gone. They may be in a meeting."""
    now = clock.now()
    presence = Presence.objects.filter(person=person_id, ended_at=None, until__gt=now).first()
    if presence is None or presence.seen_at > now - SILENT_AFTER:
        return presence
    return presence if in_a_room(person_id, now) else None


@dataclass(frozen=True)
class Here:
    """What a client may do now. ``ways``: empty: the adviser is not here, or not free."""

    adviser: Person | None
    ways: list[Channel]

    @property
    def free(self) -> bool:
        return bool(self.ways)

    @property
    def by_video(self) -> bool:
        return Channel.VIDEO in self.ways

    @property
    def by_phone(self) -> bool:
        return Channel.PHONE in self.ways


def here_for(client: Client) -> Here:
    """Of a client read with organisation and adviser. One statement where nobody is here."""
    adviser = client.adviser
    if adviser is None or not (adviser.is_active and adviser.advises) or said_by(adviser.pk) is None:
        return Here(adviser, [])
    if pausing(adviser.pk, clock.now()) is not None:
        return Here(adviser, [])
    ways = rule_of(client.organisation).ways
    return Here(adviser, [way for way in ways if way != Channel.PHONE or client.phone])
