"""A second factor: set up, asked for, required, lost and taken away. # N44"""

import json
import re
import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from lasna.correspondence import tasks
from lasna.correspondence.models import MailboxItem
from lasna.errors import NotHere, UserError
from lasna.kernel.guessing.models import Tally
from lasna.people import services
from lasna.people.models import Organisation, Person, SecondFactor
from lasna.people.queries import person_of_cookies
from lasna.people.tests.browsing import (
    code_of,
    deeds,
    person_of,
    recovery_codes,
    sign_in,
    signed_in,
    with_app,
)

pytestmark = pytest.mark.django_db
STEP = "/sign-in/second-factor"


@pytest.fixture
def office() -> Organisation:
    return Organisation.objects.create(name="Työllisyysalue", is_demo=True)


@pytest.fixture
def meri(office: Organisation) -> Person:
    return person_of(office)


def secret_on(page: str) -> str:
    found = re.search(r'data-testid="secret">([^<]+)<', page)
    assert found is not None
    return found.group(1).replace(" ", "")


def set_up(browser: Client) -> tuple[str, str]:
    """By the page: the secret, and where the browser is sent."""
    page = browser.get("/settings/sign-in/app").content.decode()
    assert "data:image/svg+xml" in page
    secret = secret_on(page)
    answer = browser.post("/settings/sign-in/app", {"code": code_of(secret, steps=-1)})
    return secret, answer["Location"]


def give(browser: Client, code: str, **more: str) -> str:
    return str(browser.post(STEP, {"code": code, **more}).get("Location", ""))


def test_an_app_is_set_up_and_then_asked_for(meri: Person) -> None:  # N44
    browser = signed_in()
    secret, led = set_up(browser)
    assert led == "/settings/sign-in/codes"
    elsewhere = Client()
    assert sign_in(elsewhere, next="/settings") == STEP
    assert elsewhere.get("/settings").status_code == 302
    assert give(elsewhere, "000000") == ""
    assert give(elsewhere, code_of(secret)) == "/settings"
    assert elsewhere.get("/settings").status_code == 200
    assert deeds(meri) == ["person.signed_in", "person.app_added", "person.signed_in"]


def test_a_wrong_first_code_sets_nothing_up_and_the_secret_stays_on_the_page(meri: Person) -> None:
    browser = signed_in()
    secret = secret_on(browser.get("/settings/sign-in/app").content.decode())
    answer = browser.post("/settings/sign-in/app", {"code": "000000"})
    assert answer.status_code == 400 and secret_on(answer.content.decode()) == secret
    assert not Authenticator.objects.exists()
    assert browser.post("/settings/sign-in/app", {"code": code_of(secret)}).status_code == 302


def test_secrets_are_sealed_wherever_they_are_kept(meri: Person) -> None:
    browser = signed_in()
    secret, _led = set_up(browser)
    codes = recovery_codes(meri)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept and not any(code in kept for code in codes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM people_browsersession")
        assert all(secret not in str(row) for row in cursor.fetchall())


def test_a_code_is_used_once_and_so_are_those_before_it(meri: Person) -> None:  # N44
    secret = with_app(meri)
    used = code_of(secret)
    first, second = signed_in(), signed_in()
    assert give(first, used) == "/"
    assert give(second, used) == ""
    assert give(second, code_of(secret, steps=-1)) == ""
    assert give(second, code_of(secret, steps=1)) == "/"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_with_the_same_code_at_the_same_moment_one_gets_in() -> None:
    meri = person_of(Organisation.objects.create(name="Työllisyysalue"))
    code = code_of(with_app(meri))
    came: list[bool] = []

    def try_it() -> None:
        try:
            services.check_code(person=meri, code=code, address="127.0.0.1")
            came.append(True)
        except UserError:
            came.append(False)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == [False, False, False, False, True]


def test_wrong_codes_end_the_guessing_and_the_right_person_gets_in_from_elsewhere(
    meri: Person,
) -> None:  # N44
    secret = with_app(meri)
    with time_machine.travel("2027-05-03T09:00:00Z", tick=False) as time:
        inside = signed_in()
        give(inside, code_of(secret))
        time.shift(60)
        here, elsewhere = signed_in(), signed_in(REMOTE_ADDR="192.0.2.7")
        for _ in range(services.CODES_PER_PLACE):
            give(here, "000000")
        refused = here.post(STEP, {"code": code_of(secret)})
        assert "Odota 15 minuuttia" in refused.content.decode()
        assert give(elsewhere, code_of(secret)) == "/"
        assert inside.get("/settings").status_code == 200
        time.shift(timedelta(minutes=15, seconds=1))
        sign_in(here)
        assert give(here, code_of(secret)) == "/"
    assert deeds(meri).count("person.second_factor_limited") == 1


def test_guessing_from_many_addresses_has_an_end_too(meri: Person) -> None:
    with_app(meri)
    for number in range(services.CODES_PER_PERSON):
        with pytest.raises(UserError) as wrong:
            services.check_code(person=meri, code="000000", address=f"192.0.2.{number}")
        assert wrong.value.code == "factor.wrong_code"
    with pytest.raises(UserError) as refusal:
        services.check_code(person=meri, code="000000", address="198.51.100.1")
    assert refusal.value.code == "factor.too_many"


def test_a_right_code_leaves_no_failure_behind(meri: Person) -> None:
    secret = with_app(meri)
    give(signed_in(), code_of(secret))
    assert not Tally.objects.filter(times__gt=0).exists()


def test_a_recovery_code_lets_in_once(meri: Person) -> None:
    with_app(meri)
    code = recovery_codes(meri)[3]
    assert give(signed_in(), f"{code[:4]} {code[4:]}", recovery="1") == "/"
    again = signed_in()
    assert give(again, code, recovery="1") == ""
    assert "person.recovery_code_used" in deeds(meri)
    assert len(recovery_codes(meri)) == 9


def test_recovery_codes_are_shown_until_they_are_kept_and_made_anew(meri: Person) -> None:
    browser = signed_in()
    set_up(browser)
    page = browser.get("/settings/sign-in/codes").content.decode()
    codes = recovery_codes(meri)
    assert all(f"{code[:4]} {code[4:]}" in page for code in codes)
    assert browser.get("/settings/sign-in/codes").status_code == 200
    assert browser.post("/settings/sign-in/codes")["Location"] == "/settings/sign-in"
    assert browser.get("/settings/sign-in/codes")["Location"] == "/settings/sign-in"
    browser.post("/settings/sign-in/codes", {"new": "1"})
    assert not set(codes) & set(recovery_codes(meri))
    assert browser.get("/settings/sign-in/codes").status_code == 200


def test_where_it_is_required_nothing_else_opens_until_it_is_set_up(
    office: Organisation, meri: Person
) -> None:  # N44
    browser = signed_in()
    cookies = {settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value}
    assert browser.get("/").status_code == 200 and person_of_cookies(cookies) == meri
    Organisation.objects.update(second_factor=SecondFactor.REQUIRED)
    for address in ("/", "/clients", "/contacts", "/meetings/new"):
        assert browser.get(address)["Location"] == "/settings/sign-in"
    assert browser.get("/clients", headers={"HX-Request": "true"})["HX-Redirect"] == "/settings/sign-in"
    assert person_of_cookies(cookies) is None
    for address in ("/settings", "/settings/password", "/settings/sessions", "/settings/sign-in"):
        assert browser.get(address).status_code == 200
    assert browser.post("/language", {"language": "sv"}).status_code == 302
    set_up(browser)
    assert browser.get("/").status_code == 200 and person_of_cookies(cookies) == meri


@pytest.mark.parametrize(("way", "opens"), [("oidc", 200), ("link", 200), ("password", 302), ("", 302)])
def test_who_came_by_another_way_than_a_password_is_not_asked(meri: Person, way: str, opens: int) -> None:
    Organisation.objects.update(second_factor=SecondFactor.REQUIRED)
    browser = signed_in()
    session = browser.session
    session["signed_in_by"] = way
    session.save()
    assert browser.get("/").status_code == opens


def test_the_last_factor_stays_where_one_is_required(meri: Person) -> None:
    secret = with_app(meri)
    browser = signed_in()
    give(browser, code_of(secret))
    factor = Authenticator.objects.get(type="totp").pk
    Organisation.objects.update(second_factor=SecondFactor.REQUIRED)
    assert browser.post(f"/settings/sign-in/{factor}/remove").status_code == 409
    Organisation.objects.update(second_factor=SecondFactor.OPTIONAL)
    assert browser.post(f"/settings/sign-in/{factor}/remove").status_code == 302
    assert not Authenticator.objects.exists()  # the recovery codes went with it


def test_who_changes_how_they_sign_in_shows_who_they_are(meri: Person) -> None:
    browser = signed_in()
    session = browser.session
    session["proved_at"] = 0
    session.save()
    asked = "/settings/sign-in/confirm?next=%2Fsettings%2Fsign-in%2Fapp"
    assert browser.get("/settings/sign-in/app")["Location"] == asked
    assert browser.post(asked, {"password": "wrong"}).status_code == 400
    answer = browser.post(asked, {"password": "sininen vene lähtee"})
    assert answer["Location"] == "/settings/sign-in/app"
    assert browser.get("/settings/sign-in/app").status_code == 200


def test_what_is_anothers_is_not_here(office: Organisation, meri: Person) -> None:
    other = person_of(office, "toinen@example.org")
    with_app(other)
    theirs = Authenticator.objects.get(user=other, type="totp").pk
    browser = signed_in()
    assert browser.post(f"/settings/sign-in/{theirs}/remove").status_code == 404
    assert browser.post(f"/settings/sign-in/{theirs}/name", {"name": "Oma"}).status_code == 404


@pytest.mark.parametrize(
    "credential",
    ["", "x", "[]", "{}", "1", "null", '"x"', '{"id":1}', "[" * 2000, '{"response":{"userHandle":[]}}']
    + ['{"id":"AA","rawId":"AA","type":"public-key","response":{"userHandle":"MQ","clientDataJSON":"AA"}}']
    + [
        '{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{},"response":'
        '{"userHandle":"' + handle + '","clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}'
        for handle in ("MQ", "////", "")
    ],
)
def test_a_passkey_that_is_none_is_refused_in_words(meri: Person, credential: str) -> None:
    browser = Client()
    browser.get("/sign-in/passkey", headers={"Accept": "application/json"})
    answer = browser.post("/sign-in/passkey", {"credential": credential}, follow=True)
    assert answer.status_code == 200 and browser.get("/settings").status_code == 302
    inside = signed_in()
    assert inside.get("/settings/sign-in/passkey").status_code == 200
    answer = inside.post("/settings/sign-in/passkey", {"credential": credential, "name": "Oma"})
    assert answer.status_code == 400
    with_app(meri)
    step = signed_in()
    step.get(STEP)
    assert step.post(STEP, {"credential": credential}).status_code == 200
    assert step.get("/settings").status_code == 302


def test_passkeys_belong_to_the_address_of_the_service(meri: Person) -> None:
    browser = Client()
    options = browser.get("/sign-in/passkey", headers={"Accept": "application/json"}).json()[
        "request_options"
    ]
    assert options["publicKey"]["rpId"] == "testserver"
    assert options["publicKey"]["userVerification"] == "required"
    assert len(options["publicKey"]["challenge"]) >= 22


def administrator(office: Organisation) -> Person:
    return person_of(office, "hallinta@example.org", role=Person.Role.ADMINISTRATOR)


def test_the_administrator_chooses_for_everybody_and_it_is_on_record(
    office: Organisation, meri: Person
) -> None:
    by = administrator(office)
    browser = signed_in("hallinta@example.org")
    answer = browser.post("/administration/sign-in", {"second_factor": "required", "lock_after": "15"})
    assert answer["Location"] == "/administration/sign-in"
    office.refresh_from_db()
    assert (office.second_factor, office.lock_after) == ("required", 15)
    bad = browser.post("/administration/sign-in", {"second_factor": "never", "lock_after": "7"})
    assert bad.status_code == 302  # to set up a factor: the rule holds for the administrator too
    with pytest.raises(NotHere):
        services.change_sign_in_rules(second_factor="optional", lock_after=0, by=meri)
    assert by.pk


def test_what_cannot_be_chosen_is_refused(office: Organisation) -> None:
    administrator(office)
    browser = signed_in("hallinta@example.org")
    for chosen in (
        {"second_factor": "never", "lock_after": "5"},
        {"second_factor": "optional", "lock_after": "7"},
    ):
        assert browser.post("/administration/sign-in", chosen).status_code == 400


def test_a_colleagues_lost_factors_are_taken_away(office: Organisation, meri: Person) -> None:  # N44
    secret = with_app(meri)
    theirs = signed_in()
    give(theirs, code_of(secret))
    by = administrator(office)
    browser = signed_in("hallinta@example.org")
    assert browser.post(f"/administration/sign-in/{meri.pk}/take").status_code == 302
    assert theirs.get("/settings").status_code == 302
    assert sign_in(Client()) == "/"
    assert "person.factors_taken" in deeds(meri)
    tasks.send_mails()
    told = MailboxItem.objects.get(address=meri.email)
    assert "kirjauduttu" in told.text or "kirjattu" in told.text
    assert browser.post(f"/administration/sign-in/{meri.pk}/take").status_code == 409
    assert browser.post(f"/administration/sign-in/{by.pk}/take").status_code == 404


def test_factors_of_another_organisation_are_not_here(meri: Person) -> None:
    with_app(meri)
    administrator(Organisation.objects.create(name="Toinen"))
    browser = signed_in("hallinta@example.org")
    assert browser.post(f"/administration/sign-in/{meri.pk}/take").status_code == 404
    assert Authenticator.objects.filter(user=meri).exists()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_colleagues_asks_the_database_little(office: Organisation, count: int) -> None:
    administrator(office)
    for number in range(count):
        with_app(person_of(office, f"p{number}@example.org"))
    browser = signed_in("hallinta@example.org")
    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/administration/sign-in").content.decode()
    assert page.count("/take") == count
    assert len(asked) <= 6, [query["sql"] for query in asked]


def test_where_the_key_that_sealed_them_is_gone_factors_open_nothing_and_nothing_breaks(meri: Person) -> None:
    secret = with_app(meri)
    codes = recovery_codes(meri)
    with override_settings(LASNA_FIELD_KEY=Fernet.generate_key().decode()):
        browser = signed_in()
        assert give(browser, code_of(secret)) == "" and give(browser, codes[0], recovery="1") == ""
        assert browser.get(STEP).status_code == 200
    assert give(browser, code_of(secret)) == "/"
