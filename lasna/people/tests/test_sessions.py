"""Where one is signed in, and the lock of a browser that nobody uses. # N44"""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lasna.kernel import clock
from lasna.kernel.web.agents import device_words
from lasna.people.models import BrowserSession, Organisation, Person
from lasna.people.queries import code_of, gone_of, person_of_cookies
from lasna.people.tests.browsing import CHROME, FIREFOX, PASSWORD, deeds, person_of, sign_in, signed_in

pytestmark = pytest.mark.django_db
NOON = "2027-05-03T09:00:00Z"


@pytest.fixture
def office() -> Organisation:
    return Organisation.objects.create(name="Työllisyysalue", is_demo=True, lock_after=30)


@pytest.fixture
def meri(office: Organisation) -> Person:
    return person_of(office)


def key_of(browser: Client) -> str:
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def person_behind(browser: Client, **more: bool) -> Person | None:
    """Whom a socket of this browser would belong to."""
    return person_of_cookies({settings.SESSION_COOKIE_NAME: key_of(browser)}, **more)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (CHROME, "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.0", ""),
        ("<script>Firefox</script>" + "x" * 10_000, "Firefox"),
    ],
)
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_a_person_sees_where_they_are_signed_in_and_nobody_elses(
    office: Organisation, meri: Person
) -> None:  # N44
    with time_machine.travel(NOON, tick=False) as time:
        here = signed_in(HTTP_USER_AGENT=FIREFOX)
        signed_in(HTTP_USER_AGENT=CHROME)
        person_of(office, "toinen@example.org")
        signed_in("toinen@example.org", HTTP_USER_AGENT="curl")
        time.shift(timedelta(minutes=5))
        page = here.get("/settings/sessions").content.decode()
    assert page.index("Firefox, Windows") < page.index("Chrome, Android")
    assert page.count('<th scope="row">') == 2
    assert key_of(here) not in page


def test_another_browser_is_signed_out_from_here(meri: Person) -> None:  # N44
    here, there = signed_in(), signed_in(HTTP_USER_AGENT=CHROME)
    ended = key_of(there)
    assert here.post("/settings/sessions/end", {"session": code_of(key_of(there))}).status_code == 302
    assert there.get("/settings").status_code == 302 and here.get("/settings").status_code == 200
    assert person_behind(there) is None
    assert gone_of([(meri.pk, ended)]) == {meri.pk} and gone_of([(meri.pk, key_of(here))]) == set()
    assert deeds(meri)[-1] == "person.session_ended"


def test_all_others_are_signed_out_at_once(meri: Person) -> None:
    here, others = signed_in(), [signed_in(), signed_in()]
    here.post("/settings/sessions/end", {"session": "others"})
    assert [browser.get("/settings").status_code for browser in (here, *others)] == [200, 302, 302]


@pytest.mark.parametrize("code", ["", "x", "x" * 10_000, "\x00"])
def test_what_is_no_session_of_ones_own_is_not_here(office: Organisation, meri: Person, code: str) -> None:
    person_of(office, "toinen@example.org")
    theirs = signed_in("toinen@example.org")
    here = signed_in()
    for wrong in (code, code_of(key_of(theirs)), code_of(key_of(here))):
        assert here.post("/settings/sessions/end", {"session": wrong}).status_code == 404
    assert theirs.get("/settings").status_code == 200 and here.get("/settings").status_code == 200


def test_the_table_holds_neither_addresses_nor_what_was_typed(meri: Person) -> None:
    signed_in(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.77")
    row = str(BrowserSession.objects.values().get())
    assert "192.0.2.77" not in row and "Mozilla" not in row


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_sessions_asks_the_database_little(meri: Person, count: int) -> None:
    here = signed_in()
    for _ in range(count - 1):
        signed_in()
    with CaptureQueriesContext(connection) as asked:
        page = here.get("/settings/sessions").content.decode()
    assert page.count('<th scope="row">') == count
    assert len(asked) <= 4, [query["sql"] for query in asked]


def test_sessions_that_have_run_out_are_gone_from_the_list_and_the_table(meri: Person) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        signed_in()
        time.shift(timedelta(hours=13))
        assert signed_in().get("/settings/sessions").content.decode().count('<th scope="row">') == 1
        assert BrowserSession.objects.count() == 1


def test_a_new_password_signs_the_others_out_and_their_sockets(meri: Person) -> None:
    here, there = signed_in(), signed_in()
    fresh = {"new_password1": "punainen mökki rannalla", "new_password2": "punainen mökki rannalla"}
    here.post("/settings/password", fresh | {"old_password": PASSWORD})
    assert person_behind(there) is None and person_behind(here) == meri
    assert BrowserSession.objects.filter(person=meri).count() == 1


# ---- the lock ----------------------------------------------------------------------------------------------


def test_a_browser_that_nobody_uses_locks_and_opens_on_the_same_page(meri: Person) -> None:  # N44
    with time_machine.travel(NOON, tick=False) as time:
        browser = signed_in()
        time.shift(timedelta(minutes=29))
        assert browser.get("/clients").status_code == 200
        time.shift(timedelta(minutes=29))
        assert browser.get("/clients?q=Aino").status_code == 200  # what is done keeps it open
        time.shift(timedelta(minutes=30))
        lock = browser.get("/clients?q=Aino")["Location"]
        assert lock == "/lock?next=%2Fclients%3Fq%3DAino"
        page = browser.get(lock).content.decode()
        assert "Meri" in page and "Aino" not in page.replace("q=Aino", "").replace("q%3DAino", "")
        assert browser.post(lock, {"password": "wrong"}).status_code == 400
        assert browser.get("/clients").status_code == 302
        assert browser.post(lock, {"password": PASSWORD})["Location"] == "/clients?q=Aino"
        assert browser.get("/clients").status_code == 200


def test_what_a_page_asks_by_itself_does_not_count_as_work(meri: Person) -> None:  # N44
    with time_machine.travel(NOON, tick=False) as time:
        browser = signed_in()
        for _ in range(3):
            time.shift(timedelta(minutes=10))
            browser.get("/", headers={"HX-Request": "true", "Lasna-By-Itself": "1"})
            browser.post("/lock/state")
        answer = browser.get("/", headers={"HX-Request": "true", "Lasna-By-Itself": "1"})
        assert (answer.status_code, answer["HX-Trigger"]) == (401, "lasna-locked")
        assert browser.post("/lock/state").json() == {"locked": True, "left": 0, "passkey": False}


def test_a_page_tells_when_something_was_last_done_in_it(meri: Person) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        browser = signed_in()
        time.shift(timedelta(minutes=20))
        assert browser.post("/lock/state").json() == {"locked": False, "left": 600, "passkey": False}
        assert browser.post("/lock/state", {"active": "120"}).json() == {
            "locked": False,
            "left": 1680,
            "passkey": False,
        }
        for wrong in ("-5", "x", "999999", "１", "9" * 5000):
            assert browser.post("/lock/state", {"active": wrong}).json()["left"] == 1680
        time.shift(timedelta(minutes=40))
        assert browser.post("/lock/state", {"active": "0"}).json()["locked"] is True  # too late


def test_the_lock_is_off_where_the_organisation_has_none(meri: Person) -> None:
    Organisation.objects.update(lock_after=0)
    with time_machine.travel(NOON, tick=False) as time:
        browser = signed_in()
        time.shift(timedelta(hours=11))
        assert browser.get("/clients").status_code == 200
        assert browser.post("/lock/state").json() == {"locked": False, "left": None, "passkey": False}


def test_a_browser_is_locked_by_its_person_and_is_nobodys_to_sockets(meri: Person) -> None:  # N44
    browser, other = signed_in(), signed_in()
    assert browser.post("/lock/now")["Location"] == "/lock"
    assert browser.get("/clients").status_code == 302 and other.get("/clients").status_code == 200
    assert person_behind(browser) is None and person_behind(other) == meri
    assert person_behind(browser, in_call=True) == meri
    assert gone_of([(meri.pk, key_of(browser))]) == {meri.pk}
    assert gone_of([(meri.pk, key_of(browser))], in_call=True) == set()
    browser.post("/lock", {"password": PASSWORD})
    assert person_behind(browser) == meri


def test_a_request_on_its_way_does_not_undo_the_lock(meri: Person) -> None:
    browser = signed_in()
    session = browser.session
    session.load()
    browser.post("/lock/now")
    session["something"] = 1
    session.save()
    assert browser.get("/clients").status_code == 302


def test_what_is_sent_while_locked_leads_back_to_its_page(meri: Person) -> None:
    browser = signed_in()
    browser.post("/lock/now")
    came = {"Referer": "http://testserver/clients/new"}
    assert browser.post("/clients/new", {}, headers=came)["Location"] == "/lock?next=%2Fclients%2Fnew"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/lock", "/lock/x"]
)
def test_opening_leads_to_a_page_of_ours(meri: Person, wanted: str) -> None:
    browser = signed_in()
    browser.post("/lock/now")
    assert browser.post("/lock", {"password": PASSWORD, "next": wanted})["Location"] == "/"


def test_the_page_that_locked_itself_opens_without_leaving(meri: Person) -> None:
    browser = signed_in()
    browser.post("/lock/now")
    by_script = {"Accept": "application/json"}
    refused = browser.post("/lock", {"password": "wrong"}, headers=by_script)
    assert refused.status_code == 400 and len(refused.json()["words"]) == 1
    assert browser.post("/lock", {"password": PASSWORD}, headers=by_script).json() == {}
    assert browser.get("/clients").status_code == 200


def test_guessing_at_the_lock_has_an_end(meri: Person) -> None:
    browser = signed_in()
    browser.post("/lock/now")
    for _ in range(6):
        browser.post("/lock", {"password": "wrong"})
    assert browser.post("/lock", {"password": PASSWORD}).status_code == 400
    assert signed_in(REMOTE_ADDR="192.0.2.9").get("/clients").status_code == 200


def test_signing_out_and_language_are_open_while_locked(meri: Person) -> None:
    browser = signed_in()
    browser.post("/lock/now")
    assert browser.post("/language", {"language": "sv"}).status_code == 302
    assert browser.post("/sign-out").status_code == 302
    assert sign_in(browser) == "/"
    assert browser.get("/clients").status_code == 200


def test_locked_pages_ask_no_more_of_the_database_than_before(meri: Person) -> None:
    browser = signed_in()
    with CaptureQueriesContext(connection) as open_page:
        browser.get("/settings")
    browser.post("/lock/now")
    with CaptureQueriesContext(connection) as locked:
        browser.get("/settings")
    assert len(locked) == 2 <= len(open_page)


def test_activity_is_noted_once_a_minute(meri: Person) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        browser = signed_in()
        time.shift(timedelta(seconds=59))
        browser.get("/settings")
        assert BrowserSession.objects.get().active_at == clock.now() - timedelta(seconds=59)
        time.shift(timedelta(seconds=1))
        browser.get("/settings")
        assert BrowserSession.objects.get().active_at == clock.now()
