"""The office's week: who meets whom, how and when. # N12"""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.clients.tests.counting import counted
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 6, tzinfo=UTC)


@pytest.fixture
def made() -> Scene:
    with time_machine.travel(MONDAY, tick=False):
        return scene(starts_in=timedelta(hours=2))


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def plan(made: Scene, at: datetime, channel: str = "phone") -> Meeting:
    with time_machine.travel(MONDAY, tick=False):
        return services.plan_meeting(
            adviser=made.adviser, client=made.client, type=made.type, starts=at, planned_channel=channel
        )


def cells(desk: Browser, day: str = "2026-12-02") -> list[list[str]]:
    """What stands in each cell, line by line."""
    page = desk.get(f"/week?day={day}").content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.DOTALL)
    text = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row] for row in text]


def test_each_adviser_has_a_line_and_each_meeting_its_day_time_and_way(made: Scene, desk: Browser) -> None:
    person(made.organisation, made.office, name="Demo Toinen")
    plan(made, MONDAY + timedelta(days=2, hours=4))
    assert cells(desk) == [
        ["Demo Toinen", "–", "–", "–", "–", "–"],
        [made.adviser.name, "klo 10 video, Aino Demo", "–", "klo 12 puhelin, Aino Demo", "–", "–"],
    ]


def test_saturday_is_there_when_somebody_meets_then_and_the_cancelled_are_not(
    made: Scene, desk: Browser
) -> None:
    saturday = plan(made, MONDAY + timedelta(days=5))
    assert len(cells(desk)[0]) == 7
    with time_machine.travel(MONDAY, tick=False):
        services.cancel_meeting(meeting_id=saturday.pk, by=made.adviser)
    assert len(cells(desk)[0]) == 6


def test_a_day_begins_at_the_offices_midnight(made: Scene, desk: Browser) -> None:
    late = datetime(2026, 12, 6, 22, 30, tzinfo=UTC)  # half past midnight on Monday in Helsinki
    plan(made, late)
    assert [cell for cell in cells(desk)[0] if "puhelin" in cell] == []
    assert "klo 0.30 puhelin" in cells(desk, "2026-12-08")[0][1]


def test_an_empty_week_and_a_day_that_is_none_are_said_kindly(made: Scene, desk: Browser) -> None:
    assert "Tällä viikolla ei ole tapaamisia." in desk.get("/week?day=2027-06-01").content.decode()
    assert desk.get("/week?day=yesterday&office=%00").status_code == 200
    made.adviser.offices.clear()
    assert "Et kuulu vielä mihinkään toimistoon." in desk.get("/week").content.decode()


def test_another_offices_week_is_not_shown(made: Scene, desk: Browser) -> None:
    elsewhere = Office.objects.create(organisation=made.organisation, name="Salainen")
    stranger = Browser()
    stranger.force_login(person(made.organisation, elsewhere))
    page = stranger.get(f"/week?office={made.office.pk}&day=2026-12-02").content.decode()
    assert "Aino" not in page
    assert "Salainen" in page


def test_who_looked_is_written_down_and_thirty_meetings_cost_as_much_as_one(
    made: Scene, desk: Browser
) -> None:
    with counted() as one:
        desk.get("/week?day=2026-12-02")
    assert AuditRow.objects.filter(deed="meetings.listed").exists()
    for number in range(29):
        plan(made, MONDAY + timedelta(days=1, hours=number))
    with counted() as thirty:
        desk.get("/week?day=2026-12-02")
    assert len(one) == len(thirty) <= 12
