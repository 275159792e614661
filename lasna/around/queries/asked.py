"""Tasks of clients: which are open, which wait, and what staff are told of them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lasna.around.models import ClientTask, TypeTask
from lasna.clients.models import Channel, Client
from lasna.clients.protocol import Entry
from lasna.correspondence.models import Message
from lasna.kernel.kept import Kept, some_ids, some_moments
from lasna.kernel.personal import Section
from lasna.meetings.models import Meeting, MeetingType, Participant
from lasna.meetings.queries.encounter import Encounter, PagePart
from lasna.meetings.queries.types import types_offered
from lasna.people.models import Organisation

POST = Message.Channel.POST
OF_A_CARD, SHOWN_TO_CLIENT, AT_ONCE = 50, 10, 200
OVER = (Meeting.Status.ENDED, Meeting.Status.CANCELLED)
AHEAD = (Meeting.Status.PLANNED, Meeting.Status.OPEN)


def tasks_in_use(organisation_id: int) -> QuerySet[TypeTask]:
    tasks = TypeTask.objects.filter(type__organisation=organisation_id, closed_at=None)
    return tasks.select_related("type").order_by("type__position", "type")


def task_of_type(type_id: int) -> TypeTask | None:
    """None: nothing is asked before a meeting of this type."""
    return _kept_of_type.first(type_id)


_kept_of_type = Kept(lambda type: TypeTask.objects.filter(type=type, closed_at=None), *some_ids(1))


def open_tasks(now: datetime) -> QuerySet[ClientTask]:
    """Sent, not done, and the meeting is not over. A client has one at most."""
    sent = ClientTask.objects.filter(sent_at__isnull=False, done_at=None, participant__meeting__ends__gt=now)
    return sent.exclude(participant__meeting__status__in=OVER)


def waiting_tasks(now: datetime) -> QuerySet[ClientTask]:
    """Those whose moment has come, of meetings to come."""
    return ClientTask.objects.filter(
        sent_at=None,
        left_out_at=None,
        due_at__lte=now,
        participant__meeting__status__in=AHEAD,
        participant__meeting__starts__gt=now,
    )


def due_tasks(now: datetime) -> list[int]:
    """Those that leave now, the longest due first; not of a client who has another to do, nor by letter."""
    other = open_tasks(now).filter(participant__client=OuterRef("participant__client"))
    rows = (
        waiting_tasks(now)
        .exclude(Exists(other) | Q(participant__invitation__sent_by=POST))
        .order_by("due_at", "pk")
    )
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def tasks_shown_to(client_id: int, now: datetime) -> list[ClientTask]:
    """On the client's own page: what was sent, until its meeting is over. One statement."""
    sent = ClientTask.objects.filter(
        participant__client=client_id, sent_at__isnull=False, participant__meeting__ends__gt=now
    ).exclude(participant__meeting__status__in=OVER)
    rows = sent.select_related("task", "participant__meeting").order_by("participant__meeting__starts", "pk")
    return list(rows[:SHOWN_TO_CLIENT])


def task_of_place(place: Participant) -> ClientTask:
    return ClientTask.objects.select_related("task", "participant__meeting").get(participant=place)


def state_words(task: ClientTask) -> str:
    """How it stands, for staff."""
    zone = task.participant.meeting.zone
    match task.state:
        case "done":
            return _("done by the client, {day}").format(day=_day(task.done_at, zone))
        case "seen":
            return _("opened by the client, {day}").format(day=_day(task.seen_at, zone))
        case "sent":
            return _("sent, {day}").format(day=_day(task.sent_at, zone))
        case "left_out":
            return _("left out")
        case "planned":
            return _("leaves on {day}").format(day=_day(task.due_at, zone))
    return _("leaves when you send it")


def _day(at: datetime | None, zone: str) -> str:
    return date_format(at.astimezone(ZoneInfo(zone)), "SHORT_DATE_FORMAT") if at else ""


@dataclass(frozen=True)
class Row:
    """A client's place in the meeting, and its task: None yet, or none at all."""

    place: Participant
    task: ClientTask | None
    can_send: bool
    waits: bool
    """It was to leave, and another one of the client is not done yet."""
    by_letter: bool
    """It does not leave: the invitation went by letter, and its link would go by the way of the code."""

    @property
    def words(self) -> str:
        if self.by_letter:
            return _("not sent, as the invitation went by letter")
        return state_words(self.task) if self.task else ""


@dataclass(frozen=True)
class OfMeeting:
    meeting: Meeting
    rows: list[Row]
    offered: list[TypeTask]
    ahead: bool


def part_of_meeting(encounter: Encounter) -> PagePart | None:
    """On the meeting's own page. One statement, while a task can still be chosen; else none."""
    meeting, now = encounter.meeting, encounter.at
    tasks = [(place, _task_at(place, meeting)) for place in encounter.places if _is_clients(place)]
    ahead = meeting.status in AHEAD and meeting.starts > now
    offered = _kept_offered.objects(meeting.organisation_id, meeting.pk, now) if ahead else []
    if not offered and not any(task for _place, task in tasks):
        return None
    # Of several clients the statement does not say whose: pressed, the service does.
    busy = len(tasks) == 1 and any(vars(each)["busy"] for each in offered)
    rows = []
    for place, task in tasks:
        by_letter = _by_letter(task)
        waits = busy and not by_letter and _waits(task, now)
        can_send = ahead and not (busy or by_letter)
        rows.append(Row(place, task, can_send=can_send, waits=waits, by_letter=by_letter))
    return PagePart("around/of_meeting.html", OfMeeting(meeting, rows, offered, ahead))


def _is_clients(place: Participant) -> bool:
    return place.role == Participant.Role.CLIENT and place.state != Participant.State.REMOVED


def _waits(task: ClientTask | None, now: datetime) -> bool:
    return task is not None and task.state == "planned" and task.due_at is not None and task.due_at <= now


def _by_letter(task: ClientTask | None) -> bool:
    if task is None or task.state not in ("planned", "by_hand"):
        return False
    return task.participant.invitation.sent_by == POST


def _task_at(place: Participant, meeting: Meeting) -> ClientTask | None:
    task: ClientTask | None = getattr(place, "task", None)
    if task is not None:
        task.participant = place
        place.meeting = meeting
    return task


def _offered(organisation_id: int, meeting_id: int, now: datetime) -> QuerySet[TypeTask]:
    """With ``busy``: a client of the meeting has another task to do."""
    clients = Participant.objects.filter(meeting=meeting_id, role=Participant.Role.CLIENT)
    other = open_tasks(now).filter(participant__client__in=clients.order_by().values("client"))
    busy = Exists(other.exclude(participant__meeting=meeting_id))
    return tasks_in_use(organisation_id).annotate(busy=busy)


_kept_offered = Kept(_offered, *some_ids(2), *some_moments(1))


def note_for(place: Participant) -> str:
    """For the list of the day: how the task stands once it was sent."""
    task: ClientTask | None = getattr(place, "task", None)
    if task is None or task.sent_at is None:
        return ""
    task.participant = place
    return _("task: {state}").format(state=state_words(task))


def _of_client(client_id: int) -> QuerySet[ClientTask]:
    tasks = ClientTask.objects.filter(participant__client=client_id)
    return tasks.select_related("task", "participant__meeting").order_by("-sent_at", "-pk")


_kept_of_client = Kept(
    lambda client: _of_client(client).filter(sent_at__isnull=False)[:OF_A_CARD], *some_ids(1)
)


def entries_of(client: Client) -> list[Entry]:
    """On the client's card: what they were asked to do, and how it stands."""
    return [
        Entry(
            at=task.sent_at,
            until=task.sent_at,
            zone=task.participant.meeting.zone,
            channel=Channel.MESSAGE,
            title=_("task: {title}").format(title=task.task),
            state=state_words(task),
            address=reverse("meeting", args=[task.participant.meeting_id]),
        )
        for task in _kept_of_client.objects(client.pk)
        if task.sent_at
    ]


def held_of(client_id: int) -> QuerySet[ClientTask]:
    return ClientTask.objects.filter(participant__client=client_id)


def told_of(client_id: int) -> list[Section]:
    """For the client: what was asked of them before meetings."""
    columns = [
        ("starts", _("Meeting begins")),
        ("title", _("Task")),
        ("sent", _("Sent")),
        ("seen", _("Opened")),
        ("done", _("Done")),
    ]
    rows = [
        (task.participant.meeting.starts, str(task.task), task.sent_at, task.seen_at, task.done_at)
        for task in _of_client(client_id).order_by("participant__meeting__starts", "pk")
    ]
    return [Section("tasks", _("Tasks before meetings"), columns, rows)]


def old_tasks(organisation_id: int, before: datetime) -> QuerySet[ClientTask]:
    """Of meetings that ended before."""
    return ClientTask.objects.filter(
        participant__meeting__organisation=organisation_id, participant__meeting__ends__lt=before
    )


@dataclass(frozen=True)
class TypeRow:
    type: MeetingType
    task: TypeTask | None


def types_with_tasks(organisation: Organisation) -> list[TypeRow]:
    """The types offered, each with its task; one that is closed is shown as none. One statement."""
    types = types_offered(organisation.pk).select_related("task")
    rows = []
    for type in types:
        task: TypeTask | None = getattr(type, "task", None)
        rows.append(TypeRow(type, task if task and task.closed_at is None else None))
    return rows
