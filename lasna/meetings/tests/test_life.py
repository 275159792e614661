"""Times and addresses that change under a meeting: the door, the cookie and the client's news follow."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from lasna.clients.models import Client
from lasna.correspondence.models import Message
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.meetings import services
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.services.door import demo_code
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Organisation

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


def news(made: Scene, kind: str) -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind=kind, about=made.invitation.pk)
    return list(rows.values_list("channel", "address"))


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ({"email": "", "phone": ""}, []),
        ({"email": "", "phone": "+358401234567"}, [("sms", "+358401234567")]),
        ({"email": "uusi@example.invalid"}, [("email", "uusi@example.invalid")]),
    ],
    ids=["no address", "the other only", "a new one"],
)
def test_a_meeting_is_cancelled_and_moved_whatever_became_of_the_address(  # N7
    left: dict[str, str], told: list[tuple[str, str]]
) -> None:
    for kind in ("cancelled", "changed"):
        made = scene(starts_in=SOON)
        Client.objects.filter(pk=made.client.pk).update(**left)
        if kind == "cancelled":
            services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
        else:
            starts = clock.now() + timedelta(hours=5)
            services.move_meeting(meeting_id=made.meeting.pk, by=made.adviser, starts=starts)
        assert news(made, kind) == told


def test_a_client_without_any_address_is_planned_for_and_told_at_the_door() -> None:  # N29
    made = scene(email="", phone="", send_by="")
    page = Browser().post(f"{made.link}/ask-code")
    assert page.status_code == 409
    with pytest.raises(UserError, match=r"client\.no_address"):
        services.send_link(meeting_id=made.meeting.pk, by=made.adviser, channel="sms")
    made.admit()
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)


@pytest.mark.parametrize("begun", [False, True], ids=["opened", "under way"])
def test_the_link_of_a_meeting_that_nobody_ended_does_not_live_for_ever(begun: bool) -> None:  # N10
    made = scene()
    made.admit() if begun else made.pass_the_code()
    within, after = (timedelta(hours=7), timedelta(hours=9)) if begun else (SOON / 2, SOON * 2)
    with time_machine.travel(made.meeting.ends + within):
        assert Browser().get(made.link).status_code == 200
        services.ask_code(invitation_id=made.invitation.pk)
    with time_machine.travel(made.meeting.ends + after):
        assert Browser().get(made.link).status_code == 404
        with pytest.raises(UserError, match=r"door\.closed"):
            services.ask_code(invitation_id=made.invitation.pk)


def test_in_a_meeting_that_lasts_longer_a_new_browser_keeps_its_cookie() -> None:  # N14
    made = scene()
    made.admit()
    with time_machine.travel(made.meeting.ends + timedelta(hours=2)):
        code = services.read_code(meeting_id=made.meeting.pk, by=made.adviser)
        browser = Browser()
        browser.post(f"{made.link}/enter", {"code": code})
        assert 'id="boot"' in browser.get(made.link).content.decode()


@pytest.mark.parametrize("secure", [True, False])
def test_the_device_cookie_is_as_secure_as_the_address(secure: bool) -> None:
    made = scene()
    code = services.read_code(meeting_id=made.meeting.pk, by=made.adviser)
    with override_settings(SESSION_COOKIE_SECURE=secure):
        answer = Browser().post(f"{made.link}/enter", {"code": code})
    cookie = answer.cookies[f"lasna_seat_{made.guest.pk}"]
    assert (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"]) == (secure, True, "Lax")


def test_a_demo_code_opens_only_a_demo() -> None:
    demo, real = scene(), scene()
    codes = [demo_code(invitation_id=each.invitation.pk) for each in (demo, real)]
    Organisation.objects.filter(pk=real.organisation.pk).update(is_demo=False)
    services.enter(invitation_id=demo.invitation.pk, code=codes[0])
    with pytest.raises(UserError, match=r"door\.code_wrong"):
        services.enter(invitation_id=real.invitation.pk, code=codes[1])


def test_a_meeting_ended_on_the_phone_leaves_nothing_open() -> None:  # N26
    made = scene()
    made.admit()
    services.move_to_phone(participant_id=made.guest.pk)
    services.want_video(participant_id=made.guest.pk)
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    ended = Meeting.objects.get(pk=made.meeting.pk)
    assert (ended.status, ended.outcome, ended.video_wanted) == ("ended", "met", False)
    assert not ended.legs.filter(ended=None).exists()
    services.hear_video(participant_id=made.guest.pk)
    services.ask_call(participant_id=made.guest.pk)
    assert ended.legs.count() == 2
    with pytest.raises(UserError, match=r"meeting\.already_ended"):
        services.move_to_phone(participant_id=made.guest.pk)


def test_who_is_away_for_long_waits_again_and_is_let_in_again() -> None:  # N14
    made = scene()
    made.admit()
    Participant.objects.filter(pk=made.guest.pk).update(state="away", away_since=clock.now())
    services.come_to_door(participant_id=made.guest.pk)
    assert made.guest.state == Participant.State.AWAY
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        services.come_to_door(participant_id=made.guest.pk)
        assert made.guest.state == Participant.State.ARRIVED
        services.admit(participant_id=made.guest.pk, by=made.adviser)
        assert made.guest.state == Participant.State.ADMITTED


def test_numbers_that_no_database_holds_are_nobodys() -> None:
    """PostgreSQL and SQLite alike: found nowhere, and no crash."""
    made = scene()
    for number in (2**31, 2**63 - 1, 2**63, 2**64, 10**30):
        assert not Meeting.objects.filter(pk=number).exists()
        browser = Browser()
        browser.force_login(made.adviser)
        assert browser.get(f"/meetings/{number}").status_code == 404
        assert browser.get(f"/meetings/new?client={number}").status_code in (200, 404)


def test_whoever_guesses_on_and_on_does_not_bury_what_the_door_saw() -> None:  # N26
    made = scene()
    services.ask_call(participant_id=made.guest.pk)
    for _ in range(30):
        with pytest.raises(UserError, match=r"door\.code_wrong"):
            services.enter(invitation_id=made.invitation.pk, code="000000")
    assert made.guest.sights.filter(what="code_wrong").count() == 15
    assert made.guest.sights.filter(what="asked_for_call").exists()


def test_a_wrong_code_and_no_active_code_take_the_same_statements() -> None:  # N10
    active, never = scene(), scene()
    services.ask_code(invitation_id=active.invitation.pk)
    asked = []
    for made in (active, never):
        number = made.invitation.pk
        with (
            CaptureQueriesContext(connection) as queries,
            pytest.raises(UserError, match=r"door\.code_wrong"),
        ):
            services.enter(invitation_id=number, code="12")
        asked.append([re.sub(r"[\d'].*", "", query["sql"])[:60] for query in queries])
    assert asked[0] == asked[1]


def test_a_meeting_that_nobody_ended_waits_on_today_for_its_outcome() -> None:  # N34
    made = scene()
    made.admit()
    desk = Browser()
    desk.force_login(made.adviser)
    with time_machine.travel(made.meeting.ends + SOON / 2):
        assert desk.get("/").context["now"].unfinished == []
    with time_machine.travel(made.meeting.ends + timedelta(days=1)):
        desk.force_login(made.adviser)
        [row] = desk.get("/").context["now"].unfinished
        assert row.meeting == made.meeting
        assert row.unsettled
        services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="met")
        assert desk.get("/").context["now"].unfinished == []
