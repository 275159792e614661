"""At one moment: two tabs begin, many presses knock, the switch ends, the client takes it back. # N47"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from lasna.errors import UserError
from lasna.knocking import services
from lasna.knocking.models import Knock
from lasna.knocking.tests.scene import here
from lasna.meetings.models import Meeting

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def pressed(do: Callable[[], Knock | Meeting | None]) -> int | str:
    """What they got, or the answer. Where the page says that the service is busy, it is pressed again."""
    while True:
        try:
            got = do()
            return got.pk if got is not None else "done"
        except UserError as error:
            return error.code
        except OperationalError:
            continue
        finally:
            connection.close()


def at_once(*deeds: Callable[[], Knock | Meeting | None]) -> list[int | str]:
    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(pressed, deeds))


def test_two_tabs_begin_one_meeting() -> None:
    at = here()
    knock = at.knock()
    before = Meeting.objects.count()
    got = at_once(*[lambda: services.begin(knock_id=knock.pk, by=at.made.adviser)] * 6)
    assert len(set(got)) == 1
    assert isinstance(got[0], int)
    assert Meeting.objects.count() == before + 1


def test_many_presses_are_one_knock() -> None:
    at = here()
    got = at_once(*[at.knock] * 8)
    assert set(got) == {Knock.objects.get().pk}


def test_two_clients_are_begun_one_after_the_other() -> None:
    at = here()
    knocks = [at.knock(), at.knock(at.another_client())]
    got = at_once(*[lambda k=k: services.begin(knock_id=k.pk, by=at.made.adviser) for k in knocks])
    kinds = Counter("meeting" if isinstance(one, int) else one for one in got)
    assert kinds == {"meeting": 1, "knock.no_time": 1}
    assert Counter(Knock.objects.values_list("state", flat=True)) == {"begun": 1, "waiting": 1}


def test_a_knock_while_the_switch_ends_is_there_or_refused_and_never_lost() -> None:
    for _round in range(4):
        at = here()

        def end(at: object = at) -> None:
            services.be_here_no_more(by=at.made.adviser)  # type: ignore[attr-defined]

        got = at_once(at.knock, end)
        known = Knock.objects.filter(client=at.made.client)
        if got[0] == "knock.not_here":
            assert not known.exists()
        else:
            assert [one.pk for one in known] == [got[0]]


def test_taken_back_or_begun_but_not_both() -> None:
    for _round in range(4):
        at = here()
        knock = at.knock()

        def back(knock: Knock = knock) -> None:
            services.withdraw(knock_id=knock.pk)

        got = at_once(lambda at=at, knock=knock: services.begin(knock_id=knock.pk, by=at.made.adviser), back)  # type: ignore[misc]
        knock.refresh_from_db()
        assert knock.state == ("begun" if isinstance(got[0], int) else "withdrawn")
        assert (knock.meeting_id is not None) == (knock.state == "begun")
