"""Waiting: how many come before, and what happens when nobody answers. # N15"""

from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client as Browser

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.looks import recorded
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit
from lasna.meetings import services
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.queries.snapshots import desk_snapshot
from lasna.meetings.states import UNANSWERED_AFTER
from lasna.meetings.tests.scene import Scene, another_meeting, person, scene
from lasna.people.models import Office, Person
from lasna.policy import Standing

pytestmark = pytest.mark.django_db
LONG = UNANSWERED_AFTER + timedelta(seconds=1)


@pytest.fixture
def made() -> Scene:
    made = scene()
    made.wait()
    return made


def later(by: timedelta = LONG) -> "mock._patch[mock.MagicMock]":
    return mock.patch("lasna.kernel.clock.now", return_value=clock.now() + by)


def told(who: Person) -> list[str]:
    events = StoredEvent.objects.filter(room=who.desk_id, type__in=["desk.unanswered", "desk.answered"])
    return list(events.order_by("seq").values_list("type", flat=True))


def on_desk(who: Person) -> list[tuple[str, str]]:
    visit = Visit("desk", who.desk_id, f"person:{who.pk}", Standing.STAFF, (), person_id=who.pk)
    with recorded(who=f"person:{who.pk}", chain=who.organisation_id):
        return [(view.name, view.adviser) for view in desk_snapshot(visit).waiting]


def test_colleagues_of_the_office_are_told_once_after_a_while(made: Scene) -> None:
    near = person(made.organisation, made.office, "Lähellä")
    support = person(made.organisation, made.office)
    Person.objects.filter(pk=support.pk).update(role="support")
    far = person(made.organisation, Office.objects.create(organisation=made.organisation, name="Muu"))
    assert services.tell_colleagues() == 0
    with later():
        assert services.tell_colleagues() == 1
        assert services.tell_colleagues() == 0
    assert [told(who) for who in (near, support, far, made.adviser)] == [["desk.unanswered"], [], [], []]
    assert on_desk(near) == [("Aino Demo", "Demo-työntekijä")]
    assert on_desk(made.adviser) == [("Aino Demo", "")]
    assert on_desk(far) == on_desk(support) == []


def test_an_early_client_is_nobodys_fault() -> None:
    made = scene(starts_in=timedelta(minutes=10))
    made.wait()
    with later():
        assert services.tell_colleagues() == 0
    with later(timedelta(minutes=10) + LONG):
        assert services.tell_colleagues() == 1


def test_whoever_said_when_they_come_has_answered(made: Scene) -> None:
    services.say(participant_id=made.guest.pk, by=made.adviser, words="Tulen pian", minutes_late=5)
    with later(timedelta(hours=1)):
        assert services.tell_colleagues() == 0


def test_an_adviser_in_the_room_has_their_reasons(made: Scene) -> None:
    Participant.objects.filter(pk=made.host.pk).update(state=Participant.State.PRESENT)
    with later():
        assert services.tell_colleagues() == 0


def test_it_is_taken_back_when_the_adviser_comes_or_the_client_goes(made: Scene) -> None:
    near = person(made.organisation, made.office)
    with later():
        services.tell_colleagues()
        services.admit(participant_id=made.guest.pk, by=made.adviser)
        assert on_desk(near) == []  # before any sweep
        assert services.tell_colleagues() == 1
    assert told(near) == ["desk.unanswered", "desk.answered"]
    assert Participant.objects.get(pk=made.guest.pk).colleagues_told_at is None


def test_a_colleague_takes_the_meeting_and_meets_the_client(made: Scene) -> None:
    near = person(made.organisation, made.office, "Lähellä")
    browser = Browser(headers={"accept-language": "fi"})
    browser.force_login(near)
    assert "Ota tapaaminen" not in browser.get(f"/meetings/{made.meeting.pk}").content.decode()
    with later():
        services.tell_colleagues()
        page = browser.get(f"/meetings/{made.meeting.pk}").content.decode()
        assert "Ota tapaaminen" in page and "Aino Demo odottaa." in page
        answer = browser.post(f"/meetings/{made.meeting.pk}/take-over")
        assert answer["location"] == f"/meetings/{made.meeting.pk}/room"
        assert on_desk(near) == [("Aino Demo", "")]
        services.tell_colleagues()
        services.admit(participant_id=made.guest.pk, by=near)
    assert Meeting.objects.get(pk=made.meeting.pk).adviser == near
    assert told(near) == ["desk.unanswered"]  # it is theirs now: nothing to take back


def test_before_that_the_meeting_is_its_advisers(made: Scene) -> None:
    near = person(made.organisation, made.office)
    with pytest.raises(UserError) as refused:
        services.take_over(meeting_id=made.meeting.pk, by=near)
    assert refused.value.code == "take_over.adviser_here"


def test_who_comes_back_to_wait_is_not_taken_for_unanswered_at_once(made: Scene) -> None:
    near = person(made.organisation, made.office)
    with later():
        services.tell_colleagues()
        services.went_from_door(participant_id=made.guest.pk)
        made.wait()
        services.tell_colleagues()
    assert told(near) == ["desk.unanswered", "desk.answered"]
    with later(LONG * 2):
        services.tell_colleagues()
    assert told(near)[-1] == "desk.unanswered"


def ahead_of(place: Participant) -> tuple[int, list[int]]:
    """As it is kept, and as it was told."""
    told = StoredEvent.objects.filter(room=place.door_id, type="door.ahead").order_by("seq")
    return Participant.objects.get(pk=place.pk).ahead, [event.body["ahead"] for event in told]


def test_who_waits_hears_how_many_the_adviser_meets_before(made: Scene) -> None:
    before = another_meeting(made)
    Meeting.objects.filter(pk=before.pk).update(status=Meeting.Status.UNDER_WAY)
    assert services.tell_ahead() == 1
    assert services.tell_ahead() == 0
    assert ahead_of(made.guest) == (1, [1])
    third = another_meeting(made, ago=timedelta(hours=4))
    third.participants.filter(role=Participant.Role.CLIENT).update(state=Participant.State.WAITING)
    assert services.tell_ahead() == 2  # the third comes before the client, and after the one who is met
    assert ahead_of(made.guest) == (2, [1, 2])
    Meeting.objects.filter(pk__in=[before.pk, third.pk]).update(status=Meeting.Status.ENDED)
    services.tell_ahead()
    assert ahead_of(made.guest) == (0, [1, 2, 0])


def test_nobody_is_before_who_comes_early_or_waits_for_another_adviser() -> None:
    made = scene(starts_in=timedelta(minutes=10))
    made.wait()
    before = another_meeting(made)
    Meeting.objects.filter(pk=before.pk).update(status=Meeting.Status.UNDER_WAY)
    elsewhere = scene()
    elsewhere.wait()
    assert services.tell_ahead() == 0
    with later(timedelta(minutes=10)):
        assert services.tell_ahead() == 1
    assert ahead_of(made.guest) == (1, [1])
    assert ahead_of(elsewhere.guest) == (0, [])
