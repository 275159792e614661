"""What every answer goes through: headers, language, refusals in words. # N44 N45"""

import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, OperationalError
from django.test import Client

from lasna.kernel.audit import services
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.web.rights import LINK, PUBLIC
from lasna.kernel.web.tests import urls
from lasna.people.models import Organisation, Person
from lasna.policy import Action

pytestmark = [pytest.mark.django_db, pytest.mark.urls("lasna.kernel.web.tests.urls")]

ADDRESSES = {
    "/staff": 302,
    "/door": 200,
    "/not-here": 404,
    "/nothing-at-all": 404,
    "/cannot": 409,
    "/database-gone": 503,
    "/crash": 500,
    "/denied": 403,
    "/only-post": 405,
    "/sign-in": 200,
    "/static/web/icon.svg": 200,
}


@pytest.fixture
def browser() -> Client:
    """One that gets a page where our code crashed, as a real one does."""
    return Client(raise_request_exception=False)


@pytest.fixture
def adviser() -> Person:
    organisation = Organisation.objects.create(name="Työllisyysalue")
    return Person.objects.create_person(email="meri@example.org", name="Meri", organisation=organisation)


@pytest.mark.parametrize(("address", "status"), ADDRESSES.items())
def test_the_headers_are_on_every_answer(browser: Client, address: str, status: int) -> None:  # N44
    answer = browser.get(address)
    answer.close()
    assert answer.status_code == status
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    if address.startswith("/static") and status == 200:
        # No page: it may not load, run or send anything.
        assert "-src 'self'" not in policy and "form-action 'none'" in policy
    else:
        assert (
            "style-src 'self';" in policy and "object-src 'none'" in policy and "form-action 'self'" in policy
        )
        assert re.search(r"script-src 'self' 'nonce-[\w-]{22}'", policy)
        assert "camera=(self)" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    opener = None if address == "/door" else "same-origin"  # decision 16
    assert answer.get("Cross-Origin-Opener-Policy") == opener


@pytest.mark.parametrize("address", [address for address in ADDRESSES if not address.startswith("/static")])
def test_no_page_is_kept_by_a_browser_or_on_the_way(browser: Client, address: str) -> None:  # N44
    assert "no-store" in browser.get(address)["Cache-Control"]


def test_a_nonce_is_never_used_twice(browser: Client) -> None:
    policies = {browser.get("/sign-in")["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


def test_what_the_build_made_is_kept_for_ever_and_travels_small(browser: Client) -> None:
    page = browser.get("/sign-in").content.decode()
    styles = re.findall(r'href="(/static/assets/[^"]+\.css)"', page)
    assert styles
    for address in styles:
        answer = browser.get(address, headers={"accept-encoding": "gzip"})
        answer.close()
        assert answer["Content-Encoding"] == "gzip" and "immutable" in answer["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer
    icon = browser.get("/static/web/icon.svg")
    icon.close()
    assert "immutable" not in icon["Cache-Control"]


def test_https_is_insisted_on_where_the_service_has_it(browser: Client, settings: LazySettings) -> None:
    assert "Strict-Transport-Security" not in browser.get("/sign-in")
    settings.LASNA_URL = "https://lasna.example.org"
    assert browser.get("/sign-in")["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/not-here", "Emme löytäneet tätä sivua"),
        ("/nothing-at-all", "Emme löytäneet tätä sivua"),
        ("/cannot", "Tämä ei onnistunut"),
        ("/database-gone", "Palvelu on ruuhkautunut"),
        ("/crash", "Jokin meni vikaan"),
        ("/denied", "Tämä ei ole sinulle avoinna"),
        ("/only-post", "Tätä sivua ei voi avata näin"),
    ],
)
def test_a_refusal_is_a_page_in_words_and_tells_nothing_of_the_code(
    browser: Client, address: str, words: str
) -> None:  # N45
    page = browser.get(address).content.decode()
    assert f"<h1>{words}</h1>" in page and 'lang="fi"' in page
    assert "secret" not in page and "Traceback" not in page and "Error" not in page


def test_what_does_not_exist_and_what_is_not_yours_look_the_same(browser: Client) -> None:
    assert browser.get("/not-here").content == browser.get("/nothing-at-all").content


def test_what_a_person_can_mend_is_said_with_a_way_back(browser: Client) -> None:
    answer = browser.post("/cannot", headers={"referer": "http://testserver/staff?day=2"})
    page = answer.content.decode()
    assert answer.status_code == 409 and answer["Lasna-Code"] == "meeting.already_ended"
    assert "This meeting &lt;b&gt;has ended&lt;/b&gt;." in page and 'href="/staff?day=2"' in page
    elsewhere = browser.post("/cannot", headers={"referer": "https://evil.example/staff"})
    assert "evil" not in elsewhere.content.decode()


def test_a_fragment_that_was_refused_becomes_a_notice_on_the_page(browser: Client) -> None:
    answer = browser.post("/cannot", headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#notice")
    assert "<html" not in answer.content.decode()


def test_a_form_without_its_proof_of_origin_is_refused_in_words() -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "sv"})
    answer = strict.post("/only-post", headers={"origin": "https://evil.example"})
    assert answer.status_code == 403 and "Vi kunde inte ta emot det här" in answer.content.decode()
    assert Client().post("/only-post").content == b"posted"


def test_a_page_speaks_the_browsers_language_else_finnish(browser: Client) -> None:  # N8
    def language(wanted: str) -> str:
        return str(browser.get("/sign-in", headers={"accept-language": wanted})["Content-Language"])

    assert [language(wanted) for wanted in ("sv-FI,sv;q=0.9", "en-GB", "de,en;q=0.5", "de", "", "*;q=x")] == [
        "sv",
        "en",
        "en",
        "fi",
        "fi",
        "fi",
    ]


def test_the_language_chosen_in_the_footer_holds_and_the_page_stays(browser: Client) -> None:  # N8
    answer = browser.post("/language", {"language": "en", "next": "/sign-in?next=/staff"})
    assert answer["Location"] == "/sign-in?next=/staff"
    assert browser.get("/sign-in", headers={"accept-language": "sv"})["Content-Language"] == "en"
    away = browser.post("/language", {"language": "en", "next": "https://evil.example/"})
    assert away["Location"] == "/"
    assert browser.post("/language", {"language": "xx"}).status_code == 404


def test_a_page_by_link_speaks_the_clients_language_unless_the_client_chose(browser: Client) -> None:  # N8
    assert browser.get("/door", headers={"accept-language": "en"})["Content-Language"] == "sv"
    browser.post("/language", {"language": "en"})
    assert browser.get("/door")["Content-Language"] == "en"


def test_a_signed_in_person_is_spoken_to_in_their_language(browser: Client, adviser: Person) -> None:
    browser.force_login(adviser)
    adviser.language = "sv"
    adviser.save()
    assert browser.get("/staff", headers={"accept-language": "en"})["Content-Language"] == "sv"
    browser.post("/language", {"language": "en"})
    adviser.refresh_from_db()
    assert adviser.language == "en"


def test_staff_pages_are_for_those_signed_in(browser: Client, adviser: Person) -> None:  # N44
    assert browser.get("/staff?day=2")["Location"] == "/sign-in?next=/staff%3Fday%3D2"
    assert browser.get("/staff", headers={"hx-request": "true"})["HX-Redirect"] == "/sign-in"
    browser.force_login(adviser)
    assert browser.get("/staff").content == b"Meri"
    adviser.is_active = False
    adviser.save()
    assert browser.get("/staff").status_code == 302


def test_every_view_carries_its_right() -> None:
    assert [vars(view)["lasna_right"] for view in (urls.staff, urls.door, urls.crash, urls.only_post)] == [
        Action.TODAY_SEE,
        LINK,
        PUBLIC,
        PUBLIC,
    ]


def test_who_looked_is_written_before_the_answer_leaves(browser: Client, adviser: Person) -> None:  # N44
    assert browser.get("/client").status_code == 302
    assert not AuditRow.objects.exists()
    browser.force_login(adviser)
    assert browser.get("/client").content == b"the client's secret"
    row = AuditRow.objects.get()
    assert (row.chain, row.who, row.deed, row.ids) == (
        adviser.organisation_id,
        f"person:{adviser.pk}",
        "client.looked",
        [7],
    )


def test_an_answer_whose_reading_cannot_be_written_stays_here(
    browser: Client, adviser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:  # N44
    def full(**_wanted: Any) -> None:
        raise DatabaseError("disk full")

    browser.force_login(adviser)
    monkeypatch.setattr(services, "record_all", full)
    answer = browser.get("/client")
    page = answer.content.decode()
    assert answer.status_code == 503 and answer["Retry-After"] == "10"
    assert "Palvelu on ruuhkautunut" in page and "secret" not in page and "disk" not in page
    assert browser.get("/staff").status_code == 200


@pytest.mark.parametrize("address", ["/staff", "/sign-in", "/door"])
def test_while_the_database_is_gone_pages_say_so_in_words(
    browser: Client, adviser: Person, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def gone(_self: SessionStore) -> None:
        raise OperationalError("could not connect to secret host")

    browser.force_login(adviser)
    monkeypatch.setattr(SessionStore, "load", gone)
    answer = browser.get(address)
    page = answer.content.decode()
    if address == "/door":  # asks for nobody, so it needs no database
        assert answer.status_code == 200
    else:
        assert answer.status_code == 503 and "Palvelu on ruuhkautunut" in page and "secret" not in page
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_client_data_read_by_nobody_in_particular_does_not_leave(browser: Client) -> None:
    answer = browser.get("/unseen")
    assert answer.status_code == 500 and b"secret" not in answer.content
