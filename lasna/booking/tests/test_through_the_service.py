"""Two hundred browsers press at one moment, through the real service: fifty get a time, fifty a seat. # N7"""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from itertools import cycle, islice

import pytest

from lasna.booking.queries.links import token_of
from lasna.booking.tests.scene import Booking, add_hours
from lasna.booking.tests.test_booking_at_once import links_of_many
from lasna.booking.tests.test_seats_at_once import groups_of
from lasna.meetings.tests.scene import scene
from lasna.tests.prepared import Start

pytestmark = [pytest.mark.process, pytest.mark.slow]
PLACES, CLIENTS = 50, 200
STAGE = "from lasna.booking.tests.test_through_the_service import staged; print(staged())"
COUNT = """
import json
from django.db.models import Count
from lasna.booking.models import BookingLink
from lasna.meetings.models import Meeting, Participant
taken = Meeting.objects.filter(pk__in=BookingLink.objects.exclude(meeting=None).values("meeting"))
at = taken.order_by("starts").values("starts").annotate(number=Count("pk"))
in_groups = Participant.objects.filter(group_seat__isnull=False).order_by("meeting").values("meeting")
seats = in_groups.annotate(number=Count("client", distinct=True))
print(json.dumps([[row["number"] for row in at], [row["number"] for row in seats]]))
"""
TIME_GONE = ("Joku muu ehti varata tämän ajan", "Tämä aika ei ole enää vapaa")
SEATS_GONE = "Tämä ryhmä on nyt täynnä"
HEADERS = {
    "Cookie": f"csrftoken={'m' * 32}",
    "X-CSRFToken": "m" * 32,
    "Content-Type": "application/x-www-form-urlencoded",
    "Accept-Language": "fi",
}


def staged() -> str:
    """Called in the service's own surroundings: fifty times, groups of fifty seats, links for each."""
    made = scene(starts_in=timedelta(days=200))
    made.type.minutes = 30
    made.type.save()
    groups = groups_of(made)
    add_hours(made.adviser, made.office.pk)
    links = [*links_of_many(made), *links_of_many(made)]
    told = {
        "tokens": [token_of(link) for link in links],
        "times": [f"{at:%Y%m%dT%H%MZ}" for at in Booking(made, links[0]).times(PLACES)],
        "groups": [each.meeting.pk for each in groups],
    }
    return json.dumps(told)


def posted(port: int, address: str, said: str) -> tuple[int, str]:
    """As the page says where the service is busy, its button is pressed again."""
    while True:
        connection = HTTPConnection("localhost", port, timeout=120)
        connection.request("POST", address, said, HEADERS)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status != 503:
            return answer.status, text


def test_fifty_get_a_time_and_fifty_a_seat_and_everybody_else_a_clear_answer(start_service: Start) -> None:
    service = start_service()
    told = json.loads(service.command("manage", "shell", "-c", STAGE).splitlines()[-1])
    tokens = iter(told["tokens"])

    def press(path: str, choices: list[str]) -> tuple[Counter[int], list[str]]:
        asked = [
            (f"/b/{token}/{path}", f"way=video&{choice}")
            for token, choice in zip(islice(tokens, CLIENTS), cycle(choices), strict=False)
        ]
        with ThreadPoolExecutor(40) as threads:
            answers = list(threads.map(lambda each: posted(service.port, *each), asked))
        return Counter(status for status, _ in answers), [text for status, text in answers if status != 302]

    statuses, refused = press("take", [f"at={at}" for at in told["times"]])
    assert statuses == {302: PLACES, 409: CLIENTS - PLACES}
    assert all(any(words in text for words in TIME_GONE) for text in refused)
    statuses, refused = press("seat", [f"group={group}" for group in told["groups"]])
    assert statuses == {302: PLACES, 409: CLIENTS - PLACES}
    assert all(SEATS_GONE in text for text in refused)
    meetings, seats = json.loads(service.command("manage", "shell", "-c", COUNT).splitlines()[-1])
    assert (meetings, seats) == ([1] * PLACES, [10] * 5)
