"""One client of a group is copied, erased and told of alone: the others and the group stay. # N44, N53"""

import json
from datetime import timedelta

import pytest
from django.test import Client as Browser

from lasna.clients.models import Client
from lasna.contacts.models import Contact
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.live.models import Room, StoredEvent
from lasna.kernel.personal import parts
from lasna.meetings import services
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.queries.held import all_meetings_of, coming_of, told_of
from lasna.meetings.tests.groups import NAMES, GroupScene, group
from lasna.oversight.queries import _of_client
from lasna.people.models import Person
from lasna.privacy.services import erasing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_ledger() -> None:
    erasing.ledger_path().unlink(missing_ok=True)


@pytest.fixture
def made() -> GroupScene:
    """A group that has ended: one was met, one waited in vain, one gave the seat up."""
    whole = group(clients=3)
    by = whole.made.adviser
    Person.objects.filter(pk=by.pk).update(role=Person.Role.ADMINISTRATOR)
    by.refresh_from_db()
    services.take_seat_away(meeting_id=whole.meeting.pk, by=by, participant_id=whole.place(2).pk)
    now = clock.now()
    Meeting.objects.filter(pk=whole.meeting.pk).update(starts=now, ends=now + timedelta(minutes=45))
    whole.admit(0)
    whole.wait(1)
    services.end_meeting(meeting_id=whole.meeting.pk, by=by, agreed="Nähdään taas.")
    services.settle_rest(meeting_id=whole.meeting.pk, by=by, outcome="technology_prevented")
    return whole


def erase(made: GroupScene, number: int) -> None:
    client = made.clients[number]
    erasing.erase_client(client_id=client.pk, by=made.made.adviser, typed=client.name)


def copy_of(made: GroupScene, number: int) -> str:
    sections = [section for part in parts() for section in part.export(made.clients[number].pk)]
    return str([section.rows for section in sections])


def test_the_copy_of_each_tells_their_own_and_names_nobody_else(made: GroupScene) -> None:
    for number, outcome in enumerate(("tavattu", "tekniikka esti", "peruttu")):
        copy = copy_of(made, number)
        assert outcome in copy
        assert ("Nähdään taas." in copy) == (number == 0)
        for other, names in enumerate(NAMES):
            assert other == number or not any(name in copy for name in names)
    rows = told_of(made.clients[0].pk)[0].rows
    assert len(rows) == 1


def test_erasing_one_leaves_the_group_and_the_others(made: GroupScene) -> None:
    place = made.place(0)
    door, room = place.door_id, made.meeting.room_id
    numbers = list(StoredEvent.objects.filter(room=room).values_list("seq", flat=True))
    erase(made, 0)
    assert not Client.objects.filter(pk=made.clients[0].pk).exists()
    assert Meeting.objects.filter(pk=made.meeting.pk).exists()
    assert not Participant.objects.filter(pk=place.pk).exists()
    assert not Room.objects.filter(pk=door).exists()
    assert list(StoredEvent.objects.filter(room=room).values_list("seq", flat=True)) == numbers
    told = [json.dumps(event.body) for event in StoredEvent.objects.all()]
    assert not any(name in each for each in told for name in NAMES[0])
    assert any("Bertta" in each for each in told)
    left = dict(Contact.objects.filter(meeting=made.meeting).values_list("client", "outcome"))
    assert left == {made.clients[1].pk: "technology_prevented", made.clients[2].pk: "cancelled"}
    assert Contact.objects.filter(client=None, outcome="met").count() == 1
    desk = Browser()
    desk.force_login(made.made.adviser)
    page = desk.get(f"/meetings/{made.meeting.pk}").content.decode()
    assert "Bertta" in page and "Aamu" not in page
    for number in (1, 2):
        erase(made, number)
    assert desk.get(f"/meetings/{made.meeting.pk}").status_code == 200


def test_what_is_counted_before_erasing_goes_and_nothing_of_others(made: GroupScene) -> None:
    number = made.clients[1].pk
    counted = {part.name: part.count(number) for part in parts()}
    assert counted["meetings"] == 1
    assert counted["messages"] >= 1
    erase(made, 0)
    assert {part.name: part.count(number) for part in parts()} == counted


def test_before_a_group_to_come_the_seat_is_given_up_first() -> None:
    whole = group(clients=2, starts_in=timedelta(days=2))
    by = whole.made.adviser
    Person.objects.filter(pk=by.pk).update(role=Person.Role.ADMINISTRATOR)
    by.refresh_from_db()
    with pytest.raises(UserError) as refused:
        erase(whole, 0)
    assert refused.value.code == "erase.meetings_coming"
    assert [each.pk for each in coming_of(whole.clients[0].pk, clock.now())] == [whole.meeting.pk]
    assert erasing.cancel_meetings(client_id=whole.clients[0].pk, by=by) == 1
    erase(whole, 0)
    whole.meeting.refresh_from_db()
    assert whole.meeting.status == Meeting.Status.PLANNED
    assert whole.place(1).group_seat == 2


def test_the_log_of_a_client_knows_their_groups(made: GroupScene) -> None:
    assert all_meetings_of(made.clients[0].pk).get() == made.meeting
    assert str(made.meeting.pk) in str(_of_client(made.clients[0].pk)[1])
