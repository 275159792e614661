"""The door: rules 1 of the safety page."""

import threading
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser

from lasna.correspondence.models import Message
from lasna.errors import UserError
from lasna.kernel import clock, keys
from lasna.kernel.live.models import StoredEvent
from lasna.meetings import services
from lasna.meetings.models import Invitation, Participant
from lasna.meetings.tests.scene import Scene, scene

pytestmark = pytest.mark.django_db(transaction=True)


def asked(made: Scene) -> str:
    """A code has been asked for; returns it."""
    services.ask_code(invitation_id=made.invitation.pk)
    message = Message.objects.filter(kind="code", about=made.invitation.pk).latest("pk")
    return keys.opened(message.secret)


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def guess(made: Scene, code: str) -> str:
    try:
        services.enter(invitation_id=made.invitation.pk, code=code)
    except UserError as error:
        return error.code
    return "in"


def everything() -> list[object]:
    rows: list[object] = list(Invitation.objects.values_list())
    rows += list(Participant.objects.values_list())
    rows += list(StoredEvent.objects.values_list())
    return rows + list(Message.objects.values_list("pk", "kind"))


def test_a_link_opened_fifty_times_by_robots_changes_nothing() -> None:  # N9, N10
    made = scene()
    before = everything()
    for number in range(50):
        method = Browser(headers={"user-agent": f"robot/{number}"})
        assert method.get(made.link).status_code == HTTPStatus.OK
        assert method.head(made.link).status_code in (HTTPStatus.OK, HTTPStatus.METHOD_NOT_ALLOWED)
    assert everything() == before


def test_the_door_shows_the_time_and_never_a_name_or_the_service() -> None:  # N9
    made = scene()
    page = Browser().get(made.link).content.decode()
    assert "door-open" in page
    for secret in (made.client.first_name, made.client.last_name, made.adviser.name, "Keskustelu"):
        assert secret not in page


def test_an_unknown_link_an_expired_one_and_a_malformed_one_share_one_page() -> None:
    made = scene()
    with time_machine.travel(clock.now() + timedelta(days=2)):
        expired = Browser().get(made.link)
    unknown = Browser().get("/m/" + "A" * 43)
    malformed = Browser().get("/m/" + "ä" * 43)
    assert {expired.status_code, unknown.status_code, malformed.status_code} == {HTTPStatus.NOT_FOUND}
    bodies = {
        page.content.decode().replace(str(page.wsgi_request.csp_nonce), "")  # type: ignore[attr-defined]
        for page in (expired, unknown, malformed)
    }
    assert len(bodies) == 1


def test_the_code_goes_by_the_other_channel_than_the_link() -> None:  # N10
    by_mail, by_sms = scene(send_by="email"), scene(send_by="sms")
    asked(by_mail)
    asked(by_sms)
    channels = dict(Message.objects.filter(kind="code").values_list("about", "channel"))
    assert channels == {by_mail.invitation.pk: "sms", by_sms.invitation.pk: "email"}


def test_the_right_code_lets_in_once() -> None:  # N10
    made = scene()
    code = asked(made)
    assert guess(made, code) == "in"
    assert guess(made, code) == "door.code_wrong"


def test_a_code_is_dead_after_ten_minutes() -> None:  # N10
    made = scene()
    code = asked(made)
    with time_machine.travel(clock.now() + timedelta(minutes=9)):
        assert guess(made, wrong_for(code)) == "door.code_wrong"
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert guess(made, code) == "door.code_expired"


def test_five_wrong_codes_kill_the_right_one() -> None:  # N10
    made = scene()
    code = asked(made)
    assert [guess(made, wrong_for(code)) for _ in range(5)] == ["door.code_wrong"] * 5
    assert guess(made, code) == "door.code_wrong"
    assert made.guest.state == Participant.State.INVITED


def test_four_wrong_codes_still_leave_the_fifth_try() -> None:  # N10
    made = scene()
    code = asked(made)
    for _ in range(4):
        guess(made, wrong_for(code))
    assert guess(made, code) == "in"


@pytest.mark.slow
def test_two_hundred_parallel_guesses_are_still_five(loops: Callable[[int], int]) -> None:  # N10
    made = scene()
    code = asked(made)
    guesses = max(loops(200), 40)
    answers: list[str] = []

    def work(numbers: range) -> None:
        for _ in numbers:
            answers.append(guess(made, wrong_for(code)))
        connection.close()

    threads = [threading.Thread(target=work, args=(range(guesses // 8),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) == {"door.code_wrong"}
    assert made.invitation.tries_left == 0
    assert guess(made, code) == "door.code_wrong"


def test_three_codes_an_hour_then_the_page_offers_a_call_and_the_desk_is_told() -> None:  # N26
    made = scene()
    for _ in range(3):
        asked(made)
    with pytest.raises(UserError, match=r"door\.no_more_codes"):
        services.ask_code(invitation_id=made.invitation.pk)
    told = StoredEvent.objects.get(room_id=made.adviser.desk_id, type="desk.asks_call")
    assert told.body["why"] == "no_code"
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        services.ask_code(invitation_id=made.invitation.pk)


def test_a_wrong_code_and_no_active_code_look_the_same() -> None:  # N10
    spent, never = scene(), scene()
    code = asked(spent)
    for _ in range(4):
        guess(spent, wrong_for(code))
    pages = []
    for made in (spent, never):
        browser = Browser()
        page = browser.post(f"{made.link}/enter", {"code": "000000"})
        pages.append((page.status_code, page.content.decode().split('role="alert"')[1].split("</p>")[0]))
    assert pages[0] == pages[1]


def test_a_new_code_kills_the_one_before() -> None:  # N10
    made = scene()
    first, second = asked(made), asked(made)
    assert first == second or guess(made, first) == "door.code_wrong"
    assert guess(made, second) == "in"


def test_the_code_is_nowhere_in_the_database_in_the_clear() -> None:
    made = scene()
    code = asked(made)
    for model in (Invitation, Message):
        for row in model.objects.values_list():
            assert code not in [str(value) for value in row]
    assert made.token not in str(list(Invitation.objects.values_list()))


def test_who_has_one_channel_only_is_told_and_so_is_the_desk() -> None:  # N29
    made = scene(phone="", send_by="email")
    page = Browser().post(f"{made.link}/ask-code")
    assert page.status_code == HTTPStatus.CONFLICT
    assert StoredEvent.objects.filter(room_id=made.adviser.desk_id, type="desk.asks_call").exists()
    assert not Message.objects.filter(kind="code").exists()


def test_the_vouched_door_lets_the_link_in_once_and_only_while_it_is_open() -> None:
    made = scene(phone="", send_by="email")
    assert guess(made, "") == "door.code_wrong"
    services.vouch(meeting_id=made.meeting.pk, by=made.adviser, how="Tunnen äänestä")
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert guess(made, "") == "door.code_wrong"
    assert guess(made, "") == "in"
    assert guess(made, "") == "door.code_wrong"
    assert made.invitation.vouched_how == "Tunnen äänestä"
    assert made.invitation.vouched_by == made.adviser


def test_a_code_read_aloud_works_and_is_sent_nowhere() -> None:
    made = scene(phone="", send_by="email")
    code = services.read_code(meeting_id=made.meeting.pk, by=made.adviser)
    assert not Message.objects.filter(kind="code").exists()
    assert guess(made, code) == "in"


def test_too_early_the_door_says_when_to_come() -> None:  # N7
    made = scene(starts_in=timedelta(hours=2))
    page = Browser().get(made.link)
    assert page.status_code == HTTPStatus.OK
    assert "door-open" not in page.content.decode()
    assert guess(made, "123456") == "door.closed"
    with time_machine.travel(clock.now() + timedelta(minutes=106)):
        assert "door-open" in Browser().get(made.link).content.decode()


def test_a_browser_that_passed_the_code_gets_the_room_another_the_door() -> None:
    made = scene()
    code = asked(made)
    browser = Browser()
    entered = browser.post(f"{made.link}/enter", {"code": code})
    assert entered.status_code == HTTPStatus.FOUND
    assert 'id="boot"' in browser.get(made.link).content.decode()
    assert 'id="boot"' not in Browser().get(made.link).content.decode()


def test_not_let_in_means_a_new_code() -> None:  # N14
    made = scene()
    made.wait()
    browser = Browser()
    for name, value in made.cookies().items():
        browser.cookies[name] = value
    assert 'id="boot"' in browser.get(made.link).content.decode()
    services.deny(participant_id=made.guest.pk, by=made.adviser)
    assert 'id="boot"' not in browser.get(made.link).content.decode()


def test_a_cancelled_meetings_link_says_so_kindly() -> None:  # N7
    made = scene(starts_in=timedelta(hours=1))
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    page = Browser().get(made.link)
    assert page.status_code == HTTPStatus.OK
    assert "door-open" not in page.content.decode()
    assert guess(made, "123456") == "door.closed"


@pytest.mark.parametrize(
    "typed", ["12 34 56", " 123456 ", "123-456", "code: 123456"], ids=["spaces", "edges", "dash", "words"]
)
def test_a_code_may_be_typed_as_people_type(typed: str) -> None:
    made = scene()
    Invitation.objects.filter(pk=made.invitation.pk).update(
        code_hash=keys.hashed(f"code:{made.invitation.pk}:123456"),
        code_until=clock.now() + timedelta(minutes=5),
        tries_left=5,
    )
    assert guess(made, typed) == "in"


@pytest.mark.parametrize("bad", ["", "x" * 10_000, "%00", "１２３４５６", "\u0661\u0662\u0663", "1" * 59])
def test_odd_codes_are_simply_not_right(bad: str) -> None:
    made = scene()
    asked(made)
    page = Browser().post(f"{made.link}/enter", {"code": bad})
    assert page.status_code == HTTPStatus.CONFLICT
    assert made.guest.state == Participant.State.INVITED


def test_a_browser_of_many_people_keeps_the_newest_seats() -> None:  # N6 N18
    made, browser = scene(), Browser()
    for number in range(10_000, 10_060):
        browser.cookies[f"lasna_seat_{number}"] = "x" * 110
    browser.cookies["lasna_seat_strange"] = browser.cookies["lasna_seat_99999999999999999999999"] = "x"
    code = services.read_code(meeting_id=made.meeting.pk, by=made.adviser)
    answer = browser.post(f"{made.link}/enter", {"code": code})
    assert answer.status_code == 302
    gone = [name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0]
    assert gone == [f"lasna_seat_{number}" for number in range(10_000, 10_030)]
    assert answer.cookies[f"lasna_seat_{made.guest.pk}"].value
    kept = sum(len(name) + len(cookie.value) + 3 for name, cookie in browser.cookies.items() if cookie.value)
    assert kept < 8192 / 2
