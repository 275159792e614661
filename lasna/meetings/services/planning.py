"""Planning and moving."""

from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Client
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import lock_room, new_room, publish
from lasna.kernel.web.times import said_time
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Meeting, MeetingType, Participant
from lasna.meetings.queries.messages import comes_to
from lasna.meetings.services.answering import forget_answers
from lasna.meetings.services.inviting import invitation_to, invite_client, send, tell_change
from lasna.meetings.services.locking import audit, locked_meeting
from lasna.meetings.services.meeting_places import hold_place
from lasna.meetings.services.offers import OfferAnswer, write_offer
from lasna.meetings.signals import meeting_moved, plans_changed
from lasna.meetings.states.promised import offset_at
from lasna.people.models import Office, Person
from lasna.policy import Action

GRACE = timedelta(minutes=5)
"""A start this little in the past is "now"."""
LONGEST = 8 * 60
TIMES = ("starts", "ends", "promised_offset", "collides")
"""Whoever sets ``starts`` sets and saves all of these."""


def overlapping(adviser: Person, starts: datetime, ends: datetime, *, but: int = 0) -> Meeting | None:
    """The adviser's earliest other meeting that shares time with this span."""
    others = Meeting.objects.filter(adviser=adviser, starts__lt=ends, ends__gt=starts).exclude(
        status__in=[Meeting.Status.ENDED, Meeting.Status.CANCELLED]
    )
    return others.exclude(pk=but).order_by("starts").first()


def require_free(adviser: Person, starts: datetime, ends: datetime, *, but: int = 0) -> None:
    other = overlapping(adviser, starts, ends, but=but)
    if other is None:
        return
    free = other.ends
    while later := overlapping(adviser, free, free + (ends - starts), but=but):
        free = later.ends
    raise UserError(
        "meeting.overlap",
        _("You have another meeting then, it begins {when}. You are free from {free}.").format(
            when=said_time(other.starts, other.zone), free=said_time(free, other.zone)
        ),
    )


def require_sensible(starts: datetime, minutes: int) -> None:
    if starts < clock.now() - GRACE:
        raise UserError("meeting.in_past", _("That time has passed. Choose a later one."))
    if not 0 < minutes <= LONGEST:
        raise UserError("meeting.length", _("Choose a length between 1 minute and 8 hours."))


def require_offered(type: MeetingType, planned_channel: str) -> None:
    """Only what is agreed on anew: a meeting keeps its way, and may always move to the phone (N26)."""
    if type.closed_at is not None:
        raise UserError("meeting.type_closed", _("This meeting type is closed. Choose another."))
    if type.channels and planned_channel not in type.allowed:
        ways = ", ".join(str(channel.label) for channel in type.allowed)
        raise UserError(
            "meeting.channel_not_allowed",
            _("A meeting of this type can be: {ways}. Choose one of these.").format(ways=ways),
        )


def refuse_overlap(error: IntegrityError) -> None:
    """PostgreSQL's exclusion constraints speak when two requests race."""
    if "place_holds_one_meeting_at_a_time" in str(error):
        raise UserError(
            "meeting.place_taken", _("The place was just taken. Choose another place or time.")
        ) from error
    if "adviser_is_in_one_meeting_at_a_time" in str(error):
        raise UserError(
            "meeting.overlap", _("You have another meeting then. Choose another time.")
        ) from error
    raise error


class HowPlanned(TypedDict, total=False):
    """``send_by``: ``email``, ``sms`` or ``post`` sends the link that way. ``who`` did it, for the log, if
    not the adviser. ``place_id``: the room that is booked for it. ``offer``: what was said to video, by the
    client where ``who`` is not the adviser. ``series``: the mark of those that are agreed on together.
    ``minutes``: not as long as the type says. ``dropped_in``: the client came by themselves and has no link
    to prove it: no code is asked, and the adviser looks twice."""

    send_by: str
    who: str
    place_id: int | None
    offer: OfferAnswer | None
    series: UUID
    minutes: int
    dropped_in: bool


class HowMoved(TypedDict, total=False):
    """``place_id``: the meeting has this place from now on, or none. Without it, the one that it has."""

    place_id: int | None


def plan_meeting(
    *,
    adviser: Person,
    client: Client,
    type: MeetingType,
    starts: datetime,
    planned_channel: str,
    **more: Unpack[HowPlanned],
) -> Meeting:
    """Plan a meeting as long as its type says, in a transaction of its own or the caller's."""
    span = starts, starts + timedelta(minutes=more.get("minutes", type.minutes))
    require_sensible(starts, more.get("minutes", type.minutes))
    require_offered(type, planned_channel)
    try:
        with transaction.atomic():
            meeting = _plan(adviser, client, type, span, planned_channel, more.get("dropped_in", False))
            _complete(meeting, more)
            if offer := more.get("offer"):
                write_offer(meeting, offer, None if more.get("who") else adviser)
            if send_by := more.get("send_by"):
                send(invitation_to(meeting), send_by, kind="invitation")
            publish(adviser.desk_id, DeskChanged(what="planned"))
            audit(meeting, more.get("who") or f"person:{adviser.pk}", "meeting.planned")
            return meeting
    except IntegrityError as error:
        refuse_overlap(error)
        raise


def _plan(
    adviser: Person,
    client: Client,
    type: MeetingType,
    span: tuple[datetime, datetime],
    planned_channel: str,
    dropped_in: bool,
) -> Meeting:
    meeting = agree(
        adviser,
        span,
        office=client.office,
        client=client,
        type=type,
        planned_channel=planned_channel,
        began_by_client=dropped_in,
    )
    invite_client(meeting, asks_code=not dropped_in)
    return meeting


def agree(adviser: Person, span: tuple[datetime, datetime], *, office: Office, **said: Any) -> Meeting:
    """A meeting of this office with its adviser in it, and nobody else yet. ``said``: its fields."""
    _one_at_a_time(adviser)
    require_free(adviser, *span)
    meeting = Meeting.objects.create(
        organisation=adviser.organisation,
        office=office,
        adviser=adviser,
        room=new_room(Room.Kind.MEETING),
        starts=span[0],
        ends=span[1],
        zone=office.zone,
        promised_offset=offset_at(span[0], office.zone),
        **said,
    )
    Participant.objects.create(
        meeting=meeting,
        role=Participant.Role.ADVISER,
        person=adviser,
        name=adviser.name,
        state=Participant.State.ADMITTED,
        door=new_room(Room.Kind.DOOR),
    )
    plans_changed.send(sender=Meeting, adviser_id=adviser.pk, spans=[span])
    return meeting


def _complete(meeting: Meeting, more: HowPlanned) -> None:
    place_id, meeting.series = more.get("place_id"), more.get("series")
    if place_id:
        meeting.place = hold_place(meeting, place_id, (meeting.starts, meeting.ends))
    if place_id or meeting.series:
        meeting.save(update_fields=["place", "series"])


def _one_at_a_time(adviser: Person) -> None:
    """Two plans of one adviser follow each other, so that the overlap is told in words."""
    lock_room(adviser.desk_id)


def move_meeting(*, meeting_id: int, by: Person, starts: datetime, **more: Unpack[HowMoved]) -> Meeting:
    """Another time, same length, same link; the client is told where the link went."""
    try:
        with transaction.atomic():
            return _move(meeting_id, by, starts, more)
    except IntegrityError as error:
        refuse_overlap(error)
        raise


def _move(meeting_id: int, by: Person, starts: datetime, more: HowMoved) -> Meeting:
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
    put_at(meeting, starts, **more)
    audit(meeting, f"person:{by.pk}", "meeting.moved")
    return meeting


def put_at(meeting: Meeting, starts: datetime, **more: Unpack[HowMoved]) -> None:
    """A meeting whose room is locked, to another time. Everybody who has a link is told. It keeps its place
    where that is free then; else it is refused with what is."""
    if meeting.status != Meeting.Status.PLANNED:
        raise UserError("meeting.has_begun", _("This meeting has begun or is over. Plan a new one."))
    length = meeting.ends - meeting.starts
    require_sensible(starts, int(length.total_seconds() // 60))
    _one_at_a_time(meeting.adviser)
    require_free(meeting.adviser, starts, starts + length, but=meeting.pk)
    before, after = (meeting.starts, meeting.ends), (starts, starts + length)
    was, came = meeting.place, comes_to(meeting)
    meeting.place = hold_place(meeting, more.get("place_id", meeting.place_id), after)
    meeting.starts, meeting.ends = after
    meeting.promised_offset, meeting.collides = offset_at(starts, meeting.zone), False
    # Another room of ours for a video meeting is no news to the client.
    told = before != after or (meeting.place != was and (came or comes_to(meeting)))
    meeting.calendar_sequence += told
    meeting.save(update_fields=[*TIMES, "place", "calendar_sequence"])
    if before != after:
        forget_answers(meeting)
        meeting_moved.send(sender=Meeting, meeting=meeting)
    if told:
        tell_change(meeting, "changed")
    publish(meeting.adviser.desk_id, DeskChanged(what="moved"))
    plans_changed.send(sender=Meeting, adviser_id=meeting.adviser_id, spans=[before, after])
