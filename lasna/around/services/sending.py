"""A client's task: proposed with the meeting, chosen by the adviser, sent once, one at a time."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.around.access import offered_task
from lasna.around.models import ClientTask, TypeTask
from lasna.around.queries.asked import AHEAD, due_tasks, held_of, open_tasks, task_of_type, waiting_tasks
from lasna.around.states import in_time, task_at
from lasna.clients.models import Client
from lasna.clients.services import address_by
from lasna.correspondence.models import Message
from lasna.correspondence.services import queue_message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.publish import lock_room
from lasna.kernel.web.times import same_clock
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.queries.reminders import counted_on_day
from lasna.meetings.services.locking import audit, locked_meeting
from lasna.people.models import Person
from lasna.policy import Action


def propose_task(place: Participant) -> None:
    """In the transaction that invites the client: the type's task, where there is time for it."""
    meeting = place.meeting
    task = task_of_type(meeting.type_id)
    if task is None:
        return
    at = task_at(task.days, meeting.starts, meeting.zone, clock.now())
    if at:
        ClientTask.objects.get_or_create(participant=place, defaults={"task": task, "due_at": at})


def move_task(meeting: Meeting) -> None:
    """With the meeting, where it has not left yet."""
    waiting = ClientTask.objects.filter(participant__meeting=meeting, sent_at=None).select_related("task")
    for task in waiting:
        task.due_at = task_at(task.task.days, meeting.starts, meeting.zone, clock.now())
        task.save(update_fields=["due_at"])


@transaction.atomic
def take_task(*, meeting_id: int, by: Person, participant_id: int, task_id: int) -> ClientTask:
    """This one is to be done before the meeting, in place of what was proposed."""
    meeting, place = _before_it(meeting_id, by, participant_id)
    chosen = offered_task(by, task_id)
    due_at = task_at(chosen.days, meeting.starts, meeting.zone, clock.now())
    task = ClientTask.objects.filter(participant=place).first() or ClientTask(participant=place, task=chosen)
    _require_not_sent(task)
    task.task, task.due_at, task.left_out_at = chosen, due_at, None
    task.save()
    audit(meeting, f"person:{by.pk}", "meeting.task_chosen")
    return task


@transaction.atomic
def leave_task_out(*, meeting_id: int, by: Person, participant_id: int) -> ClientTask:
    """Nothing is asked before this meeting."""
    meeting, place = _before_it(meeting_id, by, participant_id)
    task = _task_of(place)
    _require_not_sent(task)
    task.left_out_at = clock.now()
    task.save(update_fields=["left_out_at"])
    audit(meeting, f"person:{by.pk}", "meeting.task_left_out")
    return task


@transaction.atomic
def send_task(*, meeting_id: int, by: Person, participant_id: int) -> ClientTask:
    """Now, because the adviser says so. Still not beside another that is not done."""
    meeting, place = _before_it(meeting_id, by, participant_id)
    task = _task_of(place)
    _require_not_sent(task)
    if _has_another(place):
        raise UserError(
            "task.another",
            _("The client has another task that is not done yet. One at a time: this one waits."),
        )
    _send(task)
    audit(meeting, f"person:{by.pk}", "meeting.task_sent")
    return task


def _before_it(meeting_id: int, by: Person, participant_id: int) -> tuple[Meeting, Participant]:
    """A client's place in a meeting to come, with the room locked."""
    meeting = locked_meeting(meeting_id, by, Action.MEETING_CHANGE)
    places = meeting.participants.filter(role=Participant.Role.CLIENT, client__isnull=False)
    place = places.exclude(state=Participant.State.REMOVED).filter(pk=participant_id).first()
    if place is None:
        raise NotHere("participant")
    if meeting.status not in AHEAD or meeting.starts <= clock.now():
        raise UserError("task.late", _("The meeting has begun or is over. A task is sent before it."))
    place.meeting = meeting
    return meeting, place


def _task_of(place: Participant) -> ClientTask:
    task = ClientTask.objects.select_for_update(of=("self",)).filter(participant=place).first()
    if task is None:
        raise NotHere("task")
    task.participant = place
    return task


def _require_not_sent(task: ClientTask) -> None:
    if task.sent_at is not None:
        raise UserError("task.sent", _("The task has been sent already."))


def _has_another(place: Participant) -> bool:
    # Locked, so that two meetings of one client do not both send theirs.
    list(Client.objects.select_for_update(no_key=True).filter(pk=place.client_id or 0))
    others = open_tasks(clock.now()).filter(participant__client=place.client_id)
    return others.exclude(participant=place).exists()


def _send(task: ClientTask) -> None:
    """The way the invitation went: nobody who reads one channel alone has both link and code."""
    place = task.participant
    invitation = Invitation.objects.select_for_update(of=("self",)).get(participant=place)
    if invitation.sent_by == Message.Channel.POST:
        raise UserError(
            "task.by_letter",
            _("The invitation went by letter, so no task is sent. Send the link by e-mail or text message."),
        )
    addressee = place.addressee
    way = invitation.sent_by or addressee.way() or "email"
    queue_message(
        organisation=place.meeting.organisation,
        kind="task",
        about=invitation.pk,
        version=invitation.version,
        channel=way,
        address=address_by(way, addressee),
        language=addressee.language,
        drop_after=place.meeting.starts,
    )
    if not invitation.sent_by:
        invitation.sent_by = way
        invitation.save(update_fields=["sent_by"])
    task.sent_at, task.left_out_at = clock.now(), None
    task.save(update_fields=["sent_at", "left_out_at"])


def send_due_tasks() -> None:
    """What the worker does once a minute: each in a transaction of its own."""
    for number in due_tasks(clock.now()):
        try:
            with transaction.atomic():
                _send_due(number)
        except UserError:  # no address, or none that is one: its page says that it has not left
            ClientTask.objects.filter(pk=number, sent_at=None).update(due_at=None)


def _send_due(number: int) -> None:
    room = ClientTask.objects.filter(pk=number).values_list("participant__meeting__room", flat=True).first()
    if room is None:
        return
    lock_room(room)
    task = _waiting(number)
    if task is None or _has_another(task.participant):
        return
    place, now = task.participant, clock.now()
    invitation = Invitation.objects.select_related("participant__meeting").get(participant=place)
    if counted_on_day(invitation, now).count() >= place.meeting.organisation.reminders_a_day:
        later = same_clock(max(now, task.due_at or now), place.meeting.zone, days=1)
        task.due_at = later if in_time(later, place.meeting.starts) else None
        task.save(update_fields=["due_at"])
        return
    _send(task)


def _waiting(number: int) -> ClientTask | None:
    """Read anew under the lock: meanwhile it may have been sent, moved, or called off."""
    tasks = waiting_tasks(clock.now()).select_for_update(of=("self",)).filter(pk=number)
    return tasks.select_related("task", "participant__client", "participant__meeting__organisation").first()


def erase_tasks(client_id: int) -> int:
    """The messages go with those of the meetings."""
    return held_of(client_id).delete()[0]


def close_tasks(task: TypeTask) -> None:
    """What has not been sent of it is not sent any more."""
    ClientTask.objects.filter(task=task, sent_at=None).delete()
