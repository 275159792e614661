"""Signing in and out, the demo's link, own settings. # N44"""

import threading

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lasna.errors import NotHere, UserError
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.guessing.models import Tally
from lasna.people import services
from lasna.people.access import standing_in_office
from lasna.people.models import Office, Organisation, Person
from lasna.policy import Standing

pytestmark = pytest.mark.django_db
PASSWORD = "sininen vene lähtee"


@pytest.fixture
def meri() -> Person:
    organisation = Organisation.objects.create(name="Työllisyysalue", is_demo=True)
    return Person.objects.create_person(
        email="Meri@Example.org", name="Meri", organisation=organisation, password=PASSWORD
    )


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def sign_in(browser: Client, password: str = PASSWORD, email: str = "meri@example.org", **more: str) -> str:
    """Where the browser is sent; empty: the page stays."""
    answer = browser.post("/sign-in", {"login": email, "password": password, **more})
    return str(answer.get("Location", ""))


def test_the_right_password_opens_the_service(browser: Client, meri: Person) -> None:  # N44
    assert sign_in(browser, "a wrong one") == ""
    assert browser.get("/settings")["Location"] == "/sign-in?next=/settings"
    assert sign_in(browser) == "/"
    assert browser.get("/settings").status_code == 200


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(browser: Client, meri: Person) -> None:
    def words(email: str) -> str:
        page = browser.post("/sign-in", {"login": email, "password": "wrong"}).content.decode()
        return page[page.index('role="alert"') : page.index("<form", page.index('role="alert"'))]

    assert words("meri@example.org") == words("nobody@example.org")
    assert "ei ole oikea" in words("meri@example.org")


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/settings?x=1", "/settings?x=1"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_after_signing_in_the_page_asked_for_opens_if_it_is_ours(
    browser: Client, meri: Person, wanted: str, led: str
) -> None:
    assert sign_in(browser, next=wanted) == led


def test_five_wrong_passwords_end_the_guessing_for_a_quarter_of_an_hour(
    browser: Client, meri: Person
) -> None:
    with time_machine.travel("2027-05-03T09:00:00Z", tick=False) as time:
        for _ in range(services.TRIES_PER_PERSON):
            sign_in(browser, "wrong")
        assert sign_in(browser) == ""
        page = browser.post("/sign-in", {"login": "meri@example.org", "password": PASSWORD}).content.decode()
        assert "Odota 15 minuuttia" in page
        elsewhere = Client(REMOTE_ADDR="192.0.2.7")
        assert sign_in(elsewhere) == "/"  # whoever guesses does not lock the owner out
        time.shift(15 * 60 + 1)
        assert sign_in(browser) == "/"


def test_a_whole_office_behind_one_address_signs_in_at_eight(meri: Person) -> None:
    assert [sign_in(Client()) for _ in range(35)] == ["/"] * 35


def test_one_place_cannot_try_many_addresses(browser: Client, meri: Person) -> None:
    for number in range(services.TRIES_PER_ADDRESS):
        services.try_sign_in(email=f"person{number}@example.org", address="127.0.0.1")
    with pytest.raises(UserError) as refusal:
        services.try_sign_in(email="meri@example.org", address="127.0.0.1")
    assert refusal.value.code == "sign_in.too_many"
    services.try_sign_in(email="meri@example.org", address="192.0.2.7")


def test_a_right_password_leaves_no_failure_behind(browser: Client, meri: Person) -> None:
    sign_in(browser)
    assert not Tally.objects.filter(times__gt=0).exists()


def deeds(person: Person) -> list[str]:
    rows = AuditRow.objects.filter(who=f"person:{person.pk}", ids=[person.pk], subject="person")
    return list(rows.order_by("number").values_list("deed", flat=True))


def test_signing_in_and_out_and_a_new_password_are_on_record(browser: Client, meri: Person) -> None:  # N44
    sign_in(browser, "a wrong one")
    assert deeds(meri) == []
    sign_in(browser)
    fresh = {"new_password1": "punainen mökki rannalla", "new_password2": "punainen mökki rannalla"}
    browser.post("/settings/password", fresh | {"old_password": PASSWORD})
    browser.post("/sign-out")
    assert deeds(meri) == ["person.signed_in", "person.password_changed", "person.signed_out"]


def test_guessing_at_an_account_is_on_record_once_and_without_its_address(
    browser: Client, meri: Person
) -> None:  # N44
    for _ in range(services.TRIES_PER_PERSON + 4):
        sign_in(browser, "wrong")
        sign_in(browser, "wrong", "nobody@example.org")
    assert deeds(meri) == ["person.sign_in_limited"]
    rows = str(list(AuditRow.objects.values_list()))
    assert "example.org" not in rows and "127.0.0.1" not in rows and "Meri" not in rows


@pytest.mark.parametrize(
    "next", ["foo", "door", "today", "meeting", "", "lasna.people.views", "\x00", "x" * 9000]
)
def test_the_language_is_chosen_whatever_page_one_says_to_come_from(
    browser: Client, meri: Person, next: str
) -> None:
    answer = browser.post("/language", {"language": "sv", "next": next})
    assert answer.status_code == 302
    assert answer.cookies["lasna_language"].value == "sv"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_are_still_five() -> None:
    through: list[bool] = []

    def guess() -> None:
        try:
            services.try_sign_in(email="meri@example.org", address="127.0.0.1")
            through.append(True)
        except UserError:
            through.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert through.count(True) <= services.TRIES_PER_PERSON
    assert len(through) == 30


def test_a_closed_account_is_told_so_only_to_who_knows_the_password(browser: Client, meri: Person) -> None:
    meri.is_active = False
    meri.save()
    answer = browser.post("/sign-in", {"login": "meri@example.org", "password": PASSWORD})
    assert answer.status_code == 409 and "suljettu" in answer.content.decode()
    wrong = browser.post("/sign-in", {"login": "meri@example.org", "password": "wrong"})
    assert "suljettu" not in wrong.content.decode()
    assert browser.get("/settings").status_code == 302


def test_signing_out_takes_a_press(browser: Client, meri: Person) -> None:
    sign_in(browser)
    assert browser.get("/sign-out").status_code == 200
    assert browser.get("/settings").status_code == 200
    assert browser.post("/sign-out")["Location"] == "/sign-in"
    assert browser.get("/settings").status_code == 302


def test_nobody_signs_up_and_nothing_else_of_allauth_is_mounted(browser: Client) -> None:
    for address in ("/signup", "/sign-up", "/accounts/signup/", "/email", "/password/reset", "/login"):
        assert browser.get(address).status_code == 404


def test_the_demos_link_signs_in_once_and_leads_on(browser: Client, meri: Person) -> None:
    link = services.make_sign_in_link(person=meri, leads_to="/settings")
    answer = browser.get(link)
    assert answer["Location"] == "/settings" and browser.get("/settings").status_code == 200
    row = AuditRow.objects.get()
    assert (row.deed, row.who, row.ids) == ("person.signed_in_by_link", f"person:{meri.pk}", [meri.pk])
    assert Client().get(link).status_code == 404
    assert services.make_sign_in_link(person=meri, leads_to="/") != link


@pytest.mark.parametrize("token", ["", "x", "a" * 10_000, "%00", "１２３", "../settings"])
def test_a_link_that_was_never_made_is_not_here(browser: Client, meri: Person, token: str) -> None:
    assert browser.get(f"/sign-in/link/{token}").status_code == 404


def test_the_link_exists_only_in_a_demo_organisation(browser: Client, meri: Person) -> None:
    link = services.make_sign_in_link(person=meri, leads_to="/")
    Organisation.objects.update(is_demo=False)
    meri.organisation.refresh_from_db()
    with pytest.raises(UserError) as refusal:
        services.make_sign_in_link(person=meri, leads_to="/")
    assert refusal.value.code == "sign_in.demo_only"
    with pytest.raises(NotHere):
        services.use_sign_in_link(token=link.split("/")[-1])


def test_the_link_leads_nowhere_else(meri: Person) -> None:
    with pytest.raises(UserError) as refusal:
        services.make_sign_in_link(person=meri, leads_to="//evil.example")
    assert refusal.value.code == "sign_in.leads_elsewhere"


def test_a_person_changes_their_name_number_and_language(browser: Client, meri: Person) -> None:
    sign_in(browser)
    browser.post("/settings", {"name": "  Åke-Þór   O'Brien ", "phone": "040 123 4567", "language": "sv"})
    meri.refresh_from_db()
    assert (meri.name, meri.phone, meri.language) == ("Åke-Þór O'Brien", "+358401234567", "sv")
    page = browser.get("/settings").content.decode()
    assert 'value="040 123 4567"' in page and "Sparat." in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("name", "Me\u202eri"), ("name", "x" * 101), ("phone", "112"), ("phone", "0700 12345")],
)
def test_what_cannot_be_is_refused_with_words(browser: Client, meri: Person, field: str, value: str) -> None:
    sign_in(browser)
    answer = browser.post("/settings", {"name": "Meri", "phone": "", "language": "fi"} | {field: value})
    assert answer.status_code == 400 and "field--wrong" in answer.content.decode()
    meri.refresh_from_db()
    assert (meri.name, meri.phone) == ("Meri", "")


def test_changing_the_password_keeps_this_browser_and_signs_out_the_others(
    browser: Client, meri: Person
) -> None:
    other = Client()
    sign_in(browser)
    sign_in(other)
    fresh = "punainen mökki rannalla"
    wrong = {"old_password": "no", "new_password1": fresh, "new_password2": fresh}
    assert browser.post("/settings/password", wrong).status_code == 400
    assert browser.post("/settings/password", wrong | {"old_password": PASSWORD}).status_code == 302
    assert browser.get("/settings").status_code == 200
    assert other.get("/settings").status_code == 302
    assert sign_in(Client()) == "" and sign_in(Client(), fresh) == "/"


def test_a_person_is_a_colleague_only_in_their_own_offices(meri: Person) -> None:
    here = Office.objects.create(organisation=meri.organisation, name="Kallio")
    there = Office.objects.create(organisation=meri.organisation, name="Lahti")
    meri.offices.add(here)
    assert standing_in_office(meri, here) == Standing.COLLEAGUE
    assert standing_in_office(meri, there) == Standing.NOBODY
    meri.is_active = False
    assert standing_in_office(meri, here) == Standing.NOBODY


def test_own_settings_ask_the_database_little(browser: Client, meri: Person) -> None:
    sign_in(browser)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get("/settings")
    assert len(asked) <= 3, [query["sql"] for query in asked]
