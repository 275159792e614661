"""Trying beforehand: nothing is told before the client says yes; then it is on the card. # N3 N15 N36"""

import json
import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.guidance.access import LASTS, try_token
from lasna.guidance.models import Trial
from lasna.guidance.services.trying import MOST_A_DAY, Tried, keep_trial
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.personal import parts
from lasna.meetings.tests.scene import Scene, scene

pytestmark = pytest.mark.django_db
BOOT = re.compile(r'<script id="boot" type="application/json">(.*?)</script>', re.DOTALL)
SAID = {
    "key": "6a0c7bd0-6c9b-4a57-9a52-0c6b7b4b7f11",
    "device": "Android, Chrome",
    "camera": "on",
    "microphone": "on",
    "hears": "yes",
    "speed": "4000",
    "round_trip": "35",
    "relayed": "yes",
    "quiet": "yes",
    "sure": "help",
    "wish": "video",
}


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=3))


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def address(made: Scene) -> str:
    return f"/try/{try_token(made.client.pk)}"


def boot_of(browser: Browser, path: str) -> dict[str, object]:
    answer = browser.get(path)
    assert answer.status_code == 200
    found = BOOT.search(answer.content.decode())
    assert found
    loaded: dict[str, object] = json.loads(found[1])
    return loaded


def tried_on(page: str) -> str:
    """What stands there of trials, and nothing of the templates that wait for others."""
    return page.split('class="tried"')[1].split("</ul>", maxsplit=1)[0]


def fresh(made: Scene) -> Client:
    return Client.objects.get(pk=made.client.pk)


def test_anybody_tries_without_a_link_and_nothing_is_kept(made: Scene, browser: Browser) -> None:
    boot = boot_of(browser, "/try")
    assert (boot["keep"], boot["relay"], boot["token"]) == ("", "", "")
    assert boot["phone"] == "040 123 4500"
    assert not Trial.objects.exists()


def test_by_their_own_link_opening_changes_nothing_and_tells_no_name(made: Scene, browser: Browser) -> None:
    before = AuditRow.objects.count()
    answer = browser.get(address(made)).content.decode()
    for word in (made.client.first_name, made.adviser.name, made.organisation.name, str(made.type)):
        assert word not in answer.replace("Demo-toimisto", "")
    assert AuditRow.objects.count() == before
    assert not Trial.objects.exists()


def test_with_the_clients_yes_the_result_is_on_the_card(made: Scene, browser: Browser, desk: Browser) -> None:
    boot = boot_of(browser, address(made))
    answer = browser.post(str(boot["keep"]), SAID)
    assert (answer.status_code, answer.json()) == (200, {})
    trial = Trial.objects.get(client=made.client)
    assert (trial.speed, trial.round_trip, trial.relayed, trial.hears, trial.quiet) == (
        4000,
        35,
        True,
        True,
        True,
    )
    client = fresh(made)
    assert (client.means_camera, client.means_microphone, client.means_device) == (
        "yes",
        "yes",
        "Android, Chrome",
    )
    today = clock.now().astimezone(ZoneInfo("Europe/Helsinki")).date()
    assert (client.wish, client.wish_asked_on, client.means_tried_on) == ("video", today, today)
    # The answer was lost, and it is sent again: one trial.
    assert browser.post(str(boot["keep"]), SAID).status_code == 200
    assert Trial.objects.count() == 1
    assert AuditRow.objects.get(deed="client.tried").who == f"client:{made.client.pk}"
    card = desk.get(f"/clients/{made.client.pk}").content.decode()
    assert "kaikki toimii" in card
    assert "4 Mbit/s" in card
    assert "tarvitsee vähän apua" in card


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"camera": "blocked"}, "kamera estetty"),
        ({"camera": "missing"}, "ei kameraa"),
        ({"camera": "busy"}, "kamera toisen ohjelman käytössä"),
        ({"microphone": "blocked"}, "mikrofoni estetty"),
        ({"microphone": "missing"}, "ei mikrofonia"),
        ({"microphone": "busy"}, "mikrofoni toisen ohjelman käytössä"),
        ({"microphone": "silent"}, "mikrofoni ei kuulu"),
        ({"microphone": ""}, "mikrofonia ei ole kokeiltu"),
        ({"camera": "off"}, "kameraa ei ole kokeiltu"),
        ({"hears": ""}, "ääntä ei kokeiltu"),
        ({"blocked": "yes"}, "verkko estää videon"),
        ({"hears": "no"}, "ei kuullut ääntä"),
        ({"speed": "499"}, "yhteys riittää ääneen, ei kuvaan"),
        ({"speed": "99"}, "yhteys liian heikko, puhelin ensin"),
        ({"quiet": "no"}, "ei rauhallista paikkaa"),
    ],
)
def test_what_did_not_work_is_said_on_the_card(
    made: Scene, browser: Browser, desk: Browser, said: dict[str, str], words: str
) -> None:
    browser.post(f"{address(made)}/keep", SAID | said)
    card = tried_on(desk.get(f"/clients/{made.client.pk}").content.decode())
    assert words in card
    assert "kaikki toimii" not in card


def test_each_device_has_its_own_newest_line(made: Scene, browser: Browser, desk: Browser) -> None:
    for said in ({"camera": "blocked"}, {}, {"device": "iPad, Safari", "hears": "no"}):
        browser.post(f"{address(made)}/keep", SAID | said | {"key": str(uuid4())})
    page = tried_on(desk.get(f"/clients/{made.client.pk}/try").content.decode())
    assert (page.count("Android, Chrome"), page.count("iPad, Safari")) == (1, 1)
    assert "kamera estetty" not in page


def test_what_was_not_tried_says_nothing_new(made: Scene) -> None:
    keep_trial(client_id=made.client.pk, tried=Tried("1", camera="on", microphone="on", wish="phone"))
    keep_trial(client_id=made.client.pk, tried=Tried("2", camera="off", microphone=""))
    client = fresh(made)
    assert (client.means_camera, client.means_microphone, client.wish) == ("yes", "yes", "phone")


@pytest.mark.parametrize(
    "said",
    [
        {"camera": "broken"},
        {"speed": "-1"},
        {"speed": "1" * 30},
        {"round_trip": "NaN"},
        {"sure": "very"},
        {"wish": "carrier pigeon"},
        {"hears": "maybe"},
        {"device": "x" * 61},
        {"key": "not one"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(made: Scene, browser: Browser, said: dict[str, str]) -> None:
    assert browser.post(f"{address(made)}/keep", SAID | said).status_code == 400
    assert not Trial.objects.exists()


def test_a_device_is_a_plain_line(made: Scene, browser: Browser, desk: Browser) -> None:
    browser.post(f"{address(made)}/keep", SAID | {"device": "<b>\u202eAndroid</b>\n"})
    assert Trial.objects.get().device == "<b>Android</b>"
    assert "&lt;b&gt;Android" in desk.get(f"/clients/{made.client.pk}").content.decode()


def test_whoever_holds_the_link_cannot_fill_the_card(made: Scene, browser: Browser) -> None:
    for number in range(MOST_A_DAY):
        keep_trial(client_id=made.client.pk, tried=Tried(str(number)))
    answer = browser.post(f"{address(made)}/keep", SAID)
    assert answer.status_code == 409
    assert answer.json()["code"] == "try.too_often"
    assert "soita meille" in answer.json()["message"]


@pytest.mark.parametrize("token", ["x", "x" * 43, "ä", "x:y:z", "x" * 10_000])
def test_an_unknown_link_is_simply_not_here(made: Scene, browser: Browser, token: str) -> None:
    assert browser.get(f"/try/{token}").status_code == 404
    assert browser.post(f"/try/{token}/keep", SAID).status_code == 404


def test_a_link_grows_old_and_goes_with_its_client(made: Scene, browser: Browser) -> None:
    path = address(made)
    with time_machine.travel(clock.now() + timedelta(seconds=LASTS + 5)):
        assert browser.get(path).status_code == 404
    made.meeting.delete()
    fresh(made).delete()
    assert browser.get(path).status_code == 404


def test_only_a_link_of_ones_own_leads_through_the_relay(
    made: Scene, browser: Browser, settings: Settings
) -> None:
    settings.LASNA_TURN_URL, settings.LASNA_TURN_SECRET = "turn:relay.example:3478", "secret"
    assert boot_of(browser, "/try")["relay"] == ""
    page = browser.get(address(made)).content.decode()
    assert "credential" not in page
    relay = str(boot_of(browser, address(made))["relay"])
    assert browser.get(relay).status_code == 405
    servers = browser.post(relay).json()
    assert servers[-1]["urls"] == ["turn:relay.example:3478"]
    until, _colon, who = servers[-1]["username"].partition(":")
    assert who == f"try-{made.client.pk}"
    assert 0 < int(until) - clock.now().timestamp() <= 180


def test_without_a_relay_something_is_loaded_that_no_cache_keeps(browser: Browser) -> None:
    answer = browser.get("/try/load")
    assert len(answer.content) == 300_000
    assert answer.headers["Cache-Control"] == "no-store, no-transform"


def test_at_a_visit_the_client_reads_a_picture(made: Scene, desk: Browser) -> None:
    page = desk.get(f"/clients/{made.client.pk}/try").content.decode()
    assert "data:image/svg+xml" in page
    assert f"http://testserver/try/{try_token(made.client.pk)[:5]}" in page
    assert AuditRow.objects.filter(deed="client.looked", ids=[made.client.pk]).exists()


@pytest.mark.parametrize("way", ["sms", "email"])
def test_the_link_is_sent_and_names_neither_service_nor_reason(made: Scene, desk: Browser, way: str) -> None:
    answer = desk.post(f"/clients/{made.client.pk}/try/send", {"way": way}, follow=True)
    assert "Linkki lähtee." in answer.content.decode()
    message = Message.objects.get(kind="try")
    assert message.channel == way
    rendered = RENDERERS["try"](message)
    assert rendered is not None
    assert "http://testserver/try/" in rendered.text
    assert "miten videotapaaminen toimii" in rendered.text
    assert "Keskustelu" not in rendered.text
    assert AuditRow.objects.filter(deed="client.try_link_sent").count() == 1


def test_who_comes_early_can_try(made: Scene, browser: Browser) -> None:
    page = browser.get(made.link).content.decode()
    assert "Tulit hyvissä ajoin." in page
    found = re.search(r'href="(/try[^"]*)"', page)
    assert found
    # Nobody has passed the code: nothing can be written to the client's card.
    assert found[1] == "/try"
    assert browser.get(found[1]).status_code == 200
    browser.cookies.load(made.cookies())
    assert f'href="/try/{try_token(made.client.pk)[:4]}' in browser.get(made.link).content.decode()


def test_a_page_of_somebody_elses_cannot_press_for_the_client(made: Scene) -> None:
    strict = Browser(enforce_csrf_checks=True)
    assert strict.post(f"{address(made)}/keep", SAID).status_code == 403
    boot = boot_of(strict, address(made))
    said = SAID | {"csrfmiddlewaretoken": str(boot["token"])}
    assert strict.post(f"{address(made)}/keep", said).status_code == 200


def test_letters_that_grow_longer_are_cut(made: Scene, browser: Browser) -> None:
    assert browser.post(f"{address(made)}/keep", SAID | {"device": "\u0958" * 60}).status_code == 200
    assert len(Trial.objects.get().device) == 60


def test_what_was_tried_is_told_to_the_client_and_goes_with_them(made: Scene, browser: Browser) -> None:
    browser.post(f"{address(made)}/keep", SAID | {"camera": "blocked"})
    part = next(part for part in parts() if part.name == "trials")
    assert part.count(made.client.pk) == 1
    sections = part.export(made.client.pk)
    assert [section.name for section in sections] == ["trials", "try_links"]
    assert "kamera estetty" in map(str, sections[0].rows[0])
    assert part.erase(made.client.pk) == 1
    assert not Trial.objects.exists()
