"""No standing outlives what it rests on: a seat, a session, a door's version, the meeting's time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit, snapshot_for
from lasna.meetings import services as meetings
from lasna.meetings.commands.desk import Desk
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.protocol import Admit, Step
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import BrowserSession
from lasna.policy import Standing
from lasna.room import services, tasks
from lasna.room.commands.entrances import ClientDoor, HostDoor
from lasna.room.commands.seat import admit as admit_command
from lasna.room.states import checked_signal

pytestmark = pytest.mark.django_db
CANDIDATE = "a=candidate:1 1 UDP 1 192.0.2.1 9 typ host\r\n"
RELAYED = "a=candidate:2 1 UDP 1 192.0.2.9 9 typ relay\r\n"
SDP = "v=0\r\na=fingerprint:sha-256 AA\r\nm=audio 9 UDP 111\r\n" + CANDIDATE + RELAYED
OFFER: dict[str, Any] = {"kind": "description", "description": {"type": "offer", "sdp": SDP}, "attempt": 1}


@pytest.fixture
def made() -> Scene:
    return scene()


def at_the_door(made: Scene, screen: str = "screen-of-guest") -> Visit:
    visit = ClientDoor().open(made.cookies(), made.guest.pk)
    assert visit is not None
    return replace(visit, screen=screen)


def seated(made: Scene) -> Visit:
    made.admit()
    visit = at_the_door(made)
    ClientDoor().came(visit)
    return visit


def signed_in(made: Scene) -> tuple[Browser, Visit, Visit]:
    """The adviser's browser, with the screens of their room and their desk."""
    browser = Browser()
    browser.force_login(made.adviser)
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    room, desk = HostDoor().open(cookies, made.meeting.pk), Desk().open(cookies, made.adviser.pk)
    assert room and desk
    return browser, replace(room, screen="screen-of-host"), desk


def test_who_was_not_let_in_does_not_come_in_with_the_next_person(made: Scene) -> None:  # N14
    made.wait()
    intruder = at_the_door(made)
    assert ClientDoor().renew(intruder) is not None
    meetings.deny(participant_id=made.guest.pk, by=made.adviser)
    assert ClientDoor().renew(intruder) is None
    made.wait()
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    assert at_the_door(made).standing == Standing.GUEST
    assert ClientDoor().renew(intruder) is None
    assert ClientDoor().beat([intruder]) == {intruder.who}


def test_not_let_in_kills_the_codes_and_the_open_door_given_before(made: Scene) -> None:  # N14
    made.wait()
    code = meetings.read_code(meeting_id=made.meeting.pk, by=made.adviser)
    meetings.vouch(meeting_id=made.meeting.pk, by=made.adviser, how="Tunnen äänestä")
    meetings.deny(participant_id=made.guest.pk, by=made.adviser)
    for typed in (code, ""):
        with pytest.raises(UserError, match=r"door\.code_wrong"):
            meetings.enter(invitation_id=made.invitation.pk, code=typed)


def test_a_kept_cookie_opens_nothing_an_hour_after_the_meeting(made: Scene) -> None:  # N10
    made.admit()
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="Salaista")
    visit, cookies = at_the_door(made), made.cookies()
    with time_machine.travel(made.meeting.ends + timedelta(minutes=61)):
        assert ClientDoor().open(cookies, made.guest.pk) is None
        assert ClientDoor().renew(visit) is None
        assert ClientDoor().beat([visit]) == {visit.who}


def test_a_seat_that_was_left_is_kept_five_minutes_on_an_open_socket_too(made: Scene) -> None:  # N14
    visit = seated(made)
    services.leave(participant_id=made.guest.pk)
    assert ClientDoor().beat([visit]) == set()
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert ClientDoor().beat([visit]) == {visit.who}
        again = ClientDoor().renew(visit)
        assert again and again.standing == Standing.WAITING
        assert made.meeting.room_id not in again.rooms


def test_a_closed_account_hears_nothing_more(made: Scene) -> None:  # N44
    _browser, room, desk = signed_in(made)
    assert (HostDoor().beat([room]), Desk().beat([desk])) == (set(), set())
    made.adviser.is_active = False
    made.adviser.save()
    assert (HostDoor().beat([room]), Desk().beat([desk])) == ({room.who}, {desk.who})
    assert (HostDoor().renew(room), Desk().renew(desk)) == (None, None)


def test_who_has_signed_out_hears_nothing_more(made: Scene) -> None:  # N44
    browser, room, desk = signed_in(made)
    assert HostDoor().renew(room) == replace(room, screen="")
    assert Desk().renew(desk) == desk
    browser.post("/sign-out")
    assert not BrowserSession.objects.exists()
    assert (HostDoor().beat([room]), Desk().beat([desk])) == ({room.who}, {desk.who})
    assert (HostDoor().renew(room), Desk().renew(desk)) == (None, None)


def test_a_seat_given_up_while_its_screen_lives_is_taken_back(made: Scene) -> None:
    """The database was away for half a minute: the call went on, and so does the seat."""
    visit = seated(made)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        assert services.give_up_ghosts() == 1
        assert made.guest.state == Participant.State.AWAY
    with time_machine.travel(clock.now() + timedelta(minutes=1, seconds=6)):
        services.keep_seats([visit])
        assert made.guest.state == Participant.State.PRESENT


def test_nobody_is_judged_a_ghost_before_those_who_are_here_could_say_so(
    made: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:  # N44
    """The database takes nothing for a minute: seats were not renewed, and nobody has gone."""
    seated(made)
    monkeypatch.setattr(tasks, "_writable", tasks._Writable())
    now = 1000.0
    monkeypatch.setattr("lasna.room.tasks.time.monotonic", lambda: now)

    def full() -> None:
        raise OperationalError("database or disk is full")

    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        tasks.ghosts()
        now += tasks.TIME_TO_SPEAK - 1
        with monkeypatch.context() as patched:
            patched.setattr("lasna.room.tasks.signs.give", full)
            with pytest.raises(OperationalError):
                tasks.ghosts()
        now += 2
        tasks.ghosts()
        now += tasks.TIME_TO_SPEAK - 1
        tasks.ghosts()
        assert made.guest.state == Participant.State.PRESENT
        now += 1
        tasks.ghosts()
        assert made.guest.state == Participant.State.AWAY


def test_who_left_by_choice_is_not_sat_down_again(made: Scene) -> None:
    visit = seated(made)
    services.leave(participant_id=made.guest.pk)
    with time_machine.travel(clock.now() + timedelta(seconds=30)):
        services.keep_seats([visit])
        assert made.guest.state == Participant.State.LEFT


def told_at_the_door(made: Scene) -> str:
    return str(StoredEvent.objects.get(room=made.guest.door, type="meeting.ended").body["agreed"])


def test_what_was_agreed_is_for_who_was_let_in(made: Scene) -> None:  # N14
    waiting, inside = made, scene()
    waiting.wait()
    inside.admit()
    pages = []
    for each in (waiting, inside):
        meetings.end_meeting(meeting_id=each.meeting.pk, by=each.adviser, agreed="Salaista")
        browser = Browser()
        browser.cookies.load(each.cookies())
        pages.append("Salaista" in browser.get(each.link).content.decode())
    assert pages == [False, True]
    assert [told_at_the_door(each) for each in (waiting, inside)] == ["", "Salaista"]
    snapshots = [snapshot_for(at_the_door(each))["door"]["agreed"] for each in (waiting, inside)]
    assert snapshots == ["", "Salaista"]


@override_settings(LASNA_TURN_URL="turn:relay.example", LASNA_TURN_SECRET="secret")
def test_the_offer_of_an_admission_hides_addresses_as_every_signal_does(
    made: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "lasna.room.commands.seat.signal", lambda room, *, sender, to, body: passed.append(body)
    )
    made.wait()
    _browser, room, _desk = signed_in(made)
    admit_command(room, Admit(participant=made.guest.pk, offer=OFFER))
    [body] = passed
    assert RELAYED in body["description"]["sdp"]
    assert "192.0.2.1 " not in body["description"]["sdp"]


def test_an_admission_with_an_offer_that_is_none_lets_nobody_in(made: Scene) -> None:
    made.wait()
    _browser, room, _desk = signed_in(made)
    with pytest.raises(UserError, match=r"signal\.refused"):
        admit_command(room, Admit(participant=made.guest.pk, offer={"kind": "description", "sdp": "x" * 9}))
    assert made.guest.state == Participant.State.WAITING


def test_beside_a_relay_only_relayed_candidates_are_passed_on() -> None:
    own, relayed = ({"candidate": line.removeprefix("a=").strip()} for line in (CANDIDATE, RELAYED))
    both = {"kind": "candidates", "candidates": [own, relayed]}
    assert checked_signal(both, relay_only=False) == both
    assert checked_signal(both, relay_only=True) == {"kind": "candidates", "candidates": [relayed]}
    assert checked_signal({"kind": "candidates", "candidates": [own]}, relay_only=True) is None


@pytest.mark.parametrize(
    "smuggled",
    [
        {"kind": "restart", "description": OFFER["description"]},
        {"kind": "bye", "candidates": [{"candidate": "192.0.2.1"}]},
        {"kind": "candidates", "candidates": [{"candidate": ""}], "description": OFFER["description"]},
        OFFER | {"candidates": [{"candidate": "192.0.2.1"}]},
        {"kind": "candidates", "candidates": [{"candidate": "", "more": "192.0.2.1"}]},
        {"kind": ["restart"]},
        {"kind": {}},
        {"kind": None},
    ],
)
def test_nothing_travels_unseen_inside_another_signal(smuggled: dict[str, Any]) -> None:
    assert checked_signal({"kind": "restart"}, relay_only=True) == {"kind": "restart"}
    with pytest.raises(UserError, match=r"signal\.refused"):
        checked_signal(smuggled, relay_only=True)


def test_a_colleague_reaches_the_meetings_page_and_never_its_room(made: Scene) -> None:  # N14
    colleague = person(made.organisation, made.office)
    browser = Browser()
    browser.force_login(colleague)
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    assert browser.get(f"/meetings/{made.meeting.pk}").status_code == 200
    assert browser.get(f"/meetings/{made.meeting.pk}/room").status_code == 404
    assert HostDoor().open(cookies, made.meeting.pk) is None
    assert Desk().open(cookies, made.adviser.pk) is None
    made.wait()
    for act in (meetings.admit, meetings.deny):
        with pytest.raises(NotHere):
            act(participant_id=made.guest.pk, by=colleague)
    with pytest.raises(NotHere):
        meetings.show_arrival(participant_id=made.guest.pk, by=colleague)


def test_a_colleague_does_not_end_what_goes_on_by_choosing_its_outcome(made: Scene) -> None:
    colleague = person(made.organisation, made.office)
    made.admit()
    with pytest.raises(UserError, match=r"outcome\.under_way"):
        meetings.settle_outcome(meeting_id=made.meeting.pk, by=colleague, outcome="met")
    assert Meeting.objects.get(pk=made.meeting.pk).status == Meeting.Status.UNDER_WAY
    with time_machine.travel(made.meeting.ends + timedelta(hours=2)):  # nobody ended it
        meetings.settle_outcome(meeting_id=made.meeting.pk, by=colleague, outcome="met")


def test_a_cancelled_meeting_was_not_met_afterwards() -> None:
    made = scene(starts_in=timedelta(minutes=30))
    meetings.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    with (
        time_machine.travel(made.meeting.ends),
        pytest.raises(UserError, match=r"outcome\.was_cancelled"),
    ):
        meetings.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="met")
    assert Meeting.objects.get(pk=made.meeting.pk).outcome == "cancelled"


DEEDS: dict[str, Callable[[Scene], object]] = {
    "admit": lambda m: meetings.admit(participant_id=m.guest.pk, by=m.adviser),
    "deny": lambda m: meetings.deny(participant_id=m.guest.pk, by=m.adviser),
    "end": lambda m: meetings.end_meeting(meeting_id=m.meeting.pk, by=m.adviser),
    "settle": lambda m: meetings.settle_outcome(
        meeting_id=m.meeting.pk, by=m.adviser, outcome="technology_prevented"
    ),
    "cancel": lambda m: meetings.cancel_meeting(meeting_id=m.meeting.pk, by=m.adviser),
    "phone": lambda m: meetings.move_to_phone(participant_id=m.guest.pk),
    "call": lambda m: meetings.record_call_attempt(meeting_id=m.meeting.pk, by=m.adviser, answered=True),
    "vouch": lambda m: meetings.vouch(meeting_id=m.meeting.pk, by=m.adviser, how="Tunnen"),
    "link": lambda m: meetings.send_link(meeting_id=m.meeting.pk, by=m.adviser, channel="sms"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_the_log_is_written_last_so_that_its_lock_is_held_shortest(made: Scene, deed: str) -> None:
    made.wait()
    with CaptureQueriesContext(connection) as asked:
        DEEDS[deed](made)
    writes = [sql for query in asked if (sql := query["sql"]).startswith(("UPDATE", "INSERT", "DELETE"))]
    of_log = ["audit_audit" in sql for sql in writes]
    assert True in of_log
    assert all(of_log[of_log.index(True) :]), writes


def test_the_step_of_somebody_in_the_meeting_takes_them_nowhere(made: Scene) -> None:
    seated(made)
    meetings.step(participant_id=made.guest.pk, said=Step(step="ready"))
    assert made.guest.state == Participant.State.PRESENT


# ---- a locked browser --------------------------------------------------------------------------------------


def test_a_locked_browser_keeps_its_meeting_and_its_desk_tells_no_names(
    made: Scene,
) -> None:  # N44
    made.admit()
    browser, room, desk = signed_in(made)
    browser.post("/lock/now")
    again = HostDoor().renew(room)
    assert again is not None and again.standing == Standing.HOST
    assert Desk().renew(desk) is None
    assert HostDoor().beat([room]) == set() and Desk().beat([desk]) == {desk.who}
    cookies = {name: cookie.value for name, cookie in browser.cookies.items()}
    assert HostDoor().open(cookies, made.meeting.pk) is not None  # a socket that broke comes back
    assert Desk().open(cookies, made.adviser.pk) is None
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert HostDoor().renew(room) is None
    assert HostDoor().open(cookies, made.meeting.pk) is None


def test_before_anybody_is_let_in_a_locked_browser_has_no_room(made: Scene) -> None:
    made.wait()
    browser, room, _desk = signed_in(made)
    browser.post("/lock/now")
    assert HostDoor().renew(room) is None and HostDoor().beat([room]) == {room.who}


def test_a_meeting_that_goes_on_counts_as_work_and_an_open_desk_does_not(made: Scene) -> None:  # N44
    type(made.organisation).objects.filter(pk=made.organisation.pk).update(lock_after=5)
    made.admit()
    with time_machine.travel(clock.now(), tick=False) as time:
        browser, room, desk = signed_in(made)
        for _ in range(4):
            time.shift(timedelta(minutes=4))
            assert HostDoor().beat([room]) == set() and Desk().beat([desk]) == set()
        assert browser.get("/clients").status_code == 200
        time.shift(timedelta(minutes=5))
        assert Desk().beat([desk]) == {desk.who}
        assert browser.get("/clients").status_code == 302


def test_a_beat_of_the_room_asks_little_whatever_the_number_of_screens(made: Scene) -> None:
    made.admit()
    visits = [signed_in(made)[1] for _ in range(5)]
    with CaptureQueriesContext(connection) as few:
        HostDoor().beat(visits[:1])
    with CaptureQueriesContext(connection) as many:
        HostDoor().beat(visits)
    assert len(many) == len(few)
