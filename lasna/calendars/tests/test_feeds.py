"""An adviser's meetings in a calendar of their own: when and how, never with whom. # N7 N44

The file is written with icalendar and read here with another library, vobject.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
import vobject
from django.test import Client as Browser

from lasna.calendars.models import CalendarFeed
from lasna.calendars.queries.feeds import address_of
from lasna.calendars.services import make_feed
from lasna.clients.tests.counting import counted
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'value="[^"]*(/calendar/[\w-]{43}\.ics)"')


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=3))


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def path_of(made: Scene) -> str:
    return urlsplit(address_of(make_feed(by=made.adviser))).path


def read(path: str, **headers: str) -> Any:
    """As another program reads it."""
    answer = Browser().get(path, headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return vobject.readOne(answer.content.decode())


def events_of(path: str) -> list[Any]:
    return list(read(path).contents.get("vevent", []))


def test_the_page_makes_an_address_shows_it_for_ten_minutes_and_ends_it(desk: Browser) -> None:
    assert "Osoitetta ei ole vielä." in desk.get("/settings/calendars").content.decode()
    page = desk.post("/settings/calendars/make", follow=True).content.decode()
    [path] = SHOWN.findall(page)
    assert Browser().get(path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        later = desk.get("/settings/calendars").content.decode()
        assert "Osoite on käytössä." in later and path not in later
        assert Browser().get(path).status_code == 200
    desk.post("/settings/calendars/end")
    assert Browser().get(path).status_code == 404
    assert desk.post("/settings/calendars/end").status_code == 404
    told = AuditRow.objects.filter(deed__startswith="calendar.").order_by("pk")
    assert [row.deed for row in told] == ["calendar.feed_made", "calendar.feed_ended"]


def test_an_address_is_long_and_the_database_does_not_hold_it(made: Scene) -> None:
    token = path_of(made).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 43  # of 64 signs: 256 bits
    assert token not in str(list(CalendarFeed.objects.values_list()))


def test_a_new_address_ends_the_old_one_also_after_an_end(made: Scene, desk: Browser) -> None:
    first, second = path_of(made), path_of(made)
    desk.post("/settings/calendars/end")
    third = path_of(made)
    assert len({first, second, third}) == 3
    assert [Browser().get(path).status_code for path in (first, second, third)] == [404, 404, 200]


@pytest.mark.parametrize("token", ["x" * 43, "ä" * 43, "x" * 10_000, "%00" * 10, "x"])
def test_an_unknown_address_is_simply_not_here(made: Scene, token: str) -> None:
    assert Browser().get(f"/calendar/{token}.ics").status_code == 404


def test_whoever_left_or_does_not_advise_any_more_is_read_by_nobody(made: Scene) -> None:
    path = path_of(made)
    assert Browser().get(path).status_code == 200
    Person.objects.filter(pk=made.adviser.pk).update(role=Person.Role.SUPPORT)
    assert Browser().get(path).status_code == 404
    Person.objects.filter(pk=made.adviser.pk).update(role=Person.Role.ADVISER, is_active=False)
    assert Browser().get(path).status_code == 404


def test_a_meeting_is_read_by_another_program_at_its_time_and_without_a_name(made: Scene) -> None:
    [event] = events_of(path_of(made))
    meeting = made.meeting
    assert event.dtstart.value == meeting.starts.replace(microsecond=0)
    assert event.dtend.value == meeting.ends.replace(microsecond=0)
    assert event.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Helsinki"]
    assert event.summary.value == "Tapaaminen videolla"
    assert event.url.value.endswith(f"/meetings/{meeting.pk}")
    assert (event.status.value, event.transp.value, event.sequence.value) == ("CONFIRMED", "OPAQUE", "0")
    assert set(event.contents) == {
        *("uid", "sequence", "dtstamp", "dtstart", "dtend", "summary"),
        *("url", "class", "status", "transp"),
    }
    file = Browser().get(path_of(made)).content.decode()
    for word in (made.client.first_name, made.client.last_name, str(made.type), made.organisation.name):
        assert word not in file
    # The link asks to sign in.
    assert Browser().get(f"/meetings/{meeting.pk}")["Location"].startswith("/sign-in?")


def test_moved_and_cancelled_the_entry_is_the_same_and_says_so(made: Scene) -> None:
    path = path_of(made)
    [before] = events_of(path)
    later = made.meeting.starts + timedelta(days=1)
    meetings.move_meeting(meeting_id=made.meeting.pk, by=made.adviser, starts=later)
    [moved] = events_of(path)
    assert moved.dtstart.value == later.replace(microsecond=0)
    meetings.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    [ended] = events_of(path)
    assert before.uid.value == moved.uid.value == ended.uid.value
    assert [each.sequence.value for each in (before, moved, ended)] == ["0", "1", "2"]
    assert (ended.status.value, ended.transp.value) == ("CANCELLED", "TRANSPARENT")


def test_a_meeting_that_a_colleague_took_is_in_their_calendar(made: Scene) -> None:
    colleague = person(made.organisation, made.office)
    theirs = urlsplit(address_of(make_feed(by=colleague))).path
    meetings.hand_on(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    assert events_of(path_of(made)) == []
    assert len(events_of(theirs)) == 1


def test_what_is_long_past_or_far_ahead_is_left_out(made: Scene) -> None:
    path = path_of(made)
    for days, count in ((-31, 0), (-29, 1), (364, 1), (366, 0)):
        starts = clock.now() + timedelta(days=days)
        Meeting.objects.update(starts=starts, ends=starts + timedelta(minutes=45))
        assert len(events_of(path)) == count, days


@pytest.mark.parametrize(
    "starts",
    [
        datetime(2027, 3, 26, 7, tzinfo=UTC),
        datetime(2027, 3, 29, 6, tzinfo=UTC),
        datetime(2026, 10, 23, 6, tzinfo=UTC),
        datetime(2026, 10, 26, 7, tzinfo=UTC),
    ],
)
def test_nine_is_nine_on_both_sides_of_a_change_of_clocks(starts: datetime) -> None:
    with time_machine.travel(starts - timedelta(days=2), tick=False):
        made = scene(starts_in=timedelta(days=2))
        calendar = read(path_of(made))
    [event] = calendar.contents["vevent"]
    # By the rules that the file itself brings, not by those of this machine.
    [zone] = calendar.contents["vtimezone"]
    assert zone.tzid.value == "Europe/Helsinki"
    assert event.dtstart.value.tzinfo is not None
    assert event.dtstart.value.astimezone(UTC) == starts
    assert (event.dtstart.value.hour, starts.astimezone(ZoneInfo("Europe/Helsinki")).hour) == (9, 9)


def test_what_a_program_has_already_is_not_sent_twice(made: Scene) -> None:
    path, browser = path_of(made), Browser()
    first = browser.get(path)
    assert first["Cache-Control"] == "private, no-cache"
    again = browser.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    meetings.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    other = browser.get(path, headers={"if-none-match": first["ETag"]})
    assert other.status_code == 200 and other["ETag"] != first["ETag"]


def test_a_year_of_meetings_takes_as_many_statements_as_one(made: Scene) -> None:
    path = path_of(made)
    with counted() as one:
        events_of(path)
    for number in range(30):
        meetings.plan_meeting(
            adviser=made.adviser,
            client=made.client,
            type=made.type,
            starts=clock.now() + timedelta(days=5 + number),
            planned_channel="phone",
        )
    with counted() as many:
        assert len(events_of(path)) == 31
    assert len(many) == len(one) <= 3, many


def test_the_calendar_speaks_its_owners_language(made: Scene) -> None:
    Person.objects.filter(pk=made.adviser.pk).update(language="sv")
    assert events_of(path_of(made))[0].summary.value == "Möte på video"
