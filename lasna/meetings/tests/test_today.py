from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from lasna.clients.tests.counting import counted
from lasna.correspondence.models import Message
from lasna.correspondence.tests.letters import letter_about
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live.models import Room
from lasna.meetings import services
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.protocol import Step
from lasna.meetings.queries.today import OUTBOX_SHOWN
from lasna.meetings.tests.scene import Scene, scene

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture
def made() -> Scene:
    return scene()


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def plan(made: Scene, starts: datetime, **more: str) -> Meeting:
    """Put beside what ``plan_meeting`` allows: past ones, overlapping ones."""
    meeting = Meeting.objects.create(
        organisation=made.organisation,
        office=made.office,
        adviser=made.adviser,
        client=made.client,
        type=made.type,
        room=Room.objects.create(kind=Room.Kind.MEETING),
        starts=starts,
        ends=starts + timedelta(minutes=1),
        zone="Europe/Helsinki",
        planned_channel="video",
        **more,
    )
    Participant.objects.create(
        meeting=meeting,
        role=Participant.Role.CLIENT,
        client=made.client,
        name=made.client.name,
        door=Room.objects.create(kind=Room.Kind.DOOR),
    )
    return meeting


def noon(days: int = 0) -> datetime:
    today = clock.now().astimezone(HELSINKI).replace(hour=12, minute=0, second=0, microsecond=0)
    return today + timedelta(days=days)


def state(desk: Browser) -> str:
    words: str = desk.get("/").context["now"].rows[0].state
    return words


def test_who_waits_is_on_top_with_devices_and_the_way_in(made: Scene, desk: Browser) -> None:  # N14
    made.wait()
    page = desk.get("/")
    assert [guest.pk for guest in page.context["now"].waiting] == [made.guest.pk]
    assert f"/meetings/{made.meeting.pk}/room?admit={made.guest.pk}" in page.content.decode()
    assert page.content.decode().count('class="good"') == 2


def test_who_was_let_in_waits_no_more(made: Scene, desk: Browser) -> None:
    made.admit()
    assert desk.get("/").context["now"].waiting == []


def test_who_asks_to_be_phoned_is_on_top_with_the_number(made: Scene, desk: Browser) -> None:  # N26
    services.ask_call(participant_id=made.guest.pk)
    assert 'href="tel:+358401234567"' in desk.get("/").content.decode()
    services.record_call_attempt(meeting_id=made.meeting.pk, by=made.adviser, answered=True)
    assert desk.get("/").context["now"].asking == []


def test_the_day_is_in_order_and_tomorrow_is_a_number(made: Scene, desk: Browser) -> None:
    Meeting.objects.filter(pk=made.meeting.pk).update(starts=noon(), ends=noon() + timedelta(hours=1))
    late, early = plan(made, noon() + timedelta(hours=9)), plan(made, noon() - timedelta(hours=4))
    plan(made, noon(1))
    plan(made, noon(1), status="cancelled", outcome="cancelled")
    now = desk.get("/").context["now"]
    assert [row.meeting.pk for row in now.rows] == [early.pk, made.meeting.pk, late.pk]
    assert now.tomorrow == 1


def test_other_days_are_in_the_address_bar(made: Scene, desk: Browser) -> None:
    there = plan(made, noon(5))
    page = desk.get("/", {"day": noon(5).date().isoformat()})
    assert [row.meeting.pk for row in page.context["now"].rows] == [there.pk]
    assert not page.context["is_today"]


@pytest.mark.parametrize("day", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "２０２６-01-01", "\x00"])
def test_a_day_that_is_none_is_today(made: Scene, desk: Browser, day: str) -> None:
    assert desk.get("/", {"day": day}).context["is_today"]


def test_the_wish_stands_beside_the_plan_where_they_differ(made: Scene, desk: Browser) -> None:  # N1
    made.client.wish = "phone"
    made.client.save()
    assert desk.get("/").context["now"].rows[0].wish_differs
    made.client.wish = "video"
    made.client.save()
    assert not desk.get("/").context["now"].rows[0].wish_differs


def test_the_state_says_how_far_the_client_has_come(made: Scene, desk: Browser) -> None:
    Meeting.objects.filter(pk=made.meeting.pk).update(starts=clock.now() + timedelta(minutes=1))
    assert state(desk) == "sovittu"
    Meeting.objects.filter(pk=made.meeting.pk).update(starts=clock.now() - timedelta(minutes=1))
    assert state(desk) == "kukaan ei ole tullut"
    made.pass_the_code()
    services.step(participant_id=made.guest.pk, said=Step(step="camera", camera="blocked", microphone=""))
    assert state(desk) == "kameran kohdalla"
    services.step(participant_id=made.guest.pk, said=Step(step="ready", camera="on", microphone="on"))
    assert state(desk) == "odottaa"
    services.admit(participant_id=made.guest.pk, by=made.adviser)
    assert state(desk) == "käynnissä"
    services.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert state(desk) == "tavattu"


def test_what_is_past_without_an_outcome_asks_for_one(made: Scene, desk: Browser) -> None:
    forgotten = plan(made, noon(-3))
    plan(made, noon(-3), status="ended", outcome="met")
    now = desk.get("/").context["now"]
    assert [row.meeting.pk for row in now.unfinished] == [forgotten.pk]


def test_a_message_that_did_not_leave_is_due_until_a_later_one_takes_its_place(
    made: Scene, desk: Browser
) -> None:
    Message.objects.update(state=Message.State.UNKNOWN)
    troubles = desk.get("/").context["troubles"]
    assert [(trouble.message.state, trouble.meeting.pk) for trouble in troubles] == [
        ("unknown", made.meeting.pk)
    ]
    services.send_link(meeting_id=made.meeting.pk, by=made.adviser, channel="sms")
    assert desk.get("/").context["troubles"] == []


def test_letters_that_wait_do_not_hide_a_message_that_did_not_leave(made: Scene, desk: Browser) -> None:
    for _each in range(OUTBOX_SHOWN):
        letter_about(made.meeting)
    services.send_link(meeting_id=made.meeting.pk, by=made.adviser, channel="sms")
    Message.objects.filter(channel="sms").update(state=Message.State.FAILED)
    page = desk.get("/").context
    assert (len(page["troubles"]), len(page["letters"])) == (1, OUTBOX_SHOWN - 1)


def test_a_colleagues_day_is_not_mine(made: Scene) -> None:
    other = scene()
    browser = Browser()
    browser.force_login(other.adviser)
    assert [row.meeting.pk for row in browser.get("/").context["now"].rows] == [other.meeting.pk]


def test_an_empty_day_says_what_to_do_first(made: Scene, desk: Browser) -> None:
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    Meeting.objects.update(starts=noon(-9), ends=noon(-8))
    assert "Uusi tapaaminen" in desk.get("/").content.decode()
    assert desk.get("/").context["now"].rows == []


@pytest.mark.parametrize("rows", [1, 30])
def test_today_takes_fourteen_statements_whatever_the_number_of_meetings(
    made: Scene, desk: Browser, rows: int
) -> None:
    made.wait()
    Message.objects.update(state=Message.State.FAILED)
    # Not where the scene's own meeting is, whatever the time of day.
    free = noon() + timedelta(hours=6 if abs(clock.now() - noon()) < timedelta(hours=3) else 0)
    for number in range(rows):
        plan(made, free + timedelta(minutes=number * 2))
        plan(made, noon(-2) + timedelta(minutes=number * 2))
        done = plan(made, noon(-1) + timedelta(minutes=number * 2))
        services.settle_outcome(meeting_id=done.pk, by=made.adviser, outcome="met")
    with counted() as statements:
        answer = desk.get("/")
    assert len(answer.context["now"].rows) >= rows
    assert answer.context["troubles"]
    assert len(answer.context["due"]) >= min(rows, 20)
    assert len(statements) <= 14, statements


def test_the_desk_reads_its_part_anew(made: Scene, desk: Browser) -> None:
    headers = {"HX-Request": "true", "HX-Target": "now"}
    part = desk.get("/", headers=headers).content.decode()
    assert part.lstrip().startswith('<div id="now" data-desk-refresh')


def test_seeing_the_day_is_written_down_once(made: Scene, desk: Browser) -> None:  # N44
    desk.get("/")
    desk.get("/")
    rows = AuditRow.objects.filter(who=f"person:{made.adviser.pk}", deed__endswith=".listed")
    assert {(row.deed, tuple(row.ids)) for row in rows} == {
        ("meetings.listed", (made.meeting.pk,)),
        ("clients.listed", (made.client.pk,)),
    }
    assert rows.count() == 2


def test_a_video_meeting_whose_client_tried_in_vain_says_so(made: Scene, desk: Browser) -> None:  # N3 N4
    def shown(**means: str) -> str:
        type(made.client).objects.filter(pk=made.client.pk).update(**means)
        return desk.get("/").content.decode().split('id="main"')[1].split("</main>")[0]

    assert "ei toiminut" not in shown(means_camera="yes", means_microphone="yes")
    assert "kamera ei toiminut" in shown(means_camera="no")
    assert "mikrofoni ei toiminut: puhelin ensin?" in shown(means_microphone="no")
    Meeting.objects.filter(pk=made.meeting.pk).update(planned_channel="phone")
    assert "ei toiminut" not in shown()
