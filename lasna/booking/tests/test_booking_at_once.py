"""Two hundred clients want fifty times at one moment: fifty get one each, the others are told so. # N7"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import Count

from lasna.booking.models import BookingLink
from lasna.booking.tests.scene import booking, offer
from lasna.clients.models import Client
from lasna.errors import UserError
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TIMES, CLIENTS = 50, 200
SAID = {"booking.taken", "booking.not_free"}


def pressed(take: Callable[[], Meeting]) -> str:
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


def links_of_many(scene: Scene) -> list[BookingLink]:
    links = []
    for number in range(CLIENTS):
        scene.client = Client.objects.create(
            organisation=scene.organisation,
            office=scene.office,
            adviser=scene.adviser,
            first_name=f"Demo {number}",
            email=f"demo-{number}@example.invalid",
        )
        links.append(offer(scene))
    return links


def test_two_hundred_want_fifty_times_and_fifty_get_one() -> None:
    made = booking()
    # Half an hour each: times that do not touch each other.
    made.made.type.minutes = 30
    made.made.type.save()
    times, links = made.times(TIMES), links_of_many(made.made)

    def take(number: int) -> str:
        return pressed(lambda: made.take(times[number % TIMES], link=links[number]))

    with ThreadPoolExecutor(40) as threads:
        outcomes = Counter(threads.map(take, range(CLIENTS)))
    assert outcomes["taken"] == TIMES
    assert set(outcomes) <= {"taken", *SAID}
    booked = Meeting.objects.filter(starts__in=times)
    assert booked.count() == TIMES
    assert booked.values("starts").annotate(number=Count("pk")).filter(number__gt=1).count() == 0
    assert BookingLink.objects.filter(meeting__in=booked).count() == TIMES
    assert not set(times) & set(made.times(100))


def test_one_client_who_presses_twice_has_one_time() -> None:
    made = booking()
    times = made.times(8)

    def take(number: int) -> str:
        return pressed(lambda: made.take(times[number]))

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(take, range(8)))
    assert outcomes == {"taken": 1, "booking.already": 7}
    assert (
        Meeting.objects.filter(client=made.made.client, starts__lt=times[0] + timedelta(days=60)).count() == 1
    )
