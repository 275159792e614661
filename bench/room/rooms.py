"""Who sits in the rooms that are measured: meetings under way, everybody let in, each with a cookie."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from bench.served import signed_in
from lasna.clients.models import Client
from lasna.kernel import clock
from lasna.kernel.live.models import Room
from lasna.meetings.access import SEAT_COOKIE, seat_key
from lasna.meetings.models import Meeting, MeetingType, Participant
from lasna.people.models import Office, Organisation, Person
from lasna.room import models as seats

PARTNERS = ("interpreter", "doctor", "provider", "relative")
State, Role = Participant.State, Participant.Role


@dataclass(frozen=True)
class Seat:
    """``path`` at ours, ``name`` of the screen, ``participant`` as events name them."""

    path: str
    cookies: dict[str, str]
    name: str
    participant: int


@dataclass(frozen=True)
class Place:
    """One office in which all of them meet."""

    organisation: Organisation
    office: Office
    type: MeetingType


def place() -> Place:
    organisation = Organisation.objects.create(name="Bench", is_demo=True)
    return Place(
        organisation,
        Office.objects.create(organisation=organisation, name="Bench"),
        MeetingType.objects.create(
            organisation=organisation, key="bench", name_fi="Keskustelu", name_sv="Samtal", name_en="Talk"
        ),
    )


def rooms(at: Place, people: int, count: int, *, first: int) -> list[list[Seat]]:
    """``count`` meetings of so many ``people``, numbered from ``first``."""
    with transaction.atomic():
        made = [_meeting(at, people, number) for number in range(first, first + count)]
    return [_seats(meeting, number) for number, meeting in enumerate(made, start=first)]


def _meeting(at: Place, people: int, number: int) -> Meeting:
    adviser = Person.objects.create_person(
        email=f"bench-{number}@example.invalid", name=f"Adviser {number}", organisation=at.organisation
    )
    adviser.offices.add(at.office)
    client = Client.objects.create(
        organisation=at.organisation,
        office=at.office,
        adviser=adviser,
        first_name="Bench",
        last_name=str(number),
        email=f"client-{number}@example.invalid",
    )
    now = clock.now()
    meeting = Meeting.objects.create(
        organisation=at.organisation,
        office=at.office,
        adviser=adviser,
        client=client,
        type=at.type,
        room=_stream(Room.Kind.MEETING),
        starts=now - timedelta(minutes=5),
        ends=now + timedelta(hours=2),
        zone="Europe/Helsinki",
        planned_channel="video",
        status=Meeting.Status.UNDER_WAY,
        opened_at=now,
    )
    partners = [Participant(role=role, name=f"{role} {number}") for role in PARTNERS[: people - 2]]
    host = Participant(role=Role.ADVISER, person=adviser, name=adviser.name)
    for participant in (host, Participant(role=Role.CLIENT, client=client, name="Bench"), *partners):
        participant.meeting, participant.door = meeting, _stream(Room.Kind.DOOR)
        participant.state, participant.admitted_at = State.ADMITTED, now
        participant.consent = "yes" if participant.is_partner else ""
        participant.save()
    return meeting


def unheard(at: Place, count: int, *, first: int) -> str:
    """As many meetings of two in which nobody listens: a line for each seat, its room and its participant."""
    rooms(at, 2, count, first=first)
    places = Participant.objects.order_by("-pk")[: 2 * count].select_related("meeting")
    now = clock.now()
    seats.Seat.objects.bulk_create(
        seats.Seat(participant=place, screen=f"unheard-{place.pk}", since=now, last_seen=now)
        for place in places
    )
    return "".join(f"{place.meeting.room_id} {place.pk}\n" for place in places)


def _stream(kind: Room.Kind) -> Room:
    return Room.objects.create(kind=kind)


def _seats(meeting: Meeting, number: int) -> list[Seat]:
    places = meeting.participants.select_related("person").order_by("pk")
    return [_seat(meeting, place, f"{number:06d}-{order:02d}") for order, place in enumerate(places)]


def _seat(meeting: Meeting, place: Participant, name: str) -> Seat:
    if place.person_id is not None:
        return Seat(f"/live/meeting/{meeting.pk}", signed_in(place.person_id), name, place.pk)
    cookies = {SEAT_COOKIE.format(place.pk): seat_key(place)}
    return Seat(f"/live/seat/{place.pk}", cookies, name, place.pk)
