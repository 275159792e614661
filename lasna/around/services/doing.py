"""What a client does with a task: opens it, by code where the meeting has one, and says that it is done."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.around.models import ClientTask
from lasna.correspondence.services import queue_message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock, keys
from lasna.kernel.guessing.limits import missed, reached
from lasna.kernel.live.publish import lock_room, publish
from lasna.kernel.web.times import said_time
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Invitation, Meeting
from lasna.meetings.services.codes import (
    CODE_LASTS,
    TRIES,
    again_at,
    channel_of,
    digits_of,
    forget_code,
    limits_from,
    new_code,
    once_more,
    refusal_of_code,
)
from lasna.meetings.services.locking import audit


def _locked(invitation_id: int) -> Invitation:
    """Room, then the row: parallel guesses wait here for each other."""
    lock_room(Meeting.objects.values_list("room_id", flat=True).get(participants__invitation=invitation_id))
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "participant__meeting__adviser", "participant__meeting__organisation", "participant__client"
    )
    invitation = rows.get(pk=invitation_id)
    if invitation.participant.meeting.over:
        raise UserError("meeting.already_ended", _("This meeting has already ended."))
    return invitation


@transaction.atomic
def ask_task_code(*, invitation_id: int) -> None:
    """The meeting's own code, days before its door opens: the same limits, and the one before it dies."""
    invitation = _locked(invitation_id)
    addressee = invitation.participant.addressee
    channel = channel_of(invitation, addressee)
    if not channel:
        raise UserError(
            "task.no_second_channel", _("We cannot send you a code. Call us: we tell you what to do.")
        )
    if not once_more(invitation):
        when = said_time(again_at(invitation), invitation.participant.meeting.zone)
        words = _("We cannot send a new code now. Try again {when}.").format(when=when)
        raise UserError("door.no_more_codes", words)
    code = new_code(invitation)
    invitation.codes_sent += 1
    invitation.save()
    queue_message(
        organisation=invitation.participant.meeting.organisation,
        kind="code",
        about=invitation.pk,
        version=invitation.version,
        channel=channel,
        address=addressee.by(channel),
        language=addressee.language,
        drop_after=clock.now() + CODE_LASTS,
        secret=keys.sealed(code),
    )


def open_task(*, invitation_id: int, code: str, address: str = "") -> None:
    """By the code; by the link alone where the meeting's door needs none. ``address``: where from; beyond the
    limit of wrong ones a code has one try alone."""
    digits, limits = digits_of(code), limits_from(address)
    spent = TRIES if reached(*limits) else 1
    with transaction.atomic():
        invitation = _locked(invitation_id)
        refusal = refusal_of_code(invitation, digits, spent) if invitation.needs_code else None
        if refusal is None:
            if invitation.needs_code:
                forget_code(invitation)
                invitation.save()
            _see(_sent(invitation.participant_id))
    if refusal:  # the spent try is kept
        if refusal.code == "door.code_wrong":
            missed(*limits)
        raise refusal


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
    if task.participant.meeting.over:
        raise UserError("meeting.already_ended", _("This meeting has already ended."))
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
