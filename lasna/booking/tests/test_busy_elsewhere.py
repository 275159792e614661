"""What an adviser's own calendar says is not offered. # N7"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from lasna.booking import services
from lasna.booking.models import BusyWeek
from lasna.booking.tests.scene import Booking, booking
from lasna.calendars import services as calendars
from lasna.calendars.tasks import read_own_calendars
from lasna.calendars.tests.server import CalendarServer, calendar, event
from lasna.clients.tests.counting import counted
from lasna.errors import UserError

pytestmark = pytest.mark.django_db
FIVE = timedelta(minutes=5)


@pytest.fixture
def server(settings: Settings) -> Iterator[CalendarServer]:
    settings.LASNA_CALENDAR_HOSTS = ("127.0.0.1",)
    made = CalendarServer()
    yield made
    made.stop()


@pytest.fixture
def own() -> Booking:
    return booking()


def busy_at(own: Booking, server: CalendarServer, *events: str) -> None:
    server.file = calendar(*events)
    calendars.name_calendar(by=own.made.adviser, address=server.url)
    assert read_own_calendars()


def test_nothing_is_offered_nor_booked_on_top_of_the_advisers_own_events(
    own: Booking, server: CalendarServer
) -> None:
    first, second = own.times(2)
    length = timedelta(minutes=own.made.type.minutes)
    busy_at(own, server, event(first, first + FIVE))
    assert first not in own.times(5) and second in own.times(5)
    with pytest.raises(UserError) as refused:
        own.take(first)  # offered before the event came
    assert refused.value.code == "booking.not_free"
    # Just before and just after the event there is place.
    busy_at(own, server, event(first - FIVE, first), event(first + length, first + length + FIVE))
    assert own.times()[0] == first
    assert own.take(first).starts == first


def test_when_the_calendar_is_read_no_more_its_times_are_free_again(
    own: Booking, server: CalendarServer
) -> None:
    first = own.times()[0]
    busy_at(own, server, event(first, first + FIVE))
    assert own.times()[0] != first
    calendars.forget_calendar(by=own.made.adviser)
    assert own.times()[0] == first


def test_the_count_made_anew_knows_of_them_too(own: Booking, server: CalendarServer) -> None:
    first = own.times()[0]
    busy_at(own, server, event(first, first + FIVE))
    assert services.recount_all() == 0
    BusyWeek.objects.all().delete()
    assert services.recount_all() >= 1
    assert own.times()[0] != first
    taken = own.take()
    assert first not in own.times(5) and taken.starts not in own.times(5)


def test_a_year_of_events_takes_as_many_statements_as_none(own: Booking, server: CalendarServer) -> None:
    path = f"{own.address}?way=video"
    with counted() as none:
        Browser().get(path)
    first = own.times()[0]
    busy_at(own, server, event(first, first + FIVE, "RRULE:FREQ=DAILY"))
    with counted() as many:
        Browser().get(path)
    assert len(many) == len(none) <= 6, many


def test_the_page_of_opening_hours_says_whether_the_calendar_is_read(
    own: Booking, server: CalendarServer
) -> None:
    desk = Browser()
    desk.force_login(own.made.adviser)
    assert "voi kertoa, milloin olet varattu" in desk.get("/hours").content.decode()
    busy_at(own, server)
    assert "olet varattu omassa kalenterissasi" in desk.get("/hours").content.decode()
    server.status = 404
    calendars.name_calendar(by=own.made.adviser, address=server.url)
    read_own_calendars()
    assert "Omaa kalenteriasi ei voi nyt lukea." in desk.get("/hours").content.decode()
