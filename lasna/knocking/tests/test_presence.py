"""Who says that they are here is shown as here while it is true, to their own clients alone. # N47"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.knocking import services
from lasna.knocking.models import Presence, QuickRule
from lasna.knocking.queries.presence import here_for
from lasna.knocking.tests.scene import Here, here
from lasna.meetings import services as meetings
from lasna.meetings.commands.desk import Desk
from lasna.meetings.models import Meeting, MeetingType
from lasna.meetings.tests.scene import person
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
NOON = "2027-05-04T09:00:00Z"


@pytest.fixture
def moved() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def free(at: Here) -> bool:
    client = type(at.made.client).objects.select_related("organisation", "adviser").get(pk=at.made.client.pk)
    return here_for(client).free


def plan(at: Here, minutes: int) -> Meeting:
    return meetings.plan_meeting(
        adviser=at.made.adviser,
        client=at.another_client(),
        type=at.made.type,
        starts=clock.now() + timedelta(minutes=minutes),
        planned_channel="video",
    )


def test_it_ends_by_itself_at_the_time_said(moved: time_machine.Traveller) -> None:
    at = here()
    assert free(at)
    for minutes in range(29):
        moved.shift(timedelta(minutes=1))
        services.keep_here({at.made.adviser.pk})
        assert free(at), minutes
    moved.shift(timedelta(minutes=1))
    assert not free(at)
    assert services.settle_all() == 1
    assert Presence.objects.get().ended_at == clock.now()
    assert services.settle_all() == 0


def test_nobody_is_here_whose_screens_have_gone(moved: time_machine.Traveller) -> None:
    at = here()
    moved.shift(timedelta(minutes=2, seconds=59))
    assert free(at)
    moved.shift(timedelta(seconds=2))
    assert not free(at)
    services.keep_here({at.made.adviser.pk})  # back from a long sleep: it has to be said anew
    assert not free(at)
    at.be_here()
    assert free(at)


def test_an_open_desk_keeps_it_and_a_locked_or_foreign_one_does_not(moved: time_machine.Traveller) -> None:
    at = here()
    browser = at.staff()
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    desk = Desk().open(cookies, at.made.adviser.pk)
    assert desk is not None
    moved.shift(timedelta(minutes=2))
    assert Desk().beat([desk]) == set()
    assert Presence.objects.get().seen_at == clock.now()
    browser.post("/lock/now")
    moved.shift(timedelta(minutes=2))
    assert Desk().beat([desk]) == {desk.who}
    moved.shift(timedelta(minutes=1, seconds=1))
    assert not free(at)


def test_it_ends_when_one_says_so_and_when_one_signs_out() -> None:
    at = here()
    services.be_here_no_more(by=at.made.adviser)
    services.be_here_no_more(by=at.made.adviser)
    assert not free(at)
    browser = at.staff()
    browser.post("/here/say", {"length": "30"})
    assert free(at)
    browser.post("/sign-out")
    assert not free(at)


def test_it_pauses_before_and_during_a_meeting(moved: time_machine.Traveller) -> None:
    at = here()
    meeting = plan(at, 12)
    assert free(at)
    moved.shift(timedelta(minutes=2, seconds=30))
    services.keep_here({at.made.adviser.pk})
    assert not free(at)
    assert "Not shown just now" in at.day()
    moved.shift(timedelta(minutes=12))  # in the room, where no desk is open
    Meeting.objects.filter(pk=meeting.pk).update(status="under_way")
    services.settle_all()
    assert not free(at)
    meetings.end_meeting(meeting_id=meeting.pk, by=at.made.adviser)
    assert free(at)
    moved.shift(timedelta(minutes=2))  # and no desk was opened after it
    assert not free(at)


@pytest.mark.parametrize("minutes", [0, -5, 11 * 60])
def test_a_time_that_is_none_is_refused(minutes: int) -> None:
    at = here(on=False)
    with pytest.raises(UserError) as refused:
        at.be_here(minutes)
    assert refused.value.code == "here.until"
    at.be_here(60)


def test_the_switch_is_on_the_day_with_who_can_see_it() -> None:
    at = here(on=False)
    assert "I am here now" in at.day()
    browser = at.staff()
    browser.post("/here/say", {"length": "15"})
    assert 14 * 60 < (Presence.objects.get().until - clock.now()).total_seconds() <= 15 * 60
    assert "You are here for quick questions until" in at.day()
    assert "Only your own clients see it" in at.day()
    browser.post("/here/say", {"length": "never"})
    browser.post("/here/end")
    assert "You are here" not in at.day()


def test_until_a_time_of_the_offices_day() -> None:
    with time_machine.travel(NOON, tick=False):
        at = here(on=False)
        at.staff().post("/here/say", {"length": "15", "at": "13:20"})
        assert Presence.objects.get().until.isoformat() == "2027-05-04T10:20:00+00:00"
        at.staff().post("/here/say", {"length": "15", "at": "11:00"})  # over
        at.staff().post("/here/say", {"length": "15", "at": "soon"})  # none
        assert Presence.objects.get().until.isoformat() == "2027-05-04T10:20:00+00:00"


def test_the_organisation_switches_it_off() -> None:
    at = here()
    Person.objects.filter(pk=at.made.adviser.pk).update(role="administrator")
    browser = at.staff()
    assert browser.get("/administration/quick-questions").status_code == 200
    browser.post("/administration/quick-questions", {"type": ""})  # nothing was chosen
    assert free(at)
    browser.post("/administration/quick-questions", {"on": "no", "type": ""})
    assert not free(at)
    assert "I am here now" not in at.day()
    by = Person.objects.get(pk=at.made.adviser.pk)
    with pytest.raises(UserError) as refused:
        services.be_here(by=by, until=clock.now() + timedelta(minutes=5))
    assert refused.value.code == "here.off"
    browser.post("/administration/quick-questions", {"on": "yes", "type": str(at.made.type.pk)})
    assert free(at)
    assert QuickRule.objects.get().type == at.made.type


def test_who_does_not_run_the_organisation_changes_nothing() -> None:
    at = here()
    assert at.staff().post("/administration/quick-questions", {"on": "no"}).status_code == 404
    with pytest.raises(NotHere):
        services.say_rule(by=at.made.adviser, on=False, type_id=None)
    assert free(at)


def test_the_meeting_type_says_which_ways_there_are() -> None:
    at = here()
    MeetingType.objects.update(channels="phone")
    client = type(at.made.client).objects.get(pk=at.made.client.pk)
    assert here_for(client).ways == ["phone"]
    client.phone = ""
    assert here_for(client).ways == []
    MeetingType.objects.update(channels="in_person")
    assert not free(at)
    MeetingType.objects.update(channels="", closed_at=clock.now())
    assert not free(at)


def test_support_is_not_here_and_a_colleague_is_not_here_for_others_clients() -> None:
    at = here(on=False)
    support = person(at.made.organisation, at.made.office)
    support.role = "support"
    support.save()
    with pytest.raises(NotHere):
        services.be_here(by=support, until=clock.now() + timedelta(minutes=9))
    colleague = person(at.made.organisation, at.made.office)
    services.be_here(by=colleague, until=clock.now() + timedelta(minutes=9))
    assert not free(at)
    at.be_here()
    assert free(at)
    Person.objects.filter(pk=at.made.adviser.pk).update(is_active=False)
    assert not free(at)


def test_nobody_signed_in_has_no_switch() -> None:
    assert Browser().get("/here").status_code == 302
