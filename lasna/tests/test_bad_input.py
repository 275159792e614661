"""What no honest browser sends: each address, parameter and free text is answered in words. # N44"""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from lasna.kernel.words import plain_line, plain_lines
from lasna.meetings import services
from lasna.meetings.models import Invitation
from lasna.meetings.tests.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.crawl]
BAD_IDS = [
    "",
    "a" * 10_000,
    "9" * 10_000,
    "%00",
    "1%00",
    "%C0%AF",  # "/" in two bytes
    "%C0%B1",  # "1" in two bytes
    "%ED%A0%80",  # half of a pair
    "１２３",
    "%D9%A1%D9%A2",  # Arabic digits
    "0",
    "-1",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551616",
    "9" * 300,
    "1e3",
    "1.0",
    "0x10",
    "%2e%2e%2fclients",
    "<script>",
    "{{7*7}}",
    "'%20or%201=1--",
    "%0d%0aSet-Cookie:x=1",
]


def templates(patterns: list[URLPattern | URLResolver]) -> list[str]:
    """Every address that carries an id or a token, with ``*`` in its place."""
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += templates(pattern.url_patterns)
        elif pattern.pattern.converters:
            found.append("/" + re.sub(r"<[^>]+>", "*", str(pattern.pattern)))
    return found


TEMPLATES = templates(get_resolver("lasna.config.urls").url_patterns)
QUERIES = [
    "/?day=*",
    "/meetings/new?client=*",
    "/meetings/new?q=*",
    "/contacts/new?client=*",
    "/contacts/new?q=*&channel=*",
    "/clients?q=*&page=*&mine=*",
    "/contacts?from=*&to=*&channel=*&adviser=*&outcome=*&page=*&client=*",
    "/sign-in?next=*",
    "/sign-in/organisation?next=*",
    "/mailbox?address=*",
]


def browsers(made: Scene) -> list[Browser]:
    staff = Browser(raise_request_exception=True)
    staff.force_login(made.adviser)
    return [Browser(raise_request_exception=True), staff]


def test_there_are_addresses_to_try() -> None:
    assert len(TEMPLATES) >= 20


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_id_that_is_none_is_answered_in_words(template: str) -> None:
    made = scene()
    for bad in BAD_IDS:
        address = template.replace("*", bad)
        for browser in browsers(made):
            for answer in (browser.get(address), browser.post(address)):
                at = f"{answer.request['REQUEST_METHOD']} {address[:60]}: {answer.status_code}"
                assert answer.status_code in (302, 400, 404, 405) or "//" in address or bad == "", at
                assert answer.status_code < 500, at
                assert answer.status_code == 302 or b"<h1>" in answer.content, at


@pytest.mark.parametrize("template", QUERIES)
def test_a_parameter_that_is_none_is_no_crash(template: str) -> None:
    made = scene()
    for bad in BAD_IDS:
        for browser in browsers(made):
            answer = browser.get(template.replace("*", bad))
            at = f"{template} {bad[:30]}: {answer.status_code}"
            assert answer.status_code in (200, 302, 400, 404), at
            assert answer.status_code == 302 or b"<h1>" in answer.content or b"<form" in answer.content, at
            assert "<script>" not in answer.content.decode().replace("<script src", ""), at


@pytest.mark.parametrize("page", ["", "/code", "/ask-code", "/enter", "/call"])
def test_the_token_of_a_cancelled_meeting_says_so_and_opens_nothing(page: str) -> None:
    made = scene(starts_in=timedelta(minutes=10))
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    for browser in browsers(made):
        for answer in (browser.get(made.link + page), browser.post(made.link + page)):
            assert answer.status_code in (200, 302, 405, 409)
            assert "door-code" not in answer.content.decode() or answer.status_code == 409
    assert Invitation.objects.get(pk=made.invitation.pk).code_hash == ""


def test_two_tokens_are_no_token() -> None:
    one, two = scene(), scene()
    for between in ("", "/", "%2F", ",", "&", "?", "#", "%20"):
        address = f"/m/{one.token}{between}{two.token}"
        expected = (200, 404) if between in ("?", "#") else (404,)
        assert Browser().get(address).status_code in expected, between
    assert Browser().get(one.link).status_code == 200


def test_the_token_of_another_client_does_not_open_the_room_with_my_cookie() -> None:
    mine, other = scene(), scene()
    mine.pass_the_code()
    browser = Browser()
    browser.cookies.load(mine.cookies())
    assert 'id="boot"' in browser.get(mine.link).content.decode()
    assert 'id="boot"' not in browser.get(other.link).content.decode()


WORDS = [
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("{{7*7}}", "{{7*7}}"),
    ("Aino\u202eonia", "Ainoonia"),
    ("\u2066Aino\u2069", "Aino"),
    ("Ai\u200bno\ufeff", "Aino"),
    ("Aino\x00Demo", "AinoDemo"),
    ("Aino\x1b[31m", "Aino[31m"),
    ("a" + "\u0301" * 1000, "\u00e1" + "\u0301" * 4),
    (" \u00a0 \u2003 ", ""),
    ("Aino\r\nBcc: x", "Aino Bcc: x"),
    ("https://example.invalid/", "https://example.invalid/"),
]
GOOD_WORDS = ["Åke-Þór O'Brien", "Áŋŋá Ŋižžá", "Мария Петрова", "محمد علي", "می‌خواهم", "Ö", "👨‍👩‍👧 tulee"]


@pytest.mark.parametrize(("typed", "kept"), WORDS, ids=range(len(WORDS)))
def test_what_deceives_the_eye_is_left_out_of_words(typed: str, kept: str) -> None:
    assert plain_line(typed) == kept


@pytest.mark.parametrize("typed", GOOD_WORDS)
def test_words_of_every_script_stay_as_they_are(typed: str) -> None:
    assert plain_line(typed) == typed
    assert plain_lines(f"{typed}\r\n\r\n{typed}\x00\n") == f"{typed}\n\n{typed}"


@pytest.mark.parametrize("typed", [typed for typed, _kept in WORDS], ids=range(len(WORDS)))
def test_words_are_shown_as_text_wherever_they_are_shown(typed: str) -> None:
    made = scene()
    staff = browsers(made)[1]
    how = f"Tunnen: {typed}"
    assert staff.post(f"/meetings/{made.meeting.pk}/vouch", {"how": how}).status_code in (302, 409)
    services.vouch(meeting_id=made.meeting.pk, by=made.adviser, how=how)
    made.wait()
    services.say(participant_id=made.guest.pk, by=made.adviser, words=typed[:300], minutes_late=5)
    services.admit(participant_id=made.guest.pk, by=made.adviser)
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed=typed)
    guest = Browser()
    guest.cookies.load(made.cookies())
    pages = [guest.get(made.link)]
    pages += [staff.get(f"/meetings/{made.meeting.pk}"), staff.get("/"), staff.get("/contacts")]
    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        assert "<script>alert" not in text
        assert ">49<" not in text
        assert not set("\u202e\u2066\u200b\x00\x1b") & set(text)
    assert made.invitation.vouched_how == plain_line(how)[:300]
