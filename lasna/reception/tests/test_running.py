"""Setting a reception up: by an administrator, or by the lead of its office. # N32"""

from datetime import date, time, timedelta

import pytest
from django.test import Client as Browser

from lasna.kernel.audit.models import AuditRow
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Office
from lasna.reception.models import Reception, ReceptionDay, ReceptionHour
from lasna.reception.queries.opening import local_day
from lasna.reception.tests.scene import reception_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene()


def signed_in(made: Scene, role: str) -> Browser:
    made.adviser.role = role
    made.adviser.save()
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


@pytest.fixture
def desk(made: Scene) -> Browser:
    return signed_in(made, "administrator")


def page_of(made: Scene) -> str:
    return f"/administration/receptions/{made.office.pk}"


def wish(made: Scene, **more: object) -> dict[str, object]:
    return {
        "name_fi": "Ohjaamon neuvonta",
        "name_sv": "Navigatorns rådgivning",
        "type": str(made.type.pk),
        "ways": ["video", "phone"],
        "most": "12",
        "in_use": "on",
    } | more


def test_a_reception_is_set_up_and_its_page_stands(made: Scene, desk: Browser) -> None:
    assert desk.get(page_of(made)).status_code == 200
    assert desk.get(f"{page_of(made)}/link").status_code == 302
    assert desk.post(page_of(made), wish(made)).status_code == 302
    reception = Reception.objects.get()
    assert (reception.office, reception.name_fi, reception.most, reception.shut_at) == (
        made.office,
        "Ohjaamon neuvonta",
        12,
        None,
    )
    assert [way.value for way in reception.ways] == ["video", "phone"]
    page = Browser().get(f"/reception/{reception.key}").content.decode()
    assert "Ohjaamon neuvonta" in page
    assert "Vastaanotto on nyt kiinni." in page  # no hours yet
    swedish = Browser(headers={"accept-language": "sv"}).get(f"/reception/{reception.key}").content.decode()
    assert "Navigatorns rådgivning" in swedish
    sheet = desk.get(f"{page_of(made)}/link").content.decode()
    assert f"/reception/{reception.key}" in sheet
    assert "data:image/svg" in sheet
    assert AuditRow.objects.filter(deed="reception.set_up", ids=[reception.pk]).count() == 1
    # Saved again: the same one, out of use; its page says that it is closed.
    desk.post(page_of(made), {key: value for key, value in wish(made).items() if key != "in_use"})
    assert Reception.objects.get().shut_at is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"ways": []}, "Valitse ainakin yksi tapa tavata."),
        ({"ways": ["in_person"]}, "Kirjoita, missä kävijät odottavat ja heidät tavataan."),
        ({"most": "0"}, ""),
        ({"type": "999999"}, ""),
        ({"name_fi": ""}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    made: Scene, desk: Browser, typed: dict[str, object], words: str
) -> None:
    answer = desk.post(page_of(made), wish(made, **typed))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Reception.objects.count() == 0


def test_a_way_that_the_meeting_type_does_not_have_is_refused(made: Scene, desk: Browser) -> None:
    made.type.channels = "video"
    made.type.save()
    answer = desk.post(page_of(made), wish(made))
    assert "Tämän tyyppistä tapaamista ei voi pitää tällä tavalla." in answer.content.decode()
    assert desk.post(page_of(made), wish(made, ways=["video"])).status_code == 302


def test_in_person_the_place_is_told(made: Scene, desk: Browser) -> None:
    desk.post(page_of(made), wish(made, ways=["in_person"], where="Aula"))
    reception = Reception.objects.get()
    assert ([way.value for way in reception.ways], reception.where) == (["in_person"], "Aula")


def test_hours_and_days_are_added_and_removed(made: Scene, desk: Browser) -> None:
    desk.post(page_of(made), wish(made))
    hours = {"weekdays": ["0", "2"], "starts": "09:00", "ends": "11:00"}
    assert desk.post(f"{page_of(made)}/hours", hours).status_code == 302
    assert list(ReceptionHour.objects.values_list("weekday", "starts", "ends")) == [
        (0, time(9), time(11)),
        (2, time(9), time(11)),
    ]
    for typed, words in (
        ({"weekdays": []}, "Valitse ainakin yksi päivä."),
        ({"ends": "09:00"}, "Päättymisajan pitää olla alkamisajan jälkeen."),
    ):
        assert words in desk.post(f"{page_of(made)}/hours", hours | typed).content.decode()
    tomorrow = local_day(Reception.objects.select_related("office").get()).date() + timedelta(days=1)
    closed = {"opens": "closed", "first": tomorrow.isoformat()}
    assert desk.post(f"{page_of(made)}/days", closed).status_code == 302
    assert list(ReceptionDay.objects.values_list("opens", "first", "last", "starts")) == [
        (False, tomorrow, tomorrow, None)
    ]
    for typed in (
        {"opens": "open"},
        {"first": date(2020, 1, 1).isoformat()},
        {"last": (tomorrow - timedelta(days=1)).isoformat()},
        {"starts": "10:00"},
        {"starts": "10:00", "ends": "09:00"},
        {"first": "eilen"},
    ):
        answer = desk.post(f"{page_of(made)}/days", closed | typed)
        assert answer.status_code == 200
        assert "Tarkista merkityt kohdat." in answer.content.decode()
    line, day = ReceptionHour.objects.all()[0], ReceptionDay.objects.get()
    assert desk.post(f"/administration/reception-hours/{line.pk}/remove").status_code == 302
    assert desk.post(f"/administration/reception-days/{day.pk}/remove").status_code == 302
    assert (ReceptionHour.objects.count(), ReceptionDay.objects.count()) == (1, 0)


def test_a_lead_sets_up_their_own_office_alone_and_an_adviser_none(made: Scene) -> None:
    other = Office.objects.create(organisation=made.organisation, name="Toinen")
    reception_of(made)
    lead = signed_in(made, "lead")
    assert lead.get(page_of(made)).status_code == 200
    assert lead.get(f"/administration/receptions/{other.pk}").status_code == 404
    assert lead.post(f"/administration/receptions/{other.pk}", wish(made)).status_code == 404
    adviser = signed_in(made, "adviser")
    assert adviser.get(page_of(made)).status_code == 404
    assert adviser.post(page_of(made), wish(made)).status_code == 404
    assert Reception.objects.count() == 1


def test_a_reception_out_of_use_is_closed_and_at_no_desk(made: Scene) -> None:
    reception = reception_of(made)
    desk = signed_in(made, "lead")
    assert desk.get(f"/receptions/{reception.pk}").status_code == 200
    desk.post(page_of(made), {key: value for key, value in wish(made).items() if key != "in_use"})
    assert desk.get(f"/receptions/{reception.pk}").status_code == 404
    page = Browser().get(f"/reception/{reception.key}").content.decode()
    assert "Vastaanotto on nyt kiinni." in page
