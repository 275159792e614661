"""Two hundred desks want one place's fifty times at one moment: fifty get one each. # N6"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db.models import Count

from lasna.booking.tests.test_booking_at_once import pressed
from lasna.clients.models import Client
from lasna.kernel import clock
from lasna.meetings import services
from lasna.meetings.models import Meeting
from lasna.meetings.tests.places import place_of
from lasna.meetings.tests.scene import person, scene

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TIMES, DESKS = 50, 200


def test_two_hundred_desks_want_one_places_fifty_times_and_fifty_get_one() -> None:
    made = scene(starts_in=timedelta(days=200))
    place = place_of(made)
    begins = clock.now().replace(second=0, microsecond=0) + timedelta(days=1)
    times = [begins + number * timedelta(minutes=made.type.minutes) for number in range(TIMES)]
    advisers = [person(made.organisation, made.office, f"Työntekijä {number}") for number in range(DESKS)]
    clients = [
        Client.objects.create(
            organisation=made.organisation, office=made.office, adviser=each, first_name=f"Demo {each.pk}"
        )
        for each in advisers
    ]

    def take(number: int) -> str:
        return pressed(
            lambda: services.plan_meeting(
                adviser=advisers[number],
                client=clients[number],
                type=made.type,
                starts=times[number % TIMES],
                planned_channel="in_person",
                place_id=place.pk,
            )
        )

    with ThreadPoolExecutor(40) as threads:
        outcomes = Counter(threads.map(take, range(DESKS)))
    assert outcomes == {"taken": TIMES, "meeting.place_taken": DESKS - TIMES}
    booked = Meeting.objects.filter(place=place)
    assert booked.count() == TIMES
    assert booked.values("starts").annotate(number=Count("pk")).filter(number__gt=1).count() == 0
