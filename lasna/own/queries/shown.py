"""What a client sees on their own page. Nothing of it is staff's look, so the log has no row of it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse

from lasna.booking.models import BookingLink
from lasna.booking.queries.links import State, is_open
from lasna.booking.queries.links import token_of as token_of_booking
from lasna.clients.models import Channel, Client
from lasna.contacts.models import Agreement
from lasna.contacts.queries import words_of_agreement
from lasna.kernel import clock
from lasna.meetings.models import Invitation, Meeting
from lasna.meetings.services.inviting import token_of as token_of_invitation
from lasna.meetings.states import FORGOTTEN_AFTER, OPENS_BEFORE, closes_at, door_is_open
from lasna.own.models import WayWish

COMING_SHOWN, AGREED_SHOWN = 20, 30


@dataclass(frozen=True)
class Coming:
    """A meeting to come, or under way. ``door``, ``way``, ``change``: where a press leads; empty: nowhere."""

    meeting: Meeting
    door: str
    way: str
    change: str
    now: datetime

    @property
    def open(self) -> bool:
        return door_is_open(self.meeting, self.now)

    @property
    def by_video(self) -> bool:
        return self.meeting.planned_channel == Channel.VIDEO

    @property
    def come_at(self) -> datetime:
        return self.meeting.starts - OPENS_BEFORE


@dataclass(frozen=True)
class Ahead:
    """``choose``: where a time can be chosen; empty: nowhere."""

    coming: list[Coming]
    choose: str

    @property
    def next(self) -> Coming | None:
        return self.coming[0] if self.coming else None


def ahead_of(client: Client) -> Ahead:
    """Three statements, however much is agreed on."""
    now = clock.now()
    over = [Meeting.Status.ENDED, Meeting.Status.CANCELLED]
    own = Meeting.objects.filter(participants__client=client, participants__outcome="")
    rows = own.filter(ends__gt=now - FORGOTTEN_AFTER).exclude(status__in=over)
    near = rows.select_related("adviser", "office", "type").order_by("starts", "pk")[:COMING_SHOWN]
    meetings = [each for each in near if closes_at(each) > now]
    doors = _doors(client, meetings)
    changes, choose = _bookings(client, meetings)
    coming = [Coming(each, *doors.get(each.pk, ("", "")), changes.get(each.pk, ""), now) for each in meetings]
    return Ahead(coming, choose)


def _doors(client: Client, meetings: list[Meeting]) -> dict[int, tuple[str, str]]:
    """Of each meeting its door, and the page for asking another way; of a group, for saying who comes."""
    places = Invitation.objects.filter(
        participant__client=client, participant__meeting__in=[each.pk for each in meetings]
    ).select_related("participant")
    tokens = {each.participant.meeting_id: token_of_invitation(each) for each in places}
    groups = {each.pk for each in meetings if each.is_group}
    return {
        number: (
            reverse("door", args=[token]),
            reverse("door_answer" if number in groups else "another_way", args=[token]),
        )
        for number, token in tokens.items()
    }


def _bookings(client: Client, meetings: list[Meeting]) -> tuple[dict[int, str], str]:
    """By which links meetings are moved or cancelled, and by which a time can be chosen."""
    known = {each.pk for each in meetings}
    links = BookingLink.objects.filter(client=client, withdrawn_at=None).select_related(
        "type", "meeting", "place"
    )
    newest = links.order_by("-made_at", "-pk")[: COMING_SHOWN * 2]
    changes, choose = {}, ""
    for link in newest:
        address = reverse("booking", args=[token_of_booking(link)])
        if link.meeting_id in known:
            changes[int(link.meeting_id or 0)] = address
        elif not choose and link.meeting_id is None and not State(link).seated and is_open(link):
            choose = address
    return changes, choose


def choose_for(client: Client) -> str:
    """Where a time can be chosen; empty: nowhere."""
    return _bookings(client, [])[1]


def agreed_with(client: Client) -> list[Meeting]:
    """Meetings in which something was agreed on, the newest first."""
    here = Q(seats=None) | Q(participants__outcome=Meeting.Outcome.MET)
    rows = Meeting.objects.filter(here, participants__client=client, status=Meeting.Status.ENDED)
    rows = rows.exclude(agreed="")
    return list(rows.select_related("adviser").order_by("-starts", "-pk")[:AGREED_SHOWN])


def ways_instead_of(meeting: Meeting) -> list[Channel]:
    """What a client can ask for instead: the ways that two meet in, one at a time."""
    ways = (Channel.IN_PERSON, Channel.PHONE, Channel.VIDEO, Channel.CHAT)
    return [way for way in ways if way != meeting.planned_channel]


def said_of(meeting: Meeting) -> WayWish | None:
    return WayWish.objects.filter(meeting=meeting).first()


@dataclass(frozen=True)
class InTouch:
    """``next_on`` None: the client gets in touch, or it is paused."""

    words: str
    next_on: date | None
    paused_until: date | None


def in_touch_with(client: Client) -> InTouch | None:
    agreement = Agreement.objects.filter(client=client).first()
    if agreement is None:
        return None
    today = clock.now().astimezone(ZoneInfo(client.office.zone)).date()
    paused = agreement.paused_until if agreement.paused_until and agreement.paused_until > today else None
    by_office = agreement.rhythm != Agreement.Rhythm.CLIENT
    due = max(agreement.due_on, today) if by_office and paused is None else None
    return InTouch(words_of_agreement(agreement), due, paused)
