"""Who came by their organisation's issuer leaves: here and there, or because the issuer says so. # N44"""

import pytest
from django.test import Client as Browser

from lasna.people.models import Issuer, IssuerSession, Person
from lasna.people.tests import test_sso_people
from lasna.people.tests.sso_scene import PASSWORD, is_in, organisation_at, sign_in
from lasna.people.tests.test_sso_people import deeds
from lasna.tests.forger import Forger

pytestmark = pytest.mark.django_db
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"

forger = test_sso_people.forger
issuer = test_sso_people.issuer
meri = test_sso_people.meri


def test_signing_out_leads_on_to_the_issuer_and_ends_our_session_first(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    browser = Browser()
    sign_in(browser, issuer)
    out = browser.post("/sign-out")
    assert out["Location"] == "/sign-in/organisation/left"
    assert not is_in(browser)
    page = browser.get(out["Location"]).content.decode()
    assert f'content="0; url={forger.url}/end?id_token_hint=' in page
    assert "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2Fsign-in%2Forganisation%2Fleft" in page
    again = browser.get(out["Location"]).content.decode()
    assert "id_token_hint" not in again and "refresh" not in again
    assert deeds()[-1] == "person.signed_out"


def test_an_issuer_without_a_sign_out_page_and_one_that_is_away_keep_nobody_in(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    forger.described["end_session_endpoint"] = None
    browser = Browser()
    sign_in(browser, issuer)
    assert browser.post("/sign-out")["Location"] == "/sign-in"
    assert not is_in(browser)
    sign_in(browser, issuer)
    Issuer.objects.update(url="http://127.0.0.1:9")
    assert browser.post("/sign-out")["Location"] == "/sign-in"
    assert not is_in(browser)


def test_who_came_by_password_is_not_sent_to_the_issuer(issuer: Issuer, meri: Person) -> None:
    browser = Browser()
    browser.post("/sign-in", {"login": meri.email, "password": PASSWORD})
    assert browser.post("/sign-out")["Location"] == "/sign-in"


def logout_token(forger: Forger, **claims: object) -> str:
    forger.header = {"typ": "logout+jwt"}
    wanted: dict[str, object] = {"events": {LOGOUT: {}}, "jti": "one", "at_hash": None, "email": None}
    return forger.signed(**(wanted | claims))


def say_out(issuer: Issuer, token: str) -> int:
    server = Browser(enforce_csrf_checks=True)
    answer = server.post(f"/sign-in/organisation/{issuer.key}/logout", {"logout_token": token})
    return int(answer.status_code)


def test_the_issuer_ends_the_sessions_it_opened(forger: Forger, issuer: Issuer, meri: Person) -> None:
    forger.claims = {"sid": "session-1"}
    first, second, by_password = Browser(), Browser(), Browser()
    sign_in(first, issuer)
    forger.claims = {"sid": "session-2"}
    sign_in(second, issuer)
    by_password.post("/sign-in", {"login": meri.email, "password": PASSWORD})
    forger.claims = {}
    assert say_out(issuer, logout_token(forger, sid="session-1", sub=None)) == 200
    assert (is_in(first), is_in(second), is_in(by_password)) == (False, True, True)
    assert say_out(issuer, logout_token(forger, jti="two")) == 200
    assert (is_in(second), is_in(by_password)) == (False, True)
    assert deeds()[-1] == "person.signed_out_by_issuer"
    assert not IssuerSession.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "other"},
        {"iss": "https://evil.example"},
        {"events": None},
        {"events": {}},
        {"events": [LOGOUT]},
        {"nonce": "x"},
        {"jti": None},
        {"iat": None},
        {"iat": 1_000_000_000},
        {"exp": 1_000_000_000},
        {"sub": None},
        {"sub": 7},
        {"sid": 7},
        {"sid": "a\x00"},
    ],
    ids=str,
)
def test_a_logout_token_not_in_order_ends_nothing(
    forger: Forger, issuer: Issuer, meri: Person, change: dict[str, object]
) -> None:
    browser = Browser()
    sign_in(browser, issuer)
    assert say_out(issuer, logout_token(forger, **change)) == 400
    assert is_in(browser)
    assert say_out(issuer, logout_token(forger)) == 200
    assert not is_in(browser)


def test_a_logout_token_works_once_and_at_its_own_issuer(
    forger: Forger, issuer: Issuer, meri: Person
) -> None:
    other = organisation_at(forger.url, "other.example", client_id="other")
    token = logout_token(forger)
    assert say_out(other, token) == 400  # for another client
    assert say_out(issuer, token) == 200
    forger.header = {}
    browser = Browser()
    sign_in(browser, issuer)
    assert say_out(issuer, token) == 400
    assert say_out(issuer, "") == 400
    assert is_in(browser)


def test_an_id_token_is_no_logout_token(forger: Forger, issuer: Issuer, meri: Person) -> None:
    browser = Browser()
    sign_in(browser, issuer)
    assert say_out(issuer, forger.signed(nonce="x")) == 400
    assert is_in(browser)
