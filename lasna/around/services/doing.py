"""What a client does with a task: opens it, by code where the meeting has one, and says that it is done."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.around.models import ClientTask
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.publish import lock_room, publish
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Invitation
from lasna.meetings.services.codes import forget_code, refusal_of_code, send_code, trying
from lasna.meetings.services.locking import audit, locked_invitation, require_not_over


def _locked(invitation_id: int) -> Invitation:
    invitation = locked_invitation(invitation_id)
    require_not_over(invitation.participant.meeting)
    return invitation


@transaction.atomic
def ask_task_code(*, invitation_id: int) -> None:
    """The meeting's own code, days before its door opens: the same limits, and the one before it dies."""
    invitation = _locked(invitation_id)
    refusal = send_code(
        invitation,
        kind="code",
        nowhere=UserError(
            "task.no_second_channel", _("We cannot send you a code. Call us: we tell you what to do.")
        ),
    )
    if refusal:
        raise refusal


def open_task(*, invitation_id: int, code: str, address: str = "") -> None:
    """By the code; by the link alone where the meeting's door needs none. ``address``: where from."""
    with trying(code, address) as this:
        invitation = _locked(invitation_id)
        if invitation.needs_code:
            this.refusal = refusal_of_code(invitation, this)
        if this.refusal is None:
            if invitation.needs_code:
                forget_code(invitation)
                invitation.save()
            _see(_sent(invitation.participant_id))


def _sent(participant_id: int, client_id: int | None = None) -> ClientTask:
    """What was sent to this place, whose room is locked."""
    tasks = ClientTask.objects.select_related("participant__meeting__adviser", "participant__client")
    task = tasks.filter(participant=participant_id, sent_at__isnull=False).first()
    if task is None or (client_id is not None and task.participant.client_id != client_id):
        raise NotHere("task")
    return task


def _with_room(participant_id: int, client_id: int | None) -> ClientTask:
    room = _sent(participant_id, client_id).participant.meeting.room_id
    lock_room(room)
    task = _sent(participant_id, client_id)
    require_not_over(task.participant.meeting)
    return task


@transaction.atomic
def see_task(*, participant_id: int, client_id: int | None = None) -> ClientTask:
    """Opened behind a code that was passed. ``client_id``: whose own page it is."""
    return _see(_with_room(participant_id, client_id))


def _see(task: ClientTask) -> ClientTask:
    if task.seen_at is None:
        task.seen_at = clock.now()
        task.save(update_fields=["seen_at"])
        _tell(task, "meeting.task_opened")
    return task


@transaction.atomic
def mark_done(*, participant_id: int, done: bool, client_id: int | None = None) -> ClientTask:
    """The client says so, and may take it back."""
    task = _with_room(participant_id, client_id)
    if done != (task.done_at is not None):
        task.done_at = clock.now() if done else None
        task.seen_at = task.seen_at or clock.now()
        task.save(update_fields=["done_at", "seen_at"])
        _tell(task, "meeting.task_done" if done else "meeting.task_not_done")
    return task


def _tell(task: ClientTask, deed: str) -> None:
    place = task.participant
    publish(place.meeting.adviser.desk_id, DeskChanged(what="task"))
    audit(place.meeting, f"client:{place.client_id}", deed)
