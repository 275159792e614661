"""As many guesses at one moment as threads can make are counted as if they came one by one. # N44"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from lasna.errors import UserError
from lasna.kernel.guessing.models import Tally
from lasna.meetings.tests.scene import scene
from lasna.people import services
from lasna.tests.test_guessing import HERE, code_of, enter, everywhere, wrong_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def at_once(count: int, work: Callable[[int], bool]) -> int:
    """How many of ``count`` threads were let through. On SQLite one web process has 40 for pages."""

    def run(number: int) -> bool:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(40 if connection.vendor == "sqlite" else count) as threads:
        return list(threads.map(run, range(count))).count(True)


def judged(email: str, address: str) -> bool:
    try:
        services.try_sign_in(email=email, address=address)
    except UserError:
        return False
    return True


def test_two_hundred_guesses_at_one_moment_are_still_five_and_from_a_hundred_places_thirty() -> None:
    assert at_once(200, lambda n: judged("meri@example.org", HERE)) <= services.TRIES_PER_PERSON
    from_strangers = at_once(200, lambda n: judged("olli@example.org", everywhere(n % 100)))
    assert from_strangers <= services.TRIES_FROM_STRANGERS
    assert Tally.objects.filter(times__gt=services.TRIES_OF_ALL).count() == 0


def test_two_hundred_codes_at_one_moment_from_a_hundred_places_are_still_five() -> None:
    made = scene()
    code = code_of(made)
    assert at_once(200, lambda n: enter(made, wrong_for(code), everywhere(n % 100))) == 0
    assert made.invitation.tries_left == 0
    assert Tally.objects.get(kind="codes of all").times == 200
    assert enter(made, code_of(made))
