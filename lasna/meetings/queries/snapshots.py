"""What a screen is told when it comes: the same as every event since the beginning would have told it."""

from datetime import datetime
from typing import Literal

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from lasna.clients.models import Channel
from lasna.errors import NotHere
from lasna.kernel.audit.looks import looked
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live.visits import Visit, snapshot_part
from lasna.kernel.phones import read_phone
from lasna.meetings.events import IN_ROOM
from lasna.meetings.models import CallAttempt, Invitation, Leg, Meeting, Participant
from lasna.meetings.protocol import (
    ClientView,
    ConsentView,
    DeskSnapshot,
    DoorSnapshot,
    MeetingSnapshot,
    ParticipantView,
    PhoneView,
    WaitingView,
)
from lasna.meetings.queries.rules import rules_view
from lasna.meetings.states import hears_agreed, seen_in_room, shut_out, state_at_door
from lasna.people.models import Office, Person
from lasna.policy import Standing


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def number_called_from(meeting: Meeting) -> str:
    """The number that the client will see, as people read it; empty where none is known."""
    number = meeting.adviser.calls_from
    return read_phone(number) if number else ""


def _participant(participant: Participant, *, name: str, host: bool, me: int) -> ParticipantView:
    # Of a browser of their own at the door, while they sit at a partner's device, the adviser alone is told.
    hosted = participant.hosted_by_id is not None and not host
    return ParticipantView(
        id=participant.pk,
        role=participant.role,
        name=name,
        state=_State.PRESENT if hosted else participant.state,
        step=participant.step if host else "",
        camera=participant.camera if host else "",
        microphone=participant.microphone if host else "",
        waiting_since=iso(participant.waiting_since) if host else None,
        asks_call=participant.asks_call if host else False,
        by_link_alone=participant.by_link_alone if host else False,
        by_phone=participant.by_phone,
        beside=participant.beside_names,
        hosted_by=participant.hosted_by_id,
        with_client=participant.with_client and (host or participant.pk == me),
        companion_of=participant.companion_of_id,
        has_sound=participant.has_sound,
        link_by=participant.link_by if host else [],
    )


def _consents(meeting: Meeting, people: list[Participant], standing: Standing) -> list[ConsentView]:
    """Between client and adviser: what the one says of whom the other asks to join. Not in a group."""
    if meeting.is_group or standing in (Standing.PARTNER, Standing.COMPANION):
        return []
    return [
        ConsentView(participant=each.pk, role=each.role, name=each.name, consent=each.consent)
        for each in people
        if each.is_partner
    ]


def _phone(meeting: Meeting, *, host: bool) -> PhoneView | None:
    leg = _kept_call.first(meeting.pk)
    if leg is None:
        return None
    return PhoneView(
        since=leg.began.isoformat(),
        calls_from=number_called_from(meeting),
        reason=leg.reason if host else "",
        video_wanted=meeting.video_wanted,
    )


def _client(meeting: Meeting) -> ClientView | None:
    """None: a group, whose clients are among the participants."""
    client = meeting.client
    if client is None:
        return None
    looked("client.looked", "client", [client.pk])
    return ClientView(
        name=client.name,
        number=client.phone,
        number_read=read_phone(client.phone) if client.phone else "",
        link_by=[channel for channel, has in (("email", client.email), ("sms", client.phone)) if has],
        needs_code=vars(meeting)["needs_code"],
    )


_kept_call = Kept(
    lambda meeting: Leg.objects.filter(meeting=meeting, ended=None, channel=Channel.PHONE), *some_ids(1)
)
_kept_at_door = Kept(
    lambda place: Participant.objects.filter(pk=place).select_related("meeting__adviser__organisation"),
    *some_ids(1),
)
_State = Participant.State
_kept_people = Kept(
    lambda meeting: (
        Participant.objects.filter(meeting=meeting)
        .exclude(state=_State.REMOVED)
        .select_related("client", "person")
        .order_by("pk")
    ),
    *some_ids(1),
)


def _with_all(meeting_id: int) -> QuerySet[Meeting]:
    """With ``attempts``, how often the client was called, and ``needs_code``, whether one is asked for."""
    calls = CallAttempt.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    codes = Invitation.objects.filter(
        participant__meeting=OuterRef("pk"), participant__client=OuterRef("client"), needs_code=True
    )
    meetings = Meeting.objects.annotate(
        attempts=Subquery(calls.annotate(number=Count("pk")).values("number")), needs_code=Exists(codes)
    )
    return meetings.select_related("type", "client", "adviser__organisation").filter(pk=meeting_id)


_kept_meeting = Kept(_with_all, *some_ids(1))


def _meeting(meeting_id: int) -> Meeting:
    meeting = _kept_meeting.first(meeting_id)
    if meeting is None:
        raise NotHere("meeting")
    return meeting


@snapshot_part("meeting", "meetings")
@snapshot_part("seat", "meetings")
@snapshot_part("colleague", "meetings")
def meeting_snapshot(visit: Visit) -> MeetingSnapshot | None:
    """The meeting for those in it. Guests are told of people in the room, never of people at the door."""
    if visit.standing not in IN_ROOM:
        return None
    host = visit.standing == Standing.HOST
    meeting = _meeting(visit.meeting_id)
    people = _kept_people.objects(meeting.pk)
    me = next(p for p in people if p.pk == visit.participant_id)
    owner = next(p for p in people if p.pk == (me.companion_of_id or me.pk))
    if owner.client_id is None and not host:  # of the host it is written down with the client's card
        looked("meeting.looked", "meeting", [meeting.pk])
        looked("client.looked", "client", meeting.named_clients)
    if meeting.is_group and owner.client_id is None:
        looked("clients.listed", "client", [p.client_id for p in people if p.client_id])
    shown = [p for p in people if seen_in_room(p) or (host and p.companion_of_id is None)]
    names = {p.pk: p.name for p in people}  # a companion goes by its owner's
    return MeetingSnapshot(
        id=meeting.pk,
        status=meeting.status,
        type_name=str(meeting.type),
        starts=meeting.starts.isoformat(),
        ends=meeting.ends.isoformat(),
        zone=meeting.zone,
        planned_channel=meeting.planned_channel,
        agreed=meeting.agreed,
        expected=(iso(meeting.expected_at) or "") if host else "",
        call_attempts=(vars(meeting)["attempts"] or 0) if host else 0,
        me=me.pk,
        participants=[
            _participant(p, name=names.get(p.companion_of_id or p.pk, ""), host=host, me=me.pk) for p in shown
        ],
        phone=_phone(meeting, host=host),
        client=_client(meeting) if host else None,
        locked=meeting.locked_at is not None,
        consents=_consents(meeting, people, visit.standing),
        rules=rules_view(meeting),
        group=meeting.is_group,
    )


@snapshot_part("seat", "door")
@snapshot_part("colleague", "door")
def door_snapshot(visit: Visit) -> DoorSnapshot | None:
    """Somebody at the door hears of themselves, and of the adviser who invited them."""
    if visit.standing != Standing.WAITING:
        return None
    participant = _kept_at_door.first(visit.participant_id)
    if participant is None:
        raise NotHere("participant")
    meeting = participant.meeting
    on_phone = bool(_kept_call.rows(meeting.pk))
    return DoorSnapshot(
        participant=participant.pk,
        state=state_at_door(participant),
        starts=meeting.starts.isoformat(),
        zone=meeting.zone,
        adviser=meeting.adviser.name,
        seen=participant.seen_at is not None,
        words=participant.said,
        expected=iso(meeting.expected_at) or "",
        ahead=participant.ahead,
        calls_from=number_called_from(meeting) if on_phone else "",
        over=_over(meeting),
        agreed=meeting.agreed if hears_agreed(participant) else "",
        declined=participant.consent == Participant.Consent.NO,
        locked=shut_out(participant, meeting),
        beside=participant.beside_names,
        with_client=participant.with_client,
    )


def _over(meeting: Meeting) -> Literal["", "ended", "cancelled"]:
    if meeting.status == Meeting.Status.ENDED:
        return "ended"
    return "cancelled" if meeting.status == Meeting.Status.CANCELLED else ""


@snapshot_part("desk", "desk")
def desk_snapshot(visit: Visit) -> DeskSnapshot:
    """Who waits for this adviser now, who asks to be phoned, and whom a colleague does not answer."""
    rows = (
        Participant.objects.filter(meeting__adviser_id=visit.person_id)
        .exclude(role=Participant.Role.ADVISER)
        .exclude(meeting__status__in=[Meeting.Status.ENDED, Meeting.Status.CANCELLED])
        .filter(state__in=[Participant.State.WAITING, Participant.State.ARRIVED])
        .order_by("waiting_since", "pk")
    )
    waiting = [_waiting(row) for row in rows if row.state == Participant.State.WAITING or row.asks_call]
    waiting += [_waiting(row, row.meeting.adviser.name) for row in _unanswered_near(visit.person_id)]
    clients = [client_id for client_id, _view in waiting if client_id]
    if waiting:
        looked("waiting_clients.listed", "client", clients)
    return DeskSnapshot(waiting=[view for _client, view in waiting])


def _unanswered_near(person_id: int) -> QuerySet[Participant]:
    """In the offices of who advises, of others' meetings: those that colleagues are told of."""
    told = Participant.objects.filter(
        colleagues_told_at__isnull=False,
        state=Participant.State.WAITING,
        meeting__office__in=Office.objects.filter(people=person_id).values("pk"),
    )
    at_work = Person.objects.filter(pk=person_id).exclude(role=Person.Role.SUPPORT)
    found = told.filter(Exists(at_work)).exclude(meeting__adviser=person_id)
    return found.select_related("meeting__adviser").order_by("waiting_since", "pk")


def _waiting(row: Participant, adviser: str = "") -> tuple[int | None, WaitingView]:
    """Whose place it is, and what the desk is told."""
    return row.client_id, WaitingView(
        meeting=row.meeting_id,
        participant=row.pk,
        name=row.name,
        since=iso(row.waiting_since) or "",
        camera=row.camera,
        microphone=row.microphone,
        asks_call=row.asks_call and not adviser,
        by_link_alone=row.by_link_alone,
        adviser=adviser,
    )
