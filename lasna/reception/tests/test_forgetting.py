"""Who only waited is forgotten the same night; who was met stands on their own card. # N32"""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services as meetings
from lasna.reception import services
from lasna.reception.models import Serving, Visit
from lasna.reception.queries.opening import local_day
from lasna.reception.tests.scene import AtReception, at_reception

pytestmark = pytest.mark.django_db
NUMBER = "+358407654321"


@pytest.fixture
def here() -> AtReception:
    return at_reception()


def next_day(here: AtReception) -> time_machine.travel:
    """Half past midnight of the office's clock."""
    return time_machine.travel(local_day(here.reception) + timedelta(days=1, minutes=30), tick=False)


def test_names_numbers_and_browsers_are_forgotten_with_the_day(here: AtReception) -> None:
    browser, _answer = here.come("Veikko", phone="0407654321")
    here.visitor("Liisa")
    here.take()
    services.not_here(visit_id=Visit.objects.get(state="taken").pk, by=here.adviser)
    assert services.forget_visitors() == 0
    assert "Veikko" in {visit.name for visit in Visit.objects.all()}
    with next_day(here):
        assert services.forget_visitors() == 2
        assert services.forget_visitors() == 0
        assert [
            (visit.name, visit.phone, visit.told_box, visit.cookie_hash) for visit in Visit.objects.all()
        ] == [("", "", "", None)] * 2
        assert {visit.state for visit in Visit.objects.all()} <= {"left", "gone"}
        assert "Veikko" not in browser.get(here.path).content.decode()
        assert browser.post(f"{here.path}/place").status_code == 404


def test_a_talk_that_goes_on_past_midnight_is_not_cut(here: AtReception) -> None:
    night = next_day(here)
    late = local_day(here.reception) + timedelta(hours=23, minutes=50)
    with time_machine.travel(late, tick=False):
        browser, _answer = here.come()
        visit_id, client_id = here.take().pk, here.made.client.pk
        meeting = services.begin(visit_id=visit_id, by=here.adviser, client_id=client_id)
        browser.post(f"{here.path}/in")
    with night:
        assert services.forget_visitors() == 0
        assert browser.post(f"{here.path}/in").status_code == 302
        meetings.end_meeting(meeting_id=meeting.pk, by=here.adviser, agreed="")
        assert services.forget_visitors() == 1
    visit = Visit.objects.get()
    assert (visit.name, visit.state, visit.client) == ("", "served", here.made.client)


def test_who_served_the_day_before_yesterday_is_not_kept(here: AtReception) -> None:
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        services.forget_visitors()
    assert Serving.objects.count() == 0


def test_the_page_of_retention_says_how_long(here: AtReception) -> None:
    here.adviser.role = "administrator"
    here.adviser.save()
    desk = Browser()
    desk.force_login(here.adviser)
    page = desk.get("/administration/retention").content.decode()
    assert "Käynnit vastaanotossa" in page
    assert "Käyntiä seuraavaan yöhön." in page


def test_what_was_done_is_in_the_log_and_so_is_who_saw_the_queue(here: AtReception) -> None:
    desk = Browser()
    desk.force_login(here.adviser)
    here.visitor("Veikko", phone=NUMBER)
    desk.get(here.desk)
    desk.post(f"{here.desk}/take")
    visit = Visit.objects.get()
    desk.get(f"/visits/{visit.pk}")
    desk.post(f"/visits/{visit.pk}/begin", {"client": str(here.made.client.pk)})
    desk.get(here.desk)
    rows = AuditRow.objects.filter(chain=here.made.organisation.pk).order_by("number")
    told = [(row.deed, row.ids) for row in rows if row.subject in ("reception", "visit")]
    for deed in ("visits.listed", "visit.taken", "visit.begun"):
        assert (deed, [visit.pk]) in told
    assert ("reception.serves", [here.reception.pk]) in told
    assert any(row.deed == "clients.listed" and here.made.client.pk in row.ids for row in rows)
    assert "Veikko" not in str(list(rows.values()))
    assert NUMBER not in str(list(rows.values()))
