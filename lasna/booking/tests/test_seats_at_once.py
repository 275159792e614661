"""Two hundred clients want the fifty seats of five groups at one moment: fifty get one each. # N7"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import Count

from lasna.booking import services
from lasna.booking.models import BookingLink
from lasna.booking.tests.scene import offer
from lasna.clients.models import Client
from lasna.errors import UserError
from lasna.meetings import services as services_of_meetings
from lasna.meetings.models import Invitation, Participant
from lasna.meetings.tests.groups import GroupScene, client_of, group
from lasna.meetings.tests.scene import Scene, scene

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
GROUPS, SEATS, CLIENTS = 5, 10, 200


def pressed(take: Callable[[], object]) -> str:
    """The answer. Where the page says that the service is busy, its button is pressed again, as it says."""
    while True:
        try:
            take()
        except UserError as error:
            return error.code
        except OperationalError:
            continue
        else:
            return "taken"
        finally:
            connection.close()


def groups_of(made: Scene, count: int = GROUPS) -> list[GroupScene]:
    return [group(made=made, seats=SEATS, starts_in=timedelta(days=1 + number)) for number in range(count)]


def links_of_many(made: Scene) -> list[BookingLink]:
    links = []
    for number in range(CLIENTS):
        made.client = client_of(made, f"Demo{number}")
        links.append(offer(made))
    return links


def seats() -> list[tuple[int, int]]:
    rows = Participant.objects.filter(group_seat__isnull=False)
    return [(place.meeting_id, place.group_seat or 0) for place in rows]


def test_two_hundred_want_fifty_seats_and_fifty_get_one() -> None:
    made = scene(starts_in=timedelta(days=200))
    groups, links = groups_of(made), links_of_many(made)

    def take(number: int) -> str:
        meeting = groups[number % GROUPS].meeting
        return pressed(lambda: services.take_seat(link_id=links[number].pk, meeting_id=meeting.pk))

    with ThreadPoolExecutor(40) as threads:
        outcomes = Counter(threads.map(take, range(CLIENTS)))
    assert outcomes == {"taken": GROUPS * SEATS, "group.full": CLIENTS - GROUPS * SEATS}
    assert sorted(seats()) == sorted(
        (each.meeting.pk, number) for each in groups for number in range(1, SEATS + 1)
    )
    places = Participant.objects.filter(group_seat__isnull=False)
    assert not places.values("client").annotate(number=Count("pk")).filter(number__gt=1).exists()
    assert BookingLink.objects.filter(place__in=places).count() == GROUPS * SEATS
    assert Invitation.objects.filter(participant__in=places).count() == GROUPS * SEATS


def test_one_client_who_presses_often_has_one_seat() -> None:
    made = scene(starts_in=timedelta(days=200))
    groups = groups_of(made)
    made.client = client_of(made, "Aamu")
    link = offer(made)

    def take(number: int) -> str:
        meeting = groups[number % GROUPS].meeting
        return pressed(lambda: services.take_seat(link_id=link.pk, meeting_id=meeting.pk))

    with ThreadPoolExecutor(10) as threads:
        outcomes = Counter(threads.map(take, range(10)))
    assert outcomes == {"taken": 2, "booking.already": 8}  # twice in the group that was first
    assert len(seats()) == 1


def test_an_adviser_and_a_client_at_once_give_one_seat_once() -> None:
    made = scene(starts_in=timedelta(days=200))
    whole = groups_of(made, 1)[0]
    made.client = client_of(made, "Aamu")
    link = offer(made)

    def take(number: int) -> str:
        if number % 2:
            return pressed(lambda: services.take_seat(link_id=link.pk, meeting_id=whole.meeting.pk))
        return pressed(lambda: whole.give(Client.objects.get(pk=link.client_id)))

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(take, range(8)))
    assert set(outcomes) <= {"taken", "group.has_seat"}
    assert len(seats()) == 1


def test_who_gives_a_seat_up_while_others_want_it_leaves_it_to_one_of_them() -> None:
    made = scene(starts_in=timedelta(days=200))
    whole = group(made=made, seats=2, clients=2, starts_in=timedelta(days=1))
    links = links_of_many(made)[:20]

    def act(number: int) -> str:
        if number == 10:
            place = whole.place(0)
            return pressed(
                lambda: services_of_meetings.take_seat_away(
                    meeting_id=whole.meeting.pk, by=made.adviser, participant_id=place.pk
                )
            )
        link = links[number]
        return pressed(lambda: services.take_seat(link_id=link.pk, meeting_id=whole.meeting.pk))

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(act, range(20)))
    taken = seats()
    assert len(taken) == len(set(taken)) <= 2
