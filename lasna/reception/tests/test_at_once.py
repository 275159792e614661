"""Whoever takes the next at one moment gets somebody else; the last place is one person's. # N32"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from lasna.errors import UserError
from lasna.meetings.models import Meeting
from lasna.reception import services
from lasna.reception.models import Reception, Visit
from lasna.reception.tests.scene import AtReception, at_reception

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ADVISERS, VISITORS = 20, 12


def pressed(do: Callable[[], Visit | Meeting]) -> int | str:
    """Whom they got, or the answer. Where the page says that the service is busy, it is pressed again."""
    while True:
        try:
            return do().pk
        except UserError as error:
            return error.code
        except OperationalError:
            continue
        finally:
            connection.close()


def at_once(count: int, do: Callable[[int], Visit | Meeting]) -> list[int | str]:
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(lambda number: pressed(lambda: do(number)), range(count)))


def crowd() -> AtReception:
    here = at_reception(serves=False)
    for number in range(VISITORS):
        here.visitor(f"Demo {number}")
    return here


def test_many_advisers_take_the_next_at_one_moment_and_get_different_people() -> None:
    here = crowd()
    advisers = [here.colleague() for _number in range(ADVISERS)]
    got = at_once(ADVISERS, lambda number: here.take(advisers[number]))
    waiting = set(Visit.objects.values_list("pk", flat=True))
    assert Counter(got) == Counter(waiting) + Counter({"reception.nobody": ADVISERS - VISITORS})
    assert Visit.objects.filter(state="taken").values("taken_by").distinct().count() == VISITORS


def test_one_adviser_who_presses_many_times_takes_one_visitor() -> None:
    here = crowd()
    adviser = here.colleague()
    got = at_once(8, lambda _number: here.take(adviser))
    assert len(set(got)) == 1
    assert Visit.objects.filter(state="taken").count() == 1


def test_one_visitor_is_met_once_however_often_it_is_pressed() -> None:
    here = crowd()
    adviser = here.colleague()
    visit = here.take(adviser)
    client = here.made.client.pk
    before = Meeting.objects.count()
    got = at_once(6, lambda _number: services.begin(visit_id=visit.pk, by=adviser, client_id=client))
    assert len([one for one in got if isinstance(one, int)]) == 1
    assert Meeting.objects.count() == before + 1


def test_the_last_place_in_the_queue_is_one_persons() -> None:
    here = at_reception()
    Reception.objects.update(most=3)
    got = at_once(10, lambda number: here.visitor(f"Demo {number}"))
    assert Counter(one if isinstance(one, str) else "in" for one in got) == {"in": 3, "reception.full": 7}
