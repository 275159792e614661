"""Asking for help with the technology, and helping. The room is locked first, desks in the order of their
numbers."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.guidance.access import help_request_for
from lasna.guidance.events import DeskHelpAsked, DeskHelpSettled, HelpTold
from lasna.guidance.models import HelpRequest
from lasna.guidance.protocol import AskHelp
from lasna.guidance.queries.helping import desks_that_help, help_view, requests_about, words_for
from lasna.guidance.states import next_help
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.events import Event
from lasna.kernel.live.publish import publish
from lasna.kernel.words import plain_line
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.services.locking import locked_participant, require_not_over
from lasna.people.models import Person

MOST_OF_ONE = 10
"""Requests of one participant in one meeting."""


@transaction.atomic
def ask_help(*, participant_id: int, said: AskHelp) -> None:
    """Asked again, the open request says what is the matter now."""
    participant = locked_participant(participant_id)
    require_not_over(participant.meeting)
    desks = desks_that_help(participant.meeting.office_id)
    if not desks:
        raise UserError("help.nobody", _("Nobody can help with the technology now. Ask us to phone you."))
    asked = HelpRequest.objects.filter(participant=participant)
    request = asked.filter(settled_at=None).first()
    if request is None and asked.count() >= MOST_OF_ONE:
        raise UserError("help.too_often", _("You have asked many times. Ask us to phone you."))
    request = request or HelpRequest(participant=participant, asked_at=clock.now())
    request.office_id = participant.meeting.office_id
    request.what, request.device = said.what, plain_line(said.device)
    request.network = plain_line(said.network)
    request.save()
    _tell(request, participant)
    if request.state == HelpRequest.State.ASKED:
        _tell_desks(desks, DeskHelpAsked(asking=help_view(request, participant)))
    _write_down(participant, participant.who, "help.asked")


def _tell(request: HelpRequest, participant: Participant) -> None:
    publish(participant.door_id, HelpTold(words=words_for(request, participant)))


def _tell_desks(desks: Sequence[int], event: Event) -> None:
    for desk in desks:
        publish(desk, event)


def _write_down(participant: Participant, who: str, deed: str) -> None:
    subject = (
        ("client", participant.client_id) if participant.client_id else ("meeting", participant.meeting_id)
    )
    chain = participant.meeting.organisation_id
    record(chain=chain, who=who, deed=deed, subject=subject[0], ids=[subject[1]])


def _step(request_id: int, by: Person, event: str) -> tuple[HelpRequest, Participant]:
    """The request after ``event``, with its participant's room locked. A colleague may have been faster."""
    participant = locked_participant(help_request_for(by, request_id).participant_id)
    request = HelpRequest.objects.select_for_update(of=("self",)).select_related("helper").get(pk=request_id)
    state = next_help(request, event)
    if state is None:
        name = request.helper.name if request.helper else ""
        if request.is_open and name:
            raise UserError("help.taken", _("{name} helps here already.").format(name=name))
        raise UserError("help.settled", _("This is over already: nobody needs help here any more."))
    request.state = state
    return request, participant


def _keep(request: HelpRequest) -> None:
    request.settled_at = None if request.state in ("asked", "taken") else clock.now()
    request.save(update_fields=["state", "helper", "settled_at", "said"])


@transaction.atomic
def take_request(*, request_id: int, by: Person) -> HelpRequest:
    """``by`` helps from now on. Whoever asked reads who it is, and whether the phone will ring."""
    request, participant = _step(request_id, by, "take")
    request.helper = by
    _keep(request)
    _tell(request, participant)
    _tell_desks(desks_that_help(request.office_id), DeskHelpSettled(request=request.pk))
    _write_down(participant, f"person:{by.pk}", "help.taken")
    return request


@transaction.atomic
def put_request_back(*, request_id: int, by: Person) -> HelpRequest:
    """Somebody else helps: the request rings again."""
    request, participant = _step(request_id, by, "put_back")
    request.helper, request.said = None, ""
    _keep(request)
    _tell(request, participant)
    asked = DeskHelpAsked(asking=help_view(request, participant))
    _tell_desks(desks_that_help(request.office_id), asked)
    _write_down(participant, f"person:{by.pk}", "help.put_back")
    return request


@transaction.atomic
def say_to_helped(*, request_id: int, by: Person, words: str) -> HelpRequest:
    """Written words, read at once on the page of who asked: where the phone cannot ring, or has no answer."""
    participant = locked_participant(help_request_for(by, request_id).participant_id)
    request = HelpRequest.objects.select_for_update(of=("self",)).select_related("helper").get(pk=request_id)
    if request.state != HelpRequest.State.TAKEN:
        raise UserError("help.not_taken", _("Press “I help here” first."))
    request.said = plain_line(words)[:300]
    _keep(request)
    _tell(request, participant)
    return request


@transaction.atomic
def settle_request(*, request_id: int, by: Person, solved: bool) -> HelpRequest:
    request, participant = _step(request_id, by, "solve" if solved else "give_up")
    _end(request, participant)
    _write_down(participant, f"person:{by.pk}", "help.solved" if solved else "help.not_solved")
    return request


def _end(request: HelpRequest, participant: Participant) -> None:
    _keep(request)
    _tell(request, participant)
    _tell_desks(desks_that_help(request.office_id), DeskHelpSettled(request=request.pk))


@transaction.atomic
def works_now(*, participant_id: int) -> None:
    """Whoever asked needs no help any more. Nothing was asked: nothing happens."""
    participant = locked_participant(participant_id)
    request = HelpRequest.objects.filter(participant=participant, settled_at=None).first()
    if request is None:
        return
    request.state = next_help(request, "solve") or request.state
    _end(request, participant)
    _write_down(participant, participant.who, "help.solved")


def close_requests(meeting: Meeting) -> None:
    """The meeting is over, and its room is locked."""
    open_ones = HelpRequest.objects.filter(participant__meeting=meeting, settled_at=None)
    for request in open_ones.select_related("participant__client"):
        request.state = next_help(request, "end") or request.state
        _end(request, request.participant)


def erase_requests(client_id: int) -> int:
    """Of the client's meetings, partners' requests too."""
    return requests_about(client_id).delete()[0]
