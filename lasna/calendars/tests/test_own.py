"""An adviser's own calendar is read, so that nothing is booked on top of what is there. # N7 N44"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management.color import no_style
from django.db import connection
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from lasna.calendars import services
from lasna.calendars.adapters import asking
from lasna.calendars.models import BusyTime, OwnCalendar
from lasna.calendars.queries.feeds import meetings_for
from lasna.calendars.states import EVERY, LONGEST_PAUSE, pause_after, together
from lasna.calendars.tasks import forget_calendars, read_own_calendars
from lasna.calendars.tests.server import CalendarServer, calendar, event
from lasna.kernel import clock, outside
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.outside import Answer, Limits
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 22, 8, tzinfo=UTC)
"""A Monday; the clocks are put forward on Sunday."""


@pytest.fixture(autouse=True)
def _before() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def server(settings: Settings) -> Iterator[CalendarServer]:
    settings.LASNA_CALENDAR_HOSTS = ("127.0.0.1",)
    made = CalendarServer()
    yield made
    made.stop()


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=3))


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def named(made: Scene, server: CalendarServer) -> OwnCalendar:
    return services.name_calendar(by=made.adviser, address=server.url)


def busy() -> list[tuple[str, str]]:
    rows = BusyTime.objects.order_by("starts").values_list("starts", "ends")
    return [(f"{starts:%d.%m. %H:%M}", f"{ends:%d.%m. %H:%M}") for starts, ends in rows]


def page(desk: Browser) -> str:
    return desk.get("/settings/calendars").content.decode()


def test_a_calendar_is_named_read_by_the_worker_and_forgotten(
    made: Scene, desk: Browser, server: CalendarServer
) -> None:
    server.file = calendar(event(NOW + timedelta(hours=2), NOW + timedelta(hours=3), "SUMMARY:Hammaslääkäri"))
    answer = desk.post("/settings/calendars/own", {"address": server.url}, follow=True)
    assert "Kalenteria luetaan." in answer.content.decode()
    assert server.asked == []  # the page itself asks nobody
    assert read_own_calendars() is True
    assert read_own_calendars() is False
    assert server.asked == ["/secret.ics"]
    assert busy() == [("22.03. 10:00", "22.03. 11:00")]
    shown = page(desk)
    assert "Yksi varattu aika on tulossa." in shown
    assert "Kalenteria luetaan." not in shown
    assert server.url not in shown and "Hammas" not in shown
    desk.post("/settings/calendars/own/forget")
    assert (OwnCalendar.objects.count(), BusyTime.objects.count()) == (0, 0)
    assert desk.post("/settings/calendars/own/forget").status_code == 404
    assert desk.post("/settings/calendars/own/read").status_code == 404
    told = AuditRow.objects.filter(deed__startswith="calendar.").order_by("pk").values_list("deed", flat=True)
    assert list(told) == ["calendar.own_named", "calendar.own_forgotten"]


def test_no_server_is_asked_inside_a_transaction(
    made: Scene, server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.file = calendar()
    named(made, server)
    inside: list[int] = []
    ask, depth = outside.ask, len(connection.savepoint_ids)

    def seen(address: str, limits: Limits, **more: Any) -> Answer:
        inside.append(len(connection.savepoint_ids) - depth)
        return ask(address, limits, **more)

    monkeypatch.setattr(outside, "ask", seen)
    read_own_calendars()
    assert inside == [0]


def test_the_database_holds_neither_the_address_nor_what_the_events_are_about(
    made: Scene, server: CalendarServer
) -> None:
    starts = NOW + timedelta(hours=2)
    server.file = calendar(
        event(starts, starts + timedelta(hours=1), "SUMMARY:Canary-title", "LOCATION:Canary-place")
    )
    named(made, server)
    read_own_calendars()
    assert BusyTime.objects.count() == 1
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {no_style().SQL_TABLE(table)}")
            held = str(cursor.fetchall())
        assert "Canary" not in held and "secret.ics" not in held, table


def test_it_is_read_again_every_twenty_minutes_and_what_moved_has_moved(
    made: Scene, server: CalendarServer
) -> None:
    server.file = calendar(event(NOW + timedelta(hours=2), NOW + timedelta(hours=3)))
    named(made, server)
    read_own_calendars()
    server.file = calendar(event(NOW + timedelta(hours=4), NOW + timedelta(hours=5)))
    with time_machine.travel(NOW + EVERY - timedelta(seconds=1), tick=False):
        assert read_own_calendars() is False
    with time_machine.travel(NOW + EVERY, tick=False):
        assert read_own_calendars() is True
    assert busy() == [("22.03. 12:00", "22.03. 13:00")]


def test_a_press_reads_it_at_once_and_not_more_than_once_a_minute(
    made: Scene, desk: Browser, server: CalendarServer
) -> None:
    server.file = calendar()
    named(made, server)
    read_own_calendars()
    desk.post("/settings/calendars/own/read")
    assert read_own_calendars() is False
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert read_own_calendars() is True


ZONED = ";TZID=Europe/Helsinki:"


@pytest.mark.parametrize(
    ("part", "times"),
    [
        pytest.param(
            f"DTSTART{ZONED}20270322T120000\nDURATION:PT90M", [("22.03. 10:00", "22.03. 11:30")], id="zone"
        ),
        pytest.param(
            "DTSTART;TZID=FLE Standard Time:20270322T120000\nDURATION:PT1H",
            [("22.03. 10:00", "22.03. 11:00")],
            id="as Windows names zones",
        ),
        pytest.param(
            "DTSTART:20270322T120000\nDTEND:20270322T130000", [("22.03. 10:00", "22.03. 11:00")], id="local"
        ),
        pytest.param(
            "DTSTART;VALUE=DATE:20270328\nDTEND;VALUE=DATE:20270329",
            [("27.03. 22:00", "28.03. 21:00")],
            id="a whole day, the one of 23 hours",
        ),
        pytest.param(
            f"DTSTART{ZONED}20270326T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5\n"
            f"EXDATE{ZONED}20270327T090000",
            [
                ("26.03. 07:00", "26.03. 08:00"),
                ("28.03. 06:00", "28.03. 07:00"),
                ("29.03. 06:00", "29.03. 07:00"),
                ("30.03. 06:00", "30.03. 07:00"),
            ],
            id="a series across the hour change, but for one day",
        ),
        pytest.param("DTSTART:20270322T100000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT", [], id="transparent"),
        pytest.param("DTSTART:20270322T100000Z\nDURATION:PT1H\nSTATUS:CANCELLED", [], id="cancelled"),
        pytest.param(
            "DTSTART:20270322T100000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", [], id="free"
        ),
        pytest.param(
            "DTSTART:20270322T100000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
            [("22.03. 10:00", "22.03. 11:00")],
            id="perhaps",
        ),
        pytest.param("DTSTART:20270322T100000Z", [], id="no length"),
        pytest.param("DTSTART:20250322T100000Z\nDURATION:PT1H", [], id="long past"),
        pytest.param("DTSTART:20290322T100000Z\nDURATION:PT1H", [], id="far ahead"),
    ],
)
def test_what_holds_its_owner_is_busy_and_nothing_else(
    made: Scene, server: CalendarServer, part: str, times: list[tuple[str, str]]
) -> None:
    server.file = calendar(part)
    named(made, server)
    read_own_calendars()
    assert OwnCalendar.objects.get().trouble == ""
    assert busy() == times


def test_one_time_of_a_series_that_was_moved_or_cancelled_is_so_here(
    made: Scene, server: CalendarServer
) -> None:
    server.file = calendar(
        "UID:a\nDTSTART:20270323T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3",
        "UID:a\nRECURRENCE-ID:20270324T100000Z\nDTSTART:20270324T140000Z\nDURATION:PT1H",
        "UID:a\nRECURRENCE-ID:20270325T100000Z\nDTSTART:20270325T100000Z\nDURATION:PT1H\nSTATUS:CANCELLED",
    )
    named(made, server)
    read_own_calendars()
    assert busy() == [("23.03. 10:00", "23.03. 11:00"), ("24.03. 14:00", "24.03. 15:00")]


def test_a_calendar_that_tells_busy_times_alone_is_read_too(made: Scene, server: CalendarServer) -> None:
    periods = "20270323T080000Z/20270323T090000Z,20270323T090000Z/PT1H"
    server.file = calendar(
        head="BEGIN:VFREEBUSY\nUID:f\nDTSTART:20270322T000000Z\nDTEND:20270422T000000Z\n"
        f"FREEBUSY;FBTYPE=BUSY:{periods}\nFREEBUSY;FBTYPE=FREE:20270324T080000Z/PT1H\nEND:VFREEBUSY"
    )
    named(made, server)
    read_own_calendars()
    assert busy() == [("23.03. 08:00", "23.03. 10:00")]


def test_meetings_that_came_from_us_are_no_busy_times(made: Scene, server: CalendarServer) -> None:
    """Else nobody could move a meeting into its own time."""
    server.file = meetings_for(made.adviser).file()
    assert server.file.count(b"BEGIN:VEVENT") == 1
    named(made, server)
    read_own_calendars()
    assert (OwnCalendar.objects.get().trouble, busy()) == ("", [])


@pytest.mark.parametrize(
    ("status", "file", "words"),
    [
        (404, b"", "Kalenterisi ei enää näy tässä osoitteessa."),
        (403, b"", "Kalenterisi ei enää näy tässä osoitteessa."),
        (500, b"", "Kalenterin palvelin ei vastannut."),
        (200, b"<!doctype html><title>Kirjaudu</title>", "Osoitteessa ei ole kalenteria, jota voimme lukea."),
        (200, b"", "Osoitteessa ei ole kalenteria, jota voimme lukea."),
        (200, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x", "Osoitteessa ei ole kalenteria"),
        (200, b"BEGIN:VCALENDAR" + b"\r\nX:" + b"x" * asking.LONGEST, "Kalenteri on liian suuri luettavaksi"),
    ],
    ids=range(7),
)
def test_what_cannot_be_read_is_said_in_words_and_what_was_known_stays(
    made: Scene, desk: Browser, server: CalendarServer, status: int, file: bytes, words: str
) -> None:
    server.file = calendar(event(NOW + timedelta(hours=2), NOW + timedelta(hours=3)))
    named(made, server)
    read_own_calendars()
    server.status, server.file = status, file
    with time_machine.travel(NOW + EVERY, tick=False):
        read_own_calendars()
        shown = page(desk)
    assert words in shown
    assert "Silti on voimassa" in shown
    assert len(busy()) == 1


def test_it_is_tried_again_later_and_later_and_success_forgets_it(
    made: Scene, desk: Browser, server: CalendarServer
) -> None:
    server.status = 500
    named(made, server)
    now = NOW
    for failures in range(8):
        with time_machine.travel(now, tick=False):
            assert read_own_calendars() is True
            own = OwnCalendar.objects.get()
        assert (own.failures, own.due_at) == (failures + 1, now + pause_after(failures))
        now = own.due_at
    assert pause_after(0) == EVERY and pause_after(1000) == LONGEST_PAUSE
    server.status, server.file = 200, calendar()
    with time_machine.travel(now, tick=False):
        read_own_calendars()
    own = OwnCalendar.objects.get()
    assert (own.trouble, own.failures, own.read_at) == ("", 0, now)


@pytest.mark.parametrize(
    "part",
    [
        "DTSTART:20200101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY",
        "DTSTART:00010101T000000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_calendar_that_never_ends_does_not_hold_the_worker(
    made: Scene, server: CalendarServer, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 2)
    server.file = calendar(part)
    named(made, server)
    read_own_calendars()
    assert OwnCalendar.objects.get().trouble == "calendar.too_much"


def test_a_calendar_of_who_left_is_forgotten_and_not_asked(made: Scene, server: CalendarServer) -> None:
    server.file = calendar(event(NOW + timedelta(hours=2), NOW + timedelta(hours=3)))
    named(made, server)
    read_own_calendars()
    forget_calendars()
    assert len(busy()) == 1
    Person.objects.filter(pk=made.adviser.pk).update(is_active=False)
    with time_machine.travel(NOW + EVERY, tick=False):
        assert read_own_calendars() is False
    forget_calendars()
    assert (OwnCalendar.objects.count(), busy()) == (0, [])


def test_what_was_read_of_an_address_that_was_changed_meanwhile_is_not_written(
    made: Scene, server: CalendarServer
) -> None:
    old = named(made, server)
    services.name_calendar(by=made.adviser, address=server.url + "?other")
    services.write_busy(old, [(clock.now(), clock.now() + timedelta(hours=1))])
    assert busy() == []


def test_times_that_touch_or_overlap_are_one() -> None:
    hour = [NOW + timedelta(hours=count) for count in range(6)]
    assert together([(hour[4], hour[5]), (hour[0], hour[2]), (hour[1], hour[3]), (hour[3], hour[3])]) == [
        (hour[0], hour[3]),
        (hour[4], hour[5]),
    ]
