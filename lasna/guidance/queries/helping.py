"""Who asks for help, who can give it, and what the device says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from lasna.guidance.models import HelpRequest
from lasna.guidance.protocol import HelpDeskSnapshot, HelpSnapshot, HelpView
from lasna.kernel import clock
from lasna.kernel.audit.looks import looked
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live.visits import Visit, snapshot_part
from lasna.kernel.personal import Section
from lasna.kernel.phones import read_phone
from lasna.meetings.models import DoorSight, Participant
from lasna.meetings.queries.encounter import sight_words
from lasna.meetings.queries.held import about
from lasna.people.models import Person
from lasna.policy import Standing

SIGHTS_SHOWN = 8
SETTLED_SHOWN = 20
SETTLED_SINCE = timedelta(hours=12)


def _desks(office_id: int) -> QuerySet[Person, Any]:
    helping = Person.objects.filter(role=Person.Role.SUPPORT, is_active=True, offices=office_id)
    return helping.order_by("desk").values_list("desk")


_kept_desks = Kept(_desks, *some_ids(1))


def desks_that_help(office_id: int) -> Sequence[int]:
    """The desks of those who help with the technology in this office, in the order of their numbers."""
    return [desk for (desk,) in _kept_desks.rows(office_id)]


def name_of(participant: Participant) -> str:
    """How to speak to them: of a client the first name is enough."""
    return participant.client.first_name if participant.client is not None else participant.name


def help_view(request: HelpRequest, participant: Participant) -> HelpView:
    since = request.asked_at.isoformat()
    return HelpView(request=request.pk, name=name_of(participant), what=request.what, since=since)


def words_for(request: HelpRequest, participant: Participant) -> str:
    """How far it is, for whoever asked, in their language."""
    with translation.override(participant.addressee.language):
        return _words(request, participant)


def _words(request: HelpRequest, participant: Participant) -> str:
    state = HelpRequest.State
    if request.state == state.ASKED:
        return _("We have told the support person. Keep this page open.")
    if request.state == state.UNSOLVED:
        return _("We could not make it work. It is not your fault. Press “Call me instead”.")
    if request.state != state.TAKEN or request.helper is None:
        return ""
    name = request.helper.name
    if request.said:
        return f"{name}: {request.said}"
    if not participant.addressee.phone:
        return _("{name} helps you. Read the steps here.").format(name=name)
    number = read_phone(request.helper.calls_from)
    if not number:
        return _("{name} calls you soon. Keep your phone near you.").format(name=name)
    return _("{name} calls you soon from {number}. Keep your phone near you.").format(
        name=name, number=number
    )


def _of_participant(participant_id: int) -> QuerySet[HelpRequest]:
    """The last one, if it is open or has just ended without a solution."""
    requests = HelpRequest.objects.filter(participant=participant_id)
    return requests.select_related("helper__organisation").order_by("-pk")[:1]


_kept_of_participant = Kept(_of_participant, *some_ids(1))
_kept_place = Kept(
    lambda place: Participant.objects.filter(pk=place).select_related("meeting", "client", "person"),
    *some_ids(1),
)


@snapshot_part("seat", "help")
@snapshot_part("colleague", "help")
def help_snapshot(visit: Visit) -> HelpSnapshot | None:
    """Whether help is to be had, and how far it is. A second device asks at its owner's."""
    if visit.standing not in (Standing.WAITING, Standing.GUEST, Standing.PARTNER):
        return None
    participant = _kept_place.first(visit.participant_id)
    if participant is None or not desks_that_help(participant.meeting.office_id):
        return HelpSnapshot(offered=False, words="")
    request = _kept_of_participant.first(participant.pk)
    return HelpSnapshot(offered=True, words=words_for(request, participant) if request else "")


@snapshot_part("desk", "help")
def help_desk_snapshot(visit: Visit) -> HelpDeskSnapshot | None:
    """For those who help: who waits for it."""
    person = Person.objects.filter(pk=visit.person_id, role=Person.Role.SUPPORT).first()
    if person is None:
        return None
    asking = list(
        HelpRequest.objects.filter(office__in=person.offices.values("pk"), state=HelpRequest.State.ASKED)
        .select_related("participant__client")
        .order_by("asked_at", "pk")
    )
    if asking:
        looked("help_requests.listed", "client", _clients(asking))
    return HelpDeskSnapshot(asking=[help_view(request, request.participant) for request in asking])


def _clients(requests: Sequence[HelpRequest]) -> list[int]:
    return [each.participant.client_id for each in requests if each.participant.client_id]


@dataclass(frozen=True)
class Shown:
    """A request for whoever helps: what the device says, and what the door saw. Never the meeting."""

    request: HelpRequest
    name: str
    number: str
    """To phone: for whoever has taken it. Empty: there is none, or it is not theirs."""
    number_read: str
    camera: str
    microphone: str
    place: str
    """How far they have come, in words."""
    sights: Sequence[tuple[str, datetime]]
    """What the door saw, in words, the newest first."""
    mine: bool


def open_requests(person: Person, offices: Sequence[int]) -> list[Shown]:
    """Of these offices, the longest waiting first: two statements."""
    requests = list(
        HelpRequest.objects.filter(office__in=offices, settled_at=None)
        .select_related("participant__client", "participant__person", "helper", "office")
        .order_by("asked_at", "pk")
    )
    looked("help_requests.listed", "client", _clients(requests))
    sights: dict[int, list[DoorSight]] = {}
    since = clock.now() - SETTLED_SINCE
    seen = DoorSight.objects.filter(participant__in=[each.participant_id for each in requests], at__gt=since)
    for sight in seen.order_by("-at", "-pk") if requests else []:
        sights.setdefault(sight.participant_id, []).append(sight)
    return [_shown(each, person, sights.get(each.participant_id, [])) for each in requests]


def _shown(request: HelpRequest, person: Person, sights: Sequence[DoorSight]) -> Shown:
    participant = request.participant
    mine = request.helper_id == person.pk
    phone = participant.addressee.phone if mine else ""
    return Shown(
        request=request,
        name=name_of(participant),
        number=phone,
        number_read=read_phone(phone) if phone else "",
        camera=_device_words(participant.camera),
        microphone=_device_words(participant.microphone),
        place=_place_of(participant),
        sights=[(sight_words(sight.what), sight.at) for sight in sights[:SIGHTS_SHOWN]],
        mine=mine,
    )


def _place_of(participant: Participant) -> str:
    if participant.state in (Participant.State.ADMITTED, Participant.State.PRESENT):
        return _("in the meeting itself")
    return str(participant.get_step_display()) if participant.step else _("at the door")


def _device_words(state: str) -> str:
    return {
        "on": _("works"),
        "off": _("switched off"),
        "blocked": _("the browser did not give leave"),
        "missing": _("no device was found"),
        "busy": _("another program had the device"),
    }.get(state, _("not tried"))


def settled_requests(offices: Sequence[int]) -> list[HelpRequest]:
    """The newest of the last hours, without names: what was the matter, on which device, and how it ended."""
    settled = HelpRequest.objects.filter(office__in=offices, settled_at__gt=clock.now() - SETTLED_SINCE)
    return list(settled.select_related("helper", "office").order_by("-settled_at", "-pk")[:SETTLED_SHOWN])


def waiting_for_help(offices: Sequence[int]) -> tuple[int, int]:
    """How many wait for somebody who helps, and how many are being helped."""
    state = HelpRequest.State
    counted = HelpRequest.objects.filter(office__in=offices, settled_at=None).aggregate(
        asked=Count("pk", filter=Q(state=state.ASKED)), taken=Count("pk", filter=Q(state=state.TAKEN))
    )
    return counted["asked"], counted["taken"]


def requests_about(client_id: int) -> QuerySet[HelpRequest]:
    """Everybody's in the client's meetings; in a group their own."""
    return HelpRequest.objects.filter(about(client_id, "participant"))


def told_of_help(client_id: int) -> list[Section]:
    columns = [
        ("at", _("When")),
        ("what", _("What was the matter")),
        ("device", _("Device")),
        ("network", _("Network")),
        ("helper", _("Who helped")),
        ("said", _("What they wrote")),
        ("state", _("How it ended")),
    ]
    own = HelpRequest.objects.filter(participant__client=client_id).select_related("helper")
    rows = [
        (
            each.asked_at,
            str(each.get_what_display()),
            each.device,
            each.network,
            each.helper.name if each.helper else "",
            each.said,
            str(each.get_state_display()),
        )
        for each in own
    ]
    return [Section("help_requests", _("Help with the technology that you asked for"), columns, rows)]


def old_requests(organisation_id: int, before: datetime) -> QuerySet[HelpRequest]:
    return HelpRequest.objects.filter(office__organisation=organisation_id, settled_at__lt=before)
