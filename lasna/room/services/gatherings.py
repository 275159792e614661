"""Three and more meet through Janus: when a meeting goes over to it and back, and each seat's leg there."""

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.live.events import Event
from lasna.kernel.live.publish import lock_room, publish
from lasna.kernel.live.visits import Visit
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.services.locking import locked_participant
from lasna.room.events import RoomGathered, RoomParted
from lasna.room.models import Gathering, Leg, Seat
from lasna.room.queries import FACES, may_gather

MANY = 3
"""So many go through Janus; two are connected with each other."""
AGAIN_AFTER = timedelta(seconds=60)
"""A server that could not be reached is not tried sooner, unless more come than go without it."""
BACK_SOON = timedelta(seconds=30)
"""Whoever was lost so recently is counted: a reload changes nobody's way."""


@dataclass(frozen=True)
class Way:
    """Where a seat's media go: the address of a Janus, and the room's name there."""

    server: str
    name: str


@dataclass(frozen=True)
class KeptLeg:
    """Numbers by which any process can claim or end a leg."""

    server: str
    session: int
    sending: int
    receiving: int
    private: int


def _in_video(participant: str = "") -> Q:
    """Who is here by video of their own, or was just now. ``participant``: the way to them (``a__b__``)."""
    here = {f"{participant}state__in": (Participant.State.ADMITTED, Participant.State.PRESENT)}
    since = clock.now() - BACK_SOON
    lost = {f"{participant}state": Participant.State.AWAY, f"{participant}away_since__gt": since}
    own = {f"{participant}by_phone": False, f"{participant}hosted_by__isnull": True}
    return Q(**own) & (Q(**here) | Q(**lost))


def gather_if_many(meeting: Meeting) -> list[Event]:
    """From the third seat on. What is to be told, inside the transaction that took the seat."""
    seats = Seat.objects.filter(participant__meeting=meeting).count()
    if not may_gather() or seats < MANY:
        return []
    start = {"server": secrets.choice(settings.LASNA_JANUS_URLS), "name": secrets.token_hex(16)}
    row, new = Gathering.objects.get_or_create(meeting=meeting, defaults=start)
    if not new:
        since = row.without_since
        if since is None or (seats <= FACES and clock.now() - since < AGAIN_AFTER):
            return []
        Gathering.objects.filter(pk=row.pk).update(**start, without_since=None)
    return [RoomGathered()]


@transaction.atomic
def go_on_without(*, visit: Visit, way: Way) -> None:
    """That server could not be reached. Few go on without it; where more are here, another one is tried."""
    lock_room(visit.rooms[0])
    gathered = Gathering.objects.filter(
        meeting=visit.meeting_id, server=way.server, name=way.name, without_since=None
    )
    if not gathered.exists():
        return
    others = [server for server in settings.LASNA_JANUS_URLS if server != way.server]
    if Seat.objects.filter(participant__meeting=visit.meeting_id).count() <= FACES:
        gathered.update(without_since=clock.now())
        publish(visit.rooms[0], RoomParted())
    elif others:
        gathered.update(server=secrets.choice(others), name=secrets.token_hex(16))
        publish(visit.rooms[0], RoomGathered())


def part_if_few(meeting: Meeting) -> list[Event]:
    """Two are left: they go on by themselves. As ``gather_if_many``."""
    if not may_gather() or Participant.objects.filter(_in_video(), meeting=meeting).count() >= MANY:
        return []
    row = Gathering.objects.filter(meeting=meeting).first()
    if row is None:
        return []
    row.delete()
    return [RoomParted()] if row.without_since is None else []


def part_the_few() -> int:
    """Where somebody was lost and did not come back. Returns how many rooms."""
    if not may_gather():
        return 0
    here = Count("meeting__participants", filter=_in_video("meeting__participants__"))
    few = Gathering.objects.annotate(here=here).filter(here__lt=MANY)
    meetings = Meeting.objects.in_bulk(list(few.values_list("meeting_id", flat=True)[:100]))
    for meeting in meetings.values():
        with transaction.atomic():
            lock_room(meeting.room_id)
            part(meeting)
    return len(meetings)


def part(meeting: Meeting) -> None:
    """``part_if_few``, where nothing else is told."""
    if events := part_if_few(meeting):
        publish(meeting.room_id, *events)


def end_gathering(meeting: Meeting) -> Way | None:
    """The meeting is over: where its media went until now."""
    gathering = Gathering.objects.filter(meeting=meeting).first()
    if gathering is None:
        return None
    gathering.delete()
    Leg.objects.filter(participant__meeting=meeting).delete()
    return Way(gathering.server, gathering.name)


def way_of(visit: Visit) -> Way:
    """For a screen that sits in the room. Raises ``NotHere``: not gathered, or the seat is elsewhere."""
    seats = Seat.objects.filter(participant=visit.participant_id, screen=visit.screen)
    found = (
        seats.filter(participant__meeting__gathering__without_since=None)
        .values_list("participant__meeting__gathering__server", "participant__meeting__gathering__name")
        .first()
    )
    if found is None or found[0] is None:
        raise NotHere("gathering")
    return Way(*found)


@transaction.atomic
def keep_leg(*, visit: Visit, number: int, kept: KeptLeg, holder: str) -> None:
    """Write down what another process must know to claim it. Raises ``NotHere``: put out meanwhile."""
    participant = locked_participant(visit.participant_id)
    if not Seat.objects.filter(participant=participant, screen=visit.screen).exists():
        raise NotHere("seat")
    Leg.objects.update_or_create(
        participant=participant,
        number=number,
        defaults={**asdict(kept), "holder": holder},
    )


def claim_leg(*, visit: Visit, number: int, holder: str) -> KeptLeg:
    """This process holds it from now on. Raises ``NotHere``."""
    way_of(visit)
    leg = Leg.objects.filter(participant=visit.participant_id, number=number).first()
    if leg is None:
        raise NotHere("leg")
    Leg.objects.filter(pk=leg.pk).update(holder=holder)
    return KeptLeg(leg.server, leg.session, leg.sending, leg.receiving, leg.private)


def drop_leg(*, participant_id: int, number: int, holder: str) -> bool:
    """Forget a leg that ends. False: another process has claimed it meanwhile, and it goes on."""
    legs = Leg.objects.filter(participant=participant_id, number=number)
    gone, _rows = legs.filter(holder=holder).delete()
    return gone > 0 or not legs.exists()


def take_legs(participant: Participant) -> list[tuple[str, int]]:
    """Forget all legs of somebody who has no seat any more. Server and session of each, to be ended."""
    legs = Leg.objects.filter(participant=participant)
    found = list(legs.values_list("server", "session"))
    legs.delete()
    return found
