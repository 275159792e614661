"""The queue: who may come, who keeps a place, who is taken, and who is told what. # N32"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.meetings.tests.scene import person
from lasna.reception import services
from lasna.reception.models import Reception, Visit
from lasna.reception.services import queue
from lasna.reception.tests.scene import AtReception, at_reception

pytestmark = pytest.mark.django_db
LOBBY = "toisen kerroksen aula"


@pytest.fixture
def here() -> AtReception:
    return at_reception()


@pytest.fixture
def desk(here: AtReception) -> Browser:
    browser = Browser()
    browser.force_login(here.adviser)
    return browser


def text_of(browser: Browser, path: str) -> str:
    return browser.get(path).content.decode()


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(UserError) as error:
        do()
    return error.value.code


def in_minutes(minutes: float) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False)


# ---- coming ------------------------------------------------------------------------------------------------


def test_a_newcomer_after_closing_time_is_told_kindly_and_who_waits_is_still_met(
    here: AtReception, desk: Browser
) -> None:
    waiting, _answer = here.come("Veikko")
    desk.post(f"{here.desk}/open", {"said": "closed"})
    page = text_of(Browser(), here.path)
    assert "Vastaanotto on nyt kiinni." in page
    assert "Vastaanotto aukeaa huomenna klo 0. Tule silloin tälle samalle sivulle." in page
    assert "Tulen jonoon" not in page
    _browser, answer = here.come("Liisa")
    assert answer.status_code == 409
    assert "Vastaanotto sulkeutui juuri. Jonoon ei enää pääse." in answer.content.decode()
    assert Visit.objects.count() == 1
    page = text_of(waiting, here.path)
    assert "Jonoon ei enää oteta uusia. Sinut otetaan silti vastaan." in page
    assert here.take().name == "Veikko"


def test_a_full_queue_says_so_and_takes_nobody_more(here: AtReception) -> None:
    Reception.objects.update(most=1)
    assert here.come("Veikko")[1].status_code == 302
    assert "Jono on nyt täynnä." in text_of(Browser(), here.path)
    answer = here.come("Liisa")[1]
    assert answer.status_code == 409
    assert "Jono on nyt täynnä. Yritä hetken päästä uudelleen tai soita meille." in answer.content.decode()
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "Kirjoita etunimesi."),
        ({"way": "phone"}, "Kirjoita puhelinnumerosi, niin voimme soittaa sinulle."),
        ({"phone": "112"}, ""),
        ({"phone": "0700 123 123"}, ""),
        ({"way": "in_person"}, ""),
        ({"way": "carrier pigeon"}, ""),
        ({"name": "x" * 101}, ""),
    ],
)
def test_what_a_visitor_types_wrong_is_said_and_nobody_is_in_the_queue(
    here: AtReception, said: dict[str, str], words: str
) -> None:
    answer = here.come(**{"name": "Veikko"} | said)[1]
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "Tulen jonoon" in answer.content.decode()
    assert Visit.objects.count() == 0


def test_from_one_address_only_so_many_come_in_a_quarter_of_an_hour(
    here: AtReception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "JOINS_OF_PLACE", 2)
    with time_machine.travel(clock.now(), tick=False):
        assert [here.come()[1].status_code for _time in range(3)] == [302, 302, 409]
        answer = here.come()[1]
        assert "Täältä on tullut juuri nyt hyvin moni." in answer.content.decode()
        elsewhere = Browser(REMOTE_ADDR="198.51.100.7")
        assert elsewhere.post(f"{here.path}/join", {"name": "L", "way": "video"}).status_code == 302
    with in_minutes(16):
        assert here.come()[1].status_code == 302


def test_opening_the_page_changes_nothing(here: AtReception) -> None:
    browser, _answer = here.come()
    before = Visit.objects.values().get()
    with in_minutes(4):
        for _time in range(3):
            browser.get(here.path)
            Browser().get(here.path)
    assert Visit.objects.values().get() == before


def test_the_wrong_key_a_closed_office_and_a_strange_cookie_find_nothing(here: AtReception) -> None:
    browser, _answer = here.come()
    assert Browser().get("/reception/" + "0" * 16).status_code == 404
    assert Browser().get(here.path.upper()).status_code == 404
    forged = Browser()
    forged.cookies["lasna_reception"] = "veikko:forged"
    assert forged.post(f"{here.path}/place").status_code == 404
    assert forged.post(f"{here.path}/leave").status_code == 404
    here.made.office.closed_at = clock.now()
    here.made.office.save()
    assert browser.get(here.path).status_code == 404


# ---- keeping the place -------------------------------------------------------------------------------------


def test_whose_page_is_silent_is_passed_over_and_has_the_place_again_when_back(here: AtReception) -> None:
    first, _answer = here.come("Veikko")
    with in_minutes(4):
        here.come("Liisa")
    with in_minutes(6):
        services.settle_all()
        assert [visit.state for visit in Visit.objects.all()] == ["away", "waiting"]
        told = first.post(f"{here.path}/place", headers={"accept": "application/json"}).json()
        assert told == {"page": "waiting", "before": "Edelläsi ei ole ketään.", "wait": "Vuorosi tulee pian."}
        assert here.take().name == "Veikko"


def test_whose_page_stays_silent_loses_the_place_and_is_told_that_it_is_not_their_fault(
    here: AtReception,
) -> None:
    browser, _answer = here.come()
    with in_minutes(16):
        services.settle_all()
        assert Visit.objects.get().state == "gone"
        page = text_of(browser, here.path)
        assert "Se ei ole sinun syysi." in page
        assert refused(here.take) == "reception.nobody"
        assert "Tulen jonoon" in text_of(browser, f"{here.path}?again")


def test_who_waits_for_a_call_or_in_the_lobby_keeps_the_place_while_the_screen_sleeps(
    here: AtReception,
) -> None:
    Reception.objects.update(in_person=True, where=LOBBY)
    phone, _answer = here.come("Veikko", way="phone", phone="0407654321")
    here.come("Liisa", way="in_person")
    assert "Voit sillä aikaa tehdä muuta." in text_of(phone, here.path)
    with in_minutes(40):
        services.settle_all()
        assert [visit.state for visit in Visit.objects.all()] == ["waiting", "waiting"]
        assert here.take().name == "Veikko"


def test_a_visitor_asks_to_be_phoned_instead_and_keeps_the_place(here: AtReception) -> None:
    browser, _answer = here.come("Veikko")
    here.come("Liisa")
    answer = browser.post(f"{here.path}/way", {"way": "phone", "phone": ""})
    assert answer.status_code == 409
    assert "Kirjoita puhelinnumerosi" in answer.content.decode()
    assert browser.post(f"{here.path}/way", {"way": "phone", "phone": "12"}).status_code == 200
    assert browser.post(f"{here.path}/way", {"way": "chat", "phone": ""}).status_code == 404
    assert browser.post(f"{here.path}/way", {"way": "phone", "phone": "0407654321"}).status_code == 302
    page = text_of(browser, here.path)
    assert "Kun on sinun vuorosi, soitamme sinulle: 040 765 4321." in page
    assert "Edelläsi ei ole ketään." in page
    visit = here.take()
    assert (visit.name, visit.channel, visit.phone) == ("Veikko", "phone", "+358407654321")
    services.begin(visit_id=visit.pk, by=here.adviser, client_id=here.made.client.pk)
    assert browser.post(f"{here.path}/way", {"way": "video", "phone": ""}).status_code == 409


def test_who_leaves_is_nobodys_next(here: AtReception) -> None:
    browser, _answer = here.come("Veikko")
    here.come("Liisa")
    assert browser.post(f"{here.path}/leave").status_code == 302
    assert "Lähdit jonosta." in text_of(browser, here.path)
    assert here.take().name == "Liisa"


# ---- serving -----------------------------------------------------------------------------------------------


def test_in_person_the_visitor_is_told_where_and_the_adviser_too(here: AtReception, desk: Browser) -> None:
    Reception.objects.update(in_person=True, by_video=False, where=LOBBY)
    assert f"Olen täällä toimistossa: {LOBBY}" in text_of(Browser(), here.path)
    browser, _answer = here.come("Veikko", way="in_person")
    assert f"Odota täällä: {LOBBY}." in text_of(browser, here.path)
    visit = here.take()
    assert f"Työntekijä tulee kohta luoksesi: {LOBBY}." in text_of(browser, here.path)
    assert LOBBY in text_of(desk, f"/visits/{visit.pk}")
    desk.post(f"/visits/{visit.pk}/begin", {"client": str(here.made.client.pk)})
    visit.refresh_from_db()
    assert visit.meeting is not None
    assert visit.meeting.planned_channel == "in_person"
    assert f"Työntekijä tapaa sinut nyt: {LOBBY}." in text_of(browser, here.path)


def test_a_colleague_takes_the_next_and_the_same_adviser_keeps_their_own(here: AtReception) -> None:
    for name in ("Veikko", "Liisa"):
        here.visitor(name)
    colleague = here.colleague()
    assert here.take().name == "Veikko"
    assert here.take().name == "Veikko"
    assert here.take(colleague).name == "Liisa"
    assert refused(lambda: here.take(here.colleague())) == "reception.nobody"


def test_who_does_not_serve_takes_nobody_and_who_served_yesterday_says_it_anew(here: AtReception) -> None:
    here.visitor(channel="phone", phone="+358407654321")
    other = person(here.made.organisation, here.made.office)
    assert refused(lambda: here.take(other)) == "reception.not_serving"
    with in_minutes(24 * 60):
        assert refused(here.take) == "reception.not_serving"
        services.serve(reception_id=here.reception.pk, by=here.adviser, on=True)
        assert here.take().channel == "phone"
    services.serve(reception_id=here.reception.pk, by=here.adviser, on=False)
    assert refused(here.take) == "reception.not_serving"


def test_a_visitor_is_put_back_to_the_own_place_or_given_away(here: AtReception, desk: Browser) -> None:
    for name in ("Veikko", "Liisa"):
        here.visitor(name)
    first = here.take()
    assert desk.post(f"/visits/{first.pk}/back").headers["Location"] == here.desk
    assert here.take(here.colleague()) == first
    assert desk.post(f"/visits/{first.pk}/gone").status_code == 302
    first.refresh_from_db()
    assert first.state == "taken"  # the colleague's
    second = here.take()
    desk.post(f"/visits/{second.pk}/gone")
    second.refresh_from_db()
    assert (second.state, second.over) == ("gone", True)


def test_a_colleague_takes_over_whom_nobody_met_yet(here: AtReception) -> None:
    here.visitor()
    visit, colleague = here.take(), here.colleague()
    other = person(here.made.organisation, here.made.office)
    assert refused(lambda: services.take_over(visit_id=visit.pk, by=other)) == "reception.not_serving"
    services.take_over(visit_id=visit.pk, by=colleague)
    begin = {"visit_id": visit.pk, "client_id": here.made.client.pk}
    assert refused(lambda: services.begin(by=here.adviser, **begin)) == "visit.not_yours"
    assert not services.keep(visit_id=visit.pk, by=here.adviser)
    meeting = services.begin(by=colleague, **begin)
    assert meeting.adviser == colleague
    assert refused(lambda: services.take_over(visit_id=visit.pk, by=here.adviser)) == "visit.not_taken"


def test_a_visitor_of_a_screen_that_died_is_first_in_the_queue_again(here: AtReception) -> None:
    here.visitor(channel="phone", phone="+358407654321")
    visit = here.take()
    with in_minutes(1):
        assert services.keep(visit_id=visit.pk, by=here.adviser)
    with in_minutes(2):
        services.settle_all()
        visit.refresh_from_db()
        assert visit.state == "taken"
    with in_minutes(3):
        services.settle_all()
        visit.refresh_from_db()
        assert (visit.state, visit.taken_by) == ("waiting", None)
        assert here.take(here.colleague()) == visit


def test_before_the_advisers_next_meeting_there_is_time_or_a_colleague(here: AtReception) -> None:
    meeting = here.made.meeting
    with time_machine.travel(meeting.starts - timedelta(minutes=20), tick=False):
        Visit.objects.all().delete()
        services.say_open(reception_id=here.reception.pk, by=here.adviser, said="open")
        services.serve(reception_id=here.reception.pk, by=here.adviser, on=True)
        here.visitor()
        visit = here.take()
        other = Client.objects.create(
            organisation=here.made.organisation, office=here.made.office, first_name="Veikko"
        )
        begun = services.begin(visit_id=visit.pk, by=here.adviser, client_id=other.pk)
        assert begun.ends == meeting.starts
    with time_machine.travel(meeting.starts - timedelta(minutes=4), tick=False):
        here.visitor()
        visit = here.take()
        began = services.begin
        said = refused(lambda: began(visit_id=visit.pk, by=here.adviser, client_id=other.pk))
        assert said == "visit.no_time"


def test_by_phone_a_card_without_a_number_is_not_enough(here: AtReception) -> None:
    here.visitor(channel="phone", phone="+358407654321")
    visit = here.take()
    Client.objects.filter(pk=here.made.client.pk).update(phone="")
    client = here.made.client.pk
    begin = services.begin
    said = refused(lambda: begin(visit_id=visit.pk, by=here.adviser, client_id=client))
    assert said == "visit.no_number"
    visit.refresh_from_db()
    assert visit.state == "taken"


# ---- the desk ----------------------------------------------------------------------------------------------


def test_the_desk_shows_who_waits_who_serves_and_that_nobody_does(here: AtReception, desk: Browser) -> None:
    here.visitor("Veikko", phone="+358407654321")
    page = text_of(desk, here.desk)
    for words in ("Veikko", "040 765 4321", "alle minuutin", here.adviser.name, "Ota seuraava"):
        assert words in page
    desk.post(f"{here.desk}/serve", {"on": "no"})
    page = text_of(desk, here.desk)
    assert "Joku odottaa, eikä kukaan palvele vastaanottoa." in page
    assert "Ota seuraava" not in page


def test_the_page_of_the_day_asks_beside_it_where_somebody_waits_in_one_statement(
    here: AtReception, desk: Browser
) -> None:
    assert 'hx-get="/receptions/waiting"' in text_of(desk, "/")
    headers = {"hx-request": "true"}
    page = desk.get("/receptions/waiting", headers=headers).content.decode()
    assert "odottaa" not in page
    here.visitor("Veikko")
    with counted() as of_one:
        page = desk.get("/receptions/waiting", headers=headers).content.decode()
    assert "Neuvonta · yksi odottaa, on odottanut alle minuutin" in page
    assert "Veikko" not in page
    assert "kukaan ei palvele" not in page
    services.serve(reception_id=here.reception.pk, by=here.adviser, on=False)
    for number in range(12):
        here.visitor(f"Demo {number}")
    with counted() as of_many:
        page = desk.get("/receptions/waiting", headers=headers).content.decode()
    assert "13 odottaa" in page
    assert "kukaan ei palvele" in page
    assert len(of_one) == len(of_many) <= 3
    assert desk.get("/receptions/waiting").headers["Location"] == "/receptions"


def test_the_desk_closes_for_today_keeps_open_and_goes_by_the_hours_again(
    here: AtReception, desk: Browser
) -> None:
    for said, kept in (("closed", "closed"), ("open", "open"), ("", ""), ("nonsense", "")):
        desk.post(f"{here.desk}/open", {"said": said})
        here.reception.refresh_from_db()
        assert here.reception.said == kept


def test_another_office_sees_and_takes_nothing(here: AtReception) -> None:
    here.visitor()
    visit = here.take()
    other = at_reception()
    browser = Browser()
    browser.force_login(other.adviser)
    assert browser.get(here.desk).status_code == 404
    assert browser.post(f"{here.desk}/take").status_code == 404
    for address in ("", "/begin", "/back", "/gone", "/take-over"):
        answer = (
            browser.post(f"/visits/{visit.pk}{address}") if address else browser.get(f"/visits/{visit.pk}")
        )
        assert answer.status_code == 404
    # Nor with a card of another office.
    desk = Browser()
    desk.force_login(here.adviser)
    begin = desk.post(f"/visits/{visit.pk}/begin", {"client": str(other.made.client.pk)})
    assert begin.status_code == 404
    assert desk.post(f"/visits/{visit.pk}/begin", {"client": "１"}).status_code == 404
