"""What is agreed on being in touch is kept: due today, overdue on top, nobody forgotten. # N13"""

import re
from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as some

from lasna.clients.models import Client
from lasna.contacts.models import Agreement, Contact
from lasna.contacts.queries import words_of_agreement
from lasna.contacts.services import (
    AgreementWish,
    Happening,
    add_contact,
    agree,
    keep_agreement,
    note_no_answer,
)
from lasna.contacts.states import WEEKS, first_nominal, keeps, nominal_after, working_day
from lasna.contacts.tests.agreeing import agreement_of, today
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.holidays import is_working_day
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene, person, scene

pytestmark = pytest.mark.django_db
days = some.dates(date(2026, 1, 1), date(2035, 12, 31))
MONDAY = date(2026, 11, 30)


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=40))


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def due_part(desk: Browser) -> str:
    return desk.get("/").content.decode().split('id="due-heading"')[1]


def said(**more: str) -> dict[str, str]:
    return {"rhythm": "fortnightly", "channel": "phone", "weekday": "0", "part_of_day": "morning"} | more


# ---- days --------------------------------------------------------------------------------------------------


@given(some.sampled_from(sorted(WEEKS)), some.none() | some.integers(0, 4), days, some.integers(-3, 60))
def test_the_next_time_is_later_than_the_promise_and_the_contact(
    rhythm: str, weekday: int | None, nominal: date, late: int
) -> None:
    kept = nominal + timedelta(days=late)
    following = nominal_after(rhythm, weekday, nominal, kept)
    assert following > kept
    assert working_day(following) >= following
    assert is_working_day(working_day(following))
    if weekday is not None and rhythm != "client":
        assert following > nominal
        assert (following - nominal).days % (7 * WEEKS[rhythm]) == 0


@given(some.sampled_from(sorted(WEEKS)), some.none() | some.integers(0, 4), days)
def test_the_first_time_is_after_today_on_the_agreed_day(rhythm: str, weekday: int | None, on: date) -> None:
    first = first_nominal(rhythm, weekday, on)
    assert first > on
    if weekday is not None and rhythm != "client":
        assert first.weekday() == weekday


def test_the_rhythm_outlasts_early_calls_late_calls_and_holidays() -> None:
    assert nominal_after("weekly", 0, MONDAY, MONDAY - timedelta(days=3)) == MONDAY + timedelta(days=7)
    assert nominal_after("fortnightly", 0, MONDAY, MONDAY + timedelta(days=2)) == MONDAY + timedelta(days=14)
    good_friday = date(2027, 3, 26)
    assert working_day(good_friday) == date(2027, 3, 30)
    assert nominal_after("fortnightly", 4, good_friday, date(2027, 3, 30)) == date(2027, 4, 9)
    assert nominal_after("weekly", None, MONDAY, MONDAY + timedelta(days=1)) == MONDAY + timedelta(days=8)


def test_what_was_long_before_the_day_was_something_else() -> None:
    assert not keeps("weekly", MONDAY, MONDAY - timedelta(days=4))
    assert keeps("weekly", MONDAY, MONDAY - timedelta(days=3))
    assert keeps("client", MONDAY, MONDAY - timedelta(days=40))


# ---- agreeing ----------------------------------------------------------------------------------------------


def test_what_is_agreed_stands_on_the_card_and_in_the_log(made: Scene, desk: Browser) -> None:
    answer = desk.post(f"/clients/{made.client.pk}/agreement", said(), follow=True)
    page = answer.content.decode()
    assert "Sovittu." in page
    assert "puhelin, joka toinen viikko, maanantaisin, aamupäivällä" in page
    agreed = Agreement.objects.get()
    first = first_nominal("fortnightly", 0, today())
    assert (agreed.nominal_on, agreed.due_on, agreed.agreed_on) == (first, working_day(first), today())
    assert AuditRow.objects.filter(deed="agreement.made", ids=[made.client.pk]).count() == 1
    desk.post(f"/clients/{made.client.pk}/agreement", said(rhythm="client"))
    assert words_of_agreement(Agreement.objects.get()) in (
        "asiakas ottaa itse yhteyttä",
        "the client gets in touch",
    )
    desk.post(f"/clients/{made.client.pk}/agreement/end")
    assert not Agreement.objects.exists()
    assert desk.post(f"/clients/{made.client.pk}/agreement/end").status_code == 302
    assert AuditRow.objects.filter(deed="agreement.ended").count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"rhythm": "hourly"}, "rhythm"),
        ({"channel": "carrier pigeon"}, "channel"),
        ({"weekday": "9"}, "weekday"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"paused_until": "2020-01-01"}, "paused_until"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    made: Scene, desk: Browser, typed: dict[str, str], field: str
) -> None:
    answer = desk.post(f"/clients/{made.client.pk}/agreement", said(**typed))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Agreement.objects.exists()


def test_the_form_begins_with_what_holds_or_with_the_clients_wish(made: Scene, desk: Browser) -> None:
    Client.objects.filter(pk=made.client.pk).update(wish="video")
    path = f"/clients/{made.client.pk}/agreement"
    assert re.search(r'value="video"[^>]*checked', desk.get(path).content.decode())
    agreement_of(made, rhythm="four_weekly", channel="in_person")
    page = desk.get(path).content.decode()
    assert re.search(r'value="four_weekly"[^>]*checked', page)
    assert re.search(r'value="in_person"[^>]*checked', page)


# ---- the day -----------------------------------------------------------------------------------------------


def test_what_is_due_today_is_on_the_day_and_what_is_overdue_above_it(made: Scene, desk: Browser) -> None:
    agreement_of(made, due_in=0)
    scene_two = Client.objects.create(
        organisation=made.organisation, office=made.office, adviser=made.adviser, first_name="Eino"
    )
    other = agree(
        client_id=scene_two.pk, by=made.adviser, wish=AgreementWish("weekly", "phone", note="Ovikello")
    )
    Agreement.objects.filter(pk=other.pk).update(due_on=today() - timedelta(days=3))
    shown = due_part(desk)
    assert shown.index("Eino") < shown.index("Aino")
    assert "3 päivää myöhässä" in shown
    assert "luvattu tälle päivälle" in shown
    assert "Ovikello" in shown
    assert 'href="tel:+358401234567"' in shown


def test_what_is_not_due_yet_or_paused_or_somebody_elses_is_not_on_the_day(
    made: Scene, desk: Browser
) -> None:
    agreement_of(made, due_in=1)
    assert "Aino" not in due_part(desk)
    Agreement.objects.update(due_on=today() - timedelta(days=9), paused_until=today() + timedelta(days=1))
    assert "Aino" not in due_part(desk)
    Agreement.objects.update(paused_until=today())
    assert "Aino" in due_part(desk)
    Client.objects.filter(pk=made.client.pk).update(adviser=person(made.organisation, made.office))
    assert "Aino" not in due_part(desk)
    # Whom nobody advises is not forgotten: whoever agreed on it has it.
    Client.objects.filter(pk=made.client.pk).update(adviser=None)
    assert "Aino" in due_part(desk)
    made.adviser.offices.clear()
    assert "Aino" not in desk.get("/").content.decode()


def test_one_press_writes_the_contact_and_sets_the_next_day(made: Scene, desk: Browser) -> None:
    agreed = agreement_of(made, due_in=-2)
    answer = desk.post(f"/agreements/{agreed.pk}/kept")
    contact = Contact.objects.get()
    assert answer.headers["Location"] == f"/contacts/{contact.pk}"
    assert (contact.channel, contact.began_by, contact.outcome) == ("phone", "staff", "met")
    agreed.refresh_from_db()
    assert agreed.due_on == working_day(today() + timedelta(days=7))
    assert "Aino" not in due_part(desk)
    # Pressed again from another tab, it is still one.
    assert desk.post(f"/agreements/{agreed.pk}/kept").headers["Location"] == f"/contacts/{contact.pk}"
    assert Contact.objects.count() == 1
    agreed.refresh_from_db()
    assert agreed.due_on == working_day(today() + timedelta(days=7))


def test_one_press_too_many_is_taken_back_with_its_contact(made: Scene, desk: Browser) -> None:
    agreed = agreement_of(made, due_in=-2)
    desk.post(f"/agreements/{agreed.pk}/kept")
    desk.post(f"/contacts/{Contact.objects.get().pk}/undo")
    assert not Contact.objects.exists()
    agreed.refresh_from_db()
    assert agreed.due_on == today() - timedelta(days=2)
    assert "2 päivää myöhässä" in due_part(desk)


def test_no_answer_is_on_record_and_it_stays_due(made: Scene, desk: Browser) -> None:
    agreed = agreement_of(made, due_in=0)
    desk.post(f"/agreements/{agreed.pk}/no-answer")
    assert "yritetty kerran" in due_part(desk)
    note_no_answer(agreement_id=agreed.pk, by=made.adviser)
    assert "yritetty 2 kertaa" in due_part(desk)
    keep_agreement(agreement_id=agreed.pk, by=made.adviser, minutes=5)
    agreed.refresh_from_db()
    assert (agreed.attempts, agreed.tried_at) == (0, None)
    assert AuditRow.objects.filter(deed="agreement.not_answered").count() == 2


def test_put_off_comes_again_and_the_rhythm_stays(made: Scene, desk: Browser) -> None:
    agreed = agreement_of(made, due_in=-5)
    desk.post(f"/agreements/{agreed.pk}/put-off", {"to": "tomorrow"})
    agreed.refresh_from_db()
    assert (agreed.due_on, agreed.rhythm) == (working_day(today() + timedelta(days=1)), "weekly")
    assert desk.post(f"/agreements/{agreed.pk}/put-off", {"to": "never"}).status_code == 409


def test_a_contact_in_whatever_way_keeps_it_and_one_long_before_does_not(made: Scene) -> None:
    agreed = agreement_of(made, due_in=20)
    now = clock.now()
    add_contact(by=made.adviser, client_id=made.client.pk, happening=Happening("email", now, 0, "client"))
    agreed.refresh_from_db()
    assert agreed.due_on == today() + timedelta(days=20)
    Agreement.objects.update(due_on=today() + timedelta(days=1))
    add_contact(by=made.adviser, client_id=made.client.pk, happening=Happening("in_person", now, 0, "client"))
    agreed.refresh_from_db()
    assert agreed.due_on == working_day(today() + timedelta(days=7))


def test_a_meeting_that_was_met_keeps_it_and_one_that_was_missed_does_not(made: Scene) -> None:
    agreed = agreement_of(made, due_in=0)
    Meeting.objects.update(
        starts=clock.now() - timedelta(minutes=50), ends=clock.now() - timedelta(minutes=5)
    )
    meetings.record_call_attempt(meeting_id=made.meeting.pk, by=made.adviser, answered=False)
    meetings.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="did_not_come")
    agreed.refresh_from_db()
    assert agreed.due_on == today()
    meetings.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="met")
    agreed.refresh_from_db()
    assert agreed.due_on > today()
    meetings.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="did_not_come")
    agreed.refresh_from_db()
    assert agreed.due_on == today()


def test_who_gets_in_touch_themselves_and_has_gone_quiet_rises(made: Scene, desk: Browser) -> None:  # N54
    desk.post(f"/clients/{made.client.pk}/agreement", said(rhythm="client"))
    agreed = Agreement.objects.get()
    assert agreed.due_on >= today() + timedelta(weeks=8)
    Agreement.objects.update(due_on=today())
    assert "hiljaista on ollut pitkään" in due_part(desk)
    long_ago = clock.now() - timedelta(days=600)
    add_contact(
        by=made.adviser, client_id=made.client.pk, happening=Happening("phone", long_ago, 5, "client")
    )
    assert "hiljaista on ollut pitkään" in due_part(desk)
    now = clock.now()
    add_contact(by=made.adviser, client_id=made.client.pk, happening=Happening("message", now, 0, "client"))
    assert "hiljaista" not in due_part(desk)


def test_a_pause_ends_in_the_future(made: Scene) -> None:  # N50
    with pytest.raises(UserError) as refused:
        agree(
            client_id=made.client.pk,
            by=made.adviser,
            wish=AgreementWish("weekly", "phone", paused_until=today()),
        )
    assert refused.value.code == "agreement.pause"


def test_the_call_round_lists_with_whom_nothing_is_agreed(made: Scene, desk: Browser) -> None:  # N49
    assert "Demo" in desk.get("/contacts/round").content.decode().split("<h1>")[1]
    agreement_of(made)
    assert "on sovittu yhteydenpidosta" in desk.get("/contacts/round").content.decode()
    Client.objects.create(organisation=made.organisation, office=made.office, first_name="Orpo")
    assert "Orpo" in desk.get("/contacts/round").content.decode()


def test_a_stranger_keeps_nobodys_promise(made: Scene) -> None:
    agreed = agreement_of(made, due_in=0)
    stranger = Browser()
    stranger.force_login(scene().adviser)
    for path in (f"/agreements/{agreed.pk}/kept", f"/agreements/{agreed.pk}/no-answer"):
        assert stranger.post(path).status_code == 404
    assert stranger.get(f"/clients/{made.client.pk}/agreement").status_code == 404
    assert not Contact.objects.exists()


def test_saving_another_line_moves_no_day(made: Scene, desk: Browser) -> None:
    agreed = agreement_of(made, due_in=-4, rhythm="fortnightly", weekday=0)
    page = f"/clients/{made.client.pk}/agreement"
    desk.post(page, said(note="Soita ovikelloa"))
    agreed.refresh_from_db()
    assert (agreed.note, agreed.due_on) == ("Soita ovikelloa", today() - timedelta(days=4))
    desk.post(page, said(weekday="3"))
    agreed.refresh_from_db()
    assert agreed.nominal_on == first_nominal("fortnightly", 3, today())


def test_a_contact_that_did_not_keep_it_takes_nothing_back(made: Scene, desk: Browser) -> None:
    agreed = agreement_of(made, due_in=-2)
    desk.post(f"/agreements/{agreed.pk}/kept")
    agreed.refresh_from_db()
    due = agreed.due_on
    by_mistake = add_contact(
        by=made.adviser, client_id=made.client.pk, happening=Happening("phone", clock.now(), 0, "staff")
    )
    desk.post(f"/contacts/{by_mistake.pk}/undo")
    agreed.refresh_from_db()
    assert agreed.due_on == due
