"""A client knocks, the adviser answers: now, soon, not now, or nobody does. # N47"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from lasna.contacts.models import Contact
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.looks import recorded
from lasna.kernel.live.models import StoredEvent
from lasna.knocking import services
from lasna.knocking.models import Knock
from lasna.knocking.queries.waiting import due_of, knocks_snapshot
from lasna.knocking.tests.scene import Here, here
from lasna.meetings import services as meetings
from lasna.meetings.commands.desk import Desk
from lasna.meetings.models import Invitation, Meeting
from lasna.meetings.tests.scene import person
from lasna.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moved() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2027-05-04T09:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def at() -> Here:
    return here()


def told(at: Here) -> list[dict[str, Any]]:
    events = StoredEvent.objects.filter(room=at.made.adviser.desk_id, type__contains="knock")
    return [event.body for event in events.order_by("seq")]


def snapshot_of(at: Here) -> list[dict[str, Any]] | None:
    """What a screen of the adviser's desk is told when it comes."""
    cookies = {name: morsel.value for name, morsel in at.staff().cookies.items()}
    desk = Desk().open(cookies, at.made.adviser.pk)
    assert desk is not None
    with recorded(who=desk.who, chain=at.made.organisation.pk):
        snapshot = knocks_snapshot(desk)
    return None if snapshot is None else [one.model_dump() for one in snapshot.knocks]


def state(knock: Knock) -> str:
    return Knock.objects.get(pk=knock.pk).state


def plan(at: Here, minutes: int) -> Meeting:
    return meetings.plan_meeting(
        adviser=at.made.adviser,
        client=at.another_client("Myöhemmin"),
        type=at.made.type,
        starts=clock.now() + timedelta(minutes=minutes),
        planned_channel="video",
    )


def refused(do: Any, **how: Any) -> str:
    with pytest.raises(UserError) as error:
        do(**how)
    return error.value.code


def test_a_knock_rings_at_the_advisers_desk_and_one_press_twice_is_one(at: Here) -> None:
    knock = at.knock()
    assert at.knock() == knock
    event = {
        "type": "desk.knocked",
        "knock": knock.pk,
        "name": "Aino Demo",
        "way": "video",
        "since": clock.now().isoformat(),
    }
    assert told(at) == [event]
    assert snapshot_of(at) == [{k: v for k, v in event.items() if k != "type"}]
    services.withdraw(knock_id=knock.pk)
    assert snapshot_of(at) == []
    assert told(at)[1:] == [{"type": "desk.knock_settled", "knock": knock.pk}]


def test_support_hears_of_no_knocks(at: Here) -> None:
    at.knock()
    Person.objects.filter(pk=at.made.adviser.pk).update(role="support")
    assert snapshot_of(at) is None


def test_nobody_knocks_where_nobody_is_here(at: Here) -> None:
    services.be_here_no_more(by=at.made.adviser)
    assert refused(at.knock) == "knock.not_here"
    at.be_here()
    type(at.made.client).objects.update(adviser=None)
    with pytest.raises(NotHere):
        at.knock()


def test_a_way_that_is_not_offered_is_not_here(at: Here) -> None:
    with pytest.raises(NotHere):
        at.knock(way="in_person")
    type(at.made.client).objects.update(phone="")
    with pytest.raises(NotHere):
        at.knock(way="phone")
    assert at.knock().channel == "video"


def test_three_times_an_hour_and_then_again_later(at: Here, moved: time_machine.Traveller) -> None:
    for _time in range(3):
        services.withdraw(knock_id=at.knock().pk)
    assert refused(at.knock) == "knock.too_often"
    moved.shift(timedelta(hours=1, seconds=1))
    at.be_here()
    assert at.knock().state == "waiting"


def test_one_tap_begins_an_ordinary_meeting_that_the_client_began(at: Here) -> None:
    knock = at.knock()
    meeting = services.begin(knock_id=knock.pk, by=at.made.adviser)
    assert services.begin(knock_id=knock.pk, by=at.made.adviser) == meeting  # pressed twice
    assert (meeting.client, meeting.adviser) == (at.made.client, at.made.adviser)
    assert (meeting.began_by_client, meeting.planned_channel) == (True, "video")
    assert meeting.ends - meeting.starts == timedelta(minutes=45)
    assert Invitation.objects.get(participant__meeting=meeting).needs_code is False
    assert told(at)[-1] == {"type": "desk.knock_settled", "knock": knock.pk}
    meetings.record_call_attempt(meeting_id=meeting.pk, by=at.made.adviser, answered=True)
    meetings.end_meeting(meeting_id=meeting.pk, by=at.made.adviser)
    meetings.settle_outcome(meeting_id=meeting.pk, by=at.made.adviser, outcome="met")
    contact = Contact.objects.get(meeting=meeting)
    assert (contact.began_by, contact.at_reception) == ("client", False)
    assert state(knock) == "done"


def test_a_meeting_that_is_called_off_ends_the_knock(at: Here) -> None:
    knock = at.knock()
    meeting = services.begin(knock_id=knock.pk, by=at.made.adviser)
    meetings.cancel_meeting(meeting_id=meeting.pk, by=at.made.adviser)
    assert state(knock) == "withdrawn"


def test_it_is_cut_before_the_next_meeting_and_not_begun_in_less_than_ten_minutes(
    at: Here, moved: time_machine.Traveller
) -> None:
    plan(at, 20)
    knock, other = at.knock(), at.knock(at.another_client())
    meeting = services.begin(knock_id=knock.pk, by=at.made.adviser)
    assert meeting.ends - meeting.starts == timedelta(minutes=20)
    meetings.end_meeting(meeting_id=meeting.pk, by=at.made.adviser)
    moved.shift(timedelta(minutes=9))
    late = services.begin(knock_id=other.pk, by=at.made.adviser)
    assert late.ends - late.starts == timedelta(minutes=11)


def test_with_less_time_than_that_it_says_so(at: Here, moved: time_machine.Traveller) -> None:
    knock = at.knock()
    plan(at, 9)
    assert refused(services.begin, knock_id=knock.pk, by=at.made.adviser) == "knock.no_time"
    assert state(knock) == "waiting"
    page = at.staff().post(f"/knocks/{knock.pk}/begin", follow=True).content.decode()
    assert "You have a meeting" in page


def test_by_phone_the_meeting_is_by_phone(at: Here) -> None:
    knock = at.knock(way="phone")
    answer = at.staff().post(f"/knocks/{knock.pk}/begin")
    meeting = Knock.objects.get(pk=knock.pk).meeting
    assert meeting is not None
    assert (answer["Location"], meeting.planned_channel) == (f"/meetings/{meeting.pk}", "phone")


def test_soon_is_quiet_until_then_and_rings_again(at: Here, moved: time_machine.Traveller) -> None:
    knock = at.knock()
    browser = at.staff()
    browser.post(f"/knocks/{knock.pk}/soon")
    browser.post(f"/knocks/{knock.pk}/soon")
    assert [event["type"] for event in told(at)] == ["desk.knocked", "desk.knock_settled"]
    assert "told: you come at 12:05" in at.day()
    assert services.settle_all() == 0
    moved.shift(timedelta(minutes=5))
    services.keep_here({at.made.adviser.pk})
    at.be_here()
    assert services.settle_all() == 1
    assert [event["type"] for event in told(at)][-1] == "desk.knocked"
    moved.shift(timedelta(minutes=9, seconds=59))
    at.be_here()
    assert services.settle_all() == 0
    moved.shift(timedelta(seconds=1))
    at.be_here()
    assert services.settle_all() == 1
    assert state(knock) == "unanswered"


def test_not_now_with_a_sentence_and_a_promised_call_that_is_due(at: Here) -> None:
    knock = at.knock()
    page = at.staff().post(
        f"/knocks/{knock.pk}/not-now", {"words": " Soitan\niltapäivällä ", "call_at": "11:00"}
    )
    assert page.status_code == 200
    assert "Choose a time later today" in page.content.decode()
    at.staff().post(f"/knocks/{knock.pk}/not-now", {"words": " Soitan\niltapäivällä ", "call_at": "14:30"})
    knock.refresh_from_db()
    assert (knock.state, knock.words) == ("declined", "Soitan iltapäivällä")
    assert "you promised to phone today at 14:30" in at.staff().get("/").content.decode()
    assert refused(services.say_soon, knock_id=knock.pk, by=at.made.adviser) == "knock.over"


def test_not_now_without_a_promise_leaves_nothing_due(at: Here) -> None:
    services.decline(knock_id=at.knock().pk, by=at.made.adviser, words="Palaan huomenna")
    assert due_of(at.made.adviser) == []


def test_nobody_answers_and_the_adviser_calls_in_one_tap(at: Here, moved: time_machine.Traveller) -> None:
    knock = at.knock()
    moved.shift(timedelta(minutes=9, seconds=59))
    at.be_here()
    assert services.settle_all() == 0
    moved.shift(timedelta(seconds=1))
    assert services.settle_all() == 1
    assert state(knock) == "unanswered"
    browser = at.staff()
    assert "asked a quick question today at 12:00, not answered" in browser.get("/").content.decode()
    answer = browser.post(f"/knocks/{knock.pk}/called")
    contact = Contact.objects.get(client=at.made.client)
    assert answer["Location"] == f"/contacts/{contact.pk}"
    assert (contact.channel, contact.began_by, contact.outcome) == ("phone", "client", "met")
    assert browser.post(f"/knocks/{knock.pk}/called")["Location"] == "/"
    assert Contact.objects.count() == 1
    assert due_of(at.made.adviser) == []


def test_it_is_settled_otherwise_or_by_meeting_after_all(at: Here, moved: time_machine.Traveller) -> None:
    first = at.knock()
    moved.shift(timedelta(minutes=10))
    services.settle_all()
    assert len(due_of(at.made.adviser)) == 1
    at.staff().post(f"/knocks/{first.pk}/settled")
    assert due_of(at.made.adviser) == []
    at.be_here()
    at.knock()
    moved.shift(timedelta(minutes=10))
    services.settle_all()
    at.be_here()
    assert len(due_of(at.made.adviser)) == 1
    services.begin(knock_id=at.knock().pk, by=at.made.adviser)
    assert due_of(at.made.adviser) == []
    assert Contact.objects.count() == 0


def test_what_is_still_open_is_not_called(at: Here) -> None:
    knock = at.knock()
    assert refused(services.called, knock_id=knock.pk, by=at.made.adviser) == "knock.not_due"
    assert at.staff().post(f"/knocks/{knock.pk}/settled").status_code == 409
    assert state(knock) == "waiting"


def test_who_knocked_is_told_when_the_advisers_screens_have_gone(
    at: Here, moved: time_machine.Traveller
) -> None:
    knock = at.knock()
    moved.shift(timedelta(minutes=3, seconds=1))
    assert services.settle_all() == 1
    assert state(knock) == "unanswered"
    assert len(due_of(at.made.adviser)) == 1


def test_who_knocked_is_told_at_once_when_the_adviser_signs_out(at: Here) -> None:
    browser = at.staff()
    knock = at.knock()
    browser.post("/sign-out")
    assert state(knock) == "unanswered"


def test_switched_off_whoever_has_knocked_is_still_answered(at: Here) -> None:
    knock = at.knock()
    services.be_here_no_more(by=at.made.adviser)
    assert services.settle_all() == 0
    assert services.begin(knock_id=knock.pk, by=at.made.adviser).client == at.made.client


def test_a_colleague_has_no_such_knock_and_with_the_client_it_goes_to_the_new_adviser(at: Here) -> None:
    knock = at.knock()
    colleague = person(at.made.organisation, at.made.office)
    for do in (services.begin, services.say_soon, services.decline):
        with pytest.raises(NotHere):
            do(knock_id=knock.pk, by=colleague)
    type(at.made.client).objects.filter(pk=at.made.client.pk).update(adviser=colleague)
    with pytest.raises(NotHere):
        services.begin(knock_id=knock.pk, by=at.made.adviser)
    assert services.begin(knock_id=knock.pk, by=colleague).adviser == colleague


def test_two_who_knock_stand_in_order_on_the_day(at: Here, moved: time_machine.Traveller) -> None:
    at.knock()
    moved.shift(timedelta(minutes=1))
    at.knock(at.another_client())
    day = at.day()
    assert day.index("Aino Demo") < day.index("Veikko Toinen")
    moved.shift(timedelta(seconds=50))
    assert at.day().count("the client's page is not open now") == 1
