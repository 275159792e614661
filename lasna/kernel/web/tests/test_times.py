"""Times as people say them. # N7"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lasna.errors import UserError
from lasna.kernel.web.times import localised, said_clock, said_day, said_time

HELSINKI = "Europe/Helsinki"
MONDAY_NOON = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)  # 12.00 in Helsinki


@pytest.mark.parametrize(
    ("language", "at", "said"),
    [
        ("fi", datetime(2027, 5, 3, 11, 30, tzinfo=UTC), "tänään klo 14.30"),
        ("fi", datetime(2027, 5, 4, 6, 0, tzinfo=UTC), "huomenna klo 9"),
        ("fi", datetime(2027, 5, 2, 6, 5, tzinfo=UTC), "eilen klo 9.05"),
        ("fi", datetime(2027, 5, 10, 6, 0, tzinfo=UTC), "maanantaina 10.5. klo 9"),
        ("fi", datetime(2028, 1, 5, 7, 15, tzinfo=UTC), "keskiviikkona 5.1.2028 klo 9.15"),
        ("sv", datetime(2027, 5, 3, 11, 30, tzinfo=UTC), "i dag kl. 14.30"),
        ("sv", datetime(2027, 5, 4, 6, 0, tzinfo=UTC), "i morgon kl. 9"),
        ("sv", datetime(2027, 5, 10, 6, 0, tzinfo=UTC), "måndag 10.5 kl. 9"),
        ("en", datetime(2027, 5, 3, 11, 30, tzinfo=UTC), "today at 14:30"),
        ("en", datetime(2027, 5, 10, 6, 0, tzinfo=UTC), "Monday 10 May at 9:00"),
    ],
)
def test_a_time_is_said_as_people_say_it(language: str, at: datetime, said: str) -> None:  # N7
    with translation.override(language):
        assert said_time(at, HELSINKI, now=MONDAY_NOON) == said


def test_today_is_the_offices_today_and_not_the_servers() -> None:  # N7
    late = datetime(2027, 5, 3, 21, 30, tzinfo=UTC)  # Tuesday 00.30 in Helsinki, still Monday in London
    with translation.override("fi"):
        assert said_day(late, HELSINKI, now=MONDAY_NOON) == "huomenna"
        assert said_day(late, "Europe/London", now=MONDAY_NOON) == "tänään"
        assert said_clock(late, HELSINKI) == "klo 0.30"


@given(
    at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    language=st.sampled_from(["fi", "sv", "en"]),
)
def test_every_time_can_be_said_in_every_language(at: datetime, language: str) -> None:
    with translation.override(language):
        said = said_time(at, HELSINKI, now=MONDAY_NOON)
    assert said and "{" not in said
    assert at.astimezone(ZoneInfo(HELSINKI)).strftime("%-H") in said


def test_the_hour_that_does_not_exist_is_refused_and_its_neighbours_are_not() -> None:
    night = date(2027, 3, 28)  # 3.00 becomes 4.00
    with pytest.raises(UserError) as refusal:
        localised(night, time(3, 30), HELSINKI)
    assert refusal.value.code == "time.does_not_exist"
    assert localised(night, time(2, 59), HELSINKI) == datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    assert localised(night, time(4, 0), HELSINKI) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_asked_about() -> None:
    night = date(2027, 10, 31)  # 4.00 becomes 3.00
    with pytest.raises(UserError) as refusal:
        localised(night, time(3, 30), HELSINKI)
    assert refusal.value.code == "time.twice"
    assert localised(night, time(3, 30), HELSINKI, fold=0) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert localised(night, time(3, 30), HELSINKI, fold=1) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert localised(night, time(4, 0), HELSINKI) == datetime(2027, 10, 31, 2, 0, tzinfo=UTC)


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_a_local_time_keeps_its_clock_or_is_refused(day: date, at: time) -> None:
    try:
        moment = localised(day, at, HELSINKI)
    except UserError as refusal:
        assert refusal.code in {"time.does_not_exist", "time.twice"}
        return
    local = moment.astimezone(ZoneInfo(HELSINKI))
    assert (local.date(), local.time()) == (day, at)


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_the_second_of_two_hours_is_an_hour_after_the_first(day: date, at: time) -> None:
    try:
        first, second = (localised(day, at, HELSINKI, fold=fold) for fold in (0, 1))
    except UserError:
        return
    assert second - first in {timedelta(0), timedelta(hours=1)}
