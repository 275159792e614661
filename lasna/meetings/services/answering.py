"""What a client says to the time that is agreed on: coming, or not. The meeting stays as it is."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.publish import publish
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.services.group_seats import give_up
from lasna.meetings.services.locking import audit, locked_participant
from lasna.meetings.states import can_answer


@transaction.atomic
def answer(*, participant_id: int, said: str) -> Participant:
    """``said``: of ``Participant.Answer``. It can be changed until the meeting begins; the desk hears it."""
    participant = locked_participant(participant_id)
    if participant.role != Participant.Role.CLIENT or said not in (
        Participant.Answer.COMES,
        Participant.Answer.CANNOT,
    ):
        raise NotHere("answer")
    if not can_answer(participant.meeting, clock.now()):
        raise UserError("answer.late", _("The meeting has begun or is over. Call us if you cannot come."))
    if participant.meeting.is_group and said == Participant.Answer.CANNOT:
        give_up(participant, who=f"client:{participant.client_id}")  # others may want the seat
        return participant
    if participant.answer == said or participant.gave_up:
        return participant
    participant.answer, participant.answered_at = said, clock.now()
    participant.save(update_fields=["answer", "answered_at"])
    publish(participant.meeting.adviser.desk_id, DeskChanged(what="answered"))
    deed = "meeting.client_comes" if said == Participant.Answer.COMES else "meeting.client_cannot_come"
    audit(participant.meeting, f"client:{participant.client_id}", deed)
    return participant


def forget_answers(meeting: Meeting) -> None:
    """Of another time nobody has said anything yet, and nobody was called."""
    said = meeting.participants.exclude(answer="", called_before="")
    said.update(answer="", answered_at=None, called_before="", called_before_at=None)
