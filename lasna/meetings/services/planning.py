"""Planning, moving, inviting."""

from datetime import datetime, timedelta
from secrets import token_hex

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Client
from lasna.correspondence.services import queue_message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock, keys
from lasna.kernel.audit.services import record
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import lock_room, new_room, publish
from lasna.kernel.web.times import said_time
from lasna.meetings.access import meeting_for, meetings_of
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Invitation, Meeting, MeetingType, Participant
from lasna.people.models import Person
from lasna.policy import Action

GRACE = timedelta(minutes=5)
"""A start this little in the past is "now"."""
LONGEST = 8 * 60


def overlapping(adviser: Person, starts: datetime, ends: datetime, *, but: int = 0) -> Meeting | None:
    """The adviser's earliest other meeting that shares time with this span."""
    others = Meeting.objects.filter(adviser=adviser, starts__lt=ends, ends__gt=starts).exclude(
        status__in=[Meeting.Status.ENDED, Meeting.Status.CANCELLED]
    )
    return others.exclude(pk=but).order_by("starts").first()


def _require_free(adviser: Person, starts: datetime, ends: datetime, *, but: int = 0) -> None:
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


def _require_sensible(starts: datetime, minutes: int) -> None:
    if starts < clock.now() - GRACE:
        raise UserError("meeting.in_past", _("That time has passed. Choose a later one."))
    if not 0 < minutes <= LONGEST:
        raise UserError("meeting.length", _("Choose a length between 1 minute and 8 hours."))


def _require_offered(type: MeetingType, planned_channel: str) -> None:
    """Only what is agreed on anew: a meeting keeps its way, and may always move to the phone (N26)."""
    if type.closed_at is not None:
        raise UserError("meeting.type_closed", _("This meeting type is closed. Choose another."))
    if type.channels and planned_channel not in type.allowed:
        ways = ", ".join(str(channel.label) for channel in type.allowed)
        raise UserError(
            "meeting.channel_not_allowed",
            _("A meeting of this type can be: {ways}. Choose one of these.").format(ways=ways),
        )


def _refuse_overlap(error: IntegrityError) -> None:
    """PostgreSQL's exclusion constraint speaks when two requests race."""
    if "adviser_is_in_one_meeting_at_a_time" in str(error):
        raise UserError(
            "meeting.overlap", _("You have another meeting then. Choose another time.")
        ) from error
    raise error


def plan_meeting(
    *,
    adviser: Person,
    client: Client,
    type: MeetingType,
    starts: datetime,
    planned_channel: str,
    send_by: str = "",
) -> Meeting:
    """Plan a meeting as long as its type says; ``send_by`` ``email`` or ``sms`` sends the link that way."""
    _require_sensible(starts, type.minutes)
    _require_offered(type, planned_channel)
    try:
        with transaction.atomic():
            meeting = _plan(adviser, client, type, starts, planned_channel)
            if send_by:
                _send(invitation_of_client(meeting), send_by, kind="invitation")
            publish(adviser.desk_id, DeskChanged(what="planned"))
            _audit(meeting, adviser, "meeting.planned")
            return meeting
    except IntegrityError as error:
        _refuse_overlap(error)
        raise


def _plan(
    adviser: Person, client: Client, type: MeetingType, starts: datetime, planned_channel: str
) -> Meeting:
    span = starts, starts + timedelta(minutes=type.minutes)
    _one_at_a_time(adviser)
    _require_free(adviser, *span)
    meeting = Meeting.objects.create(
        organisation=adviser.organisation,
        office=client.office,
        adviser=adviser,
        client=client,
        type=type,
        room=new_room(Room.Kind.MEETING),
        starts=span[0],
        ends=span[1],
        zone=client.office.zone,
        planned_channel=planned_channel,
    )
    Participant.objects.create(
        meeting=meeting,
        role=Participant.Role.ADVISER,
        person=adviser,
        name=adviser.name,
        state=Participant.State.ADMITTED,
        door=new_room(Room.Kind.DOOR),
    )
    _invite(meeting)
    return meeting


def _one_at_a_time(adviser: Person) -> None:
    """Two plans of one adviser follow each other, so that the overlap is told in words."""
    lock_room(adviser.desk_id)


def _audit(meeting: Meeting, by: Person, deed: str) -> None:
    record(
        chain=meeting.organisation_id,
        who=f"person:{by.pk}",
        deed=deed,
        subject="meeting",
        ids=[meeting.pk],
    )


def _invite(meeting: Meeting) -> None:
    guest = Participant.objects.create(
        meeting=meeting,
        role=Participant.Role.CLIENT,
        client=meeting.client,
        name=meeting.client.name,
        door=new_room(Room.Kind.DOOR),
    )
    invitation = Invitation.objects.create(
        participant=guest, token_hash=token_hex(32), needs_code=meeting.type.code_at_door
    )
    invitation.token_hash = keys.hashed(token_of(invitation))
    invitation.save(update_fields=["token_hash"])


def invitation_of_client(meeting: Meeting, *, locked: bool = False) -> Invitation:
    """The client's invitation to this meeting."""
    rows = Invitation.objects.select_for_update() if locked else Invitation.objects
    return rows.get(participant__meeting=meeting, participant__role=Participant.Role.CLIENT)


def token_of(invitation: Invitation) -> str:
    """The link's token, computed from keys that the database does not hold."""
    return keys.link_token("invitation", invitation.pk, invitation.version)


def address_of(client: Client, channel: str) -> str:
    """Where a message by this channel goes; empty: nowhere."""
    return client.email if channel == "email" else client.phone


def _send(invitation: Invitation, channel: str, *, kind: str) -> None:
    meeting = invitation.participant.meeting
    address = address_of(meeting.client, channel)
    if not address:
        raise UserError(
            "client.no_address",
            _("The client's card has no address for this. Add it there, or choose another way."),
        )
    queue_message(
        organisation=meeting.organisation,
        kind=kind,
        about=invitation.pk,
        version=invitation.version,
        channel=channel,
        address=address,
        language=meeting.client.language,
        drop_after=meeting.ends,
    )
    invitation.sent_by = channel
    invitation.save(update_fields=["sent_by"])


def send_link(*, meeting_id: int, by: Person, channel: str) -> None:
    """Send the client's link (again), by e-mail or SMS; the code then goes by the other."""
    with transaction.atomic():
        meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
        require_not_over(meeting)
        invitation = invitation_of_client(meeting, locked=True)
        _send(invitation, channel, kind="invitation")
        _audit(meeting, by, "meeting.link_sent")


def move_meeting(*, meeting_id: int, by: Person, starts: datetime) -> Meeting:
    """Another time, same length, same link; the client is told where the link went."""
    try:
        with transaction.atomic():
            return _move(meeting_id, by, starts)
    except IntegrityError as error:
        _refuse_overlap(error)
        raise


def _move(meeting_id: int, by: Person, starts: datetime) -> Meeting:
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
    if meeting.status != Meeting.Status.PLANNED:
        raise UserError("meeting.has_begun", _("This meeting has begun or is over. Plan a new one."))
    length = meeting.ends - meeting.starts
    _require_sensible(starts, int(length.total_seconds() // 60))
    _one_at_a_time(meeting.adviser)
    _require_free(meeting.adviser, starts, starts + length, but=meeting.pk)
    meeting.starts, meeting.ends = starts, starts + length
    meeting.calendar_sequence += 1
    meeting.save(update_fields=["starts", "ends", "calendar_sequence"])
    _tell_change(invitation_of_client(meeting), "changed")
    publish(meeting.adviser.desk_id, DeskChanged(what="moved"))
    _audit(meeting, by, "meeting.moved")
    return meeting


def tell_cancelled(meeting: Meeting) -> None:
    """The client hears of it the way the link went."""
    _tell_change(invitation_of_client(meeting), "cancelled")


def _tell_change(invitation: Invitation, kind: str) -> None:
    """The way the link went; by the other where the client's card no longer has that address."""
    if not invitation.sent_by:
        return
    client = invitation.participant.meeting.client
    ways = sorted(("email", "sms"), key=lambda way: way != invitation.sent_by)
    way = next((way for way in ways if address_of(client, way)), "")
    if way:
        _send(invitation, way, kind=kind)


def locked_meeting(meeting_id: int, by: Person, action: Action) -> Meeting:
    """The meeting with its room locked first, if ``by`` may do ``action``."""
    # Asked of theirs alone: a stranger's try must not wait for, or hold, the lock of a meeting that goes on.
    room_id = meetings_of(by).filter(pk=meeting_id).values_list("room_id", flat=True).first()
    if room_id is None:
        raise NotHere("meeting")
    lock_room(room_id)
    return meeting_for(by, meeting_id, action)


def require_not_over(meeting: Meeting) -> None:
    if meeting.over:
        raise UserError("meeting.already_ended", _("This meeting has already ended."))
