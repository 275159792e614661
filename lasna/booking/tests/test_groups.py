"""Beside free times a client's link lists groups: one press takes a seat. # N7"""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from lasna.booking import services
from lasna.booking.models import BookingLink
from lasna.booking.queries.links import State, token_of
from lasna.booking.tests.scene import add_hours, offer
from lasna.correspondence.models import Message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.meetings.models import Meeting, MeetingType, Participant
from lasna.meetings.services import cancel_meeting
from lasna.meetings.tests.groups import TITLE, GroupScene, client_of, group
from lasna.people.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> GroupScene:
    """A group of two in two days, one seat taken; ``made.made.client`` has a link."""
    return group(seats=2, clients=1, starts_in=timedelta(days=2))


def link_of(made: GroupScene) -> BookingLink:
    return offer(made.made)


def page_of(link: BookingLink, ends: str = "") -> str:
    answer = Browser().get(f"/b/{token_of(link)}{ends}")
    assert answer.status_code == 200
    return answer.content.decode()


def press(link: BookingLink, meeting: Meeting) -> tuple[int, str]:
    answer = Browser().post(f"/b/{token_of(link)}/seat", {"group": meeting.pk}, follow=True)
    return answer.status_code, answer.content.decode()


def seats(made: GroupScene) -> list[int]:
    rows = Participant.objects.filter(meeting=made.meeting, group_seat__isnull=False)
    return sorted(place.client_id or 0 for place in rows)


def test_a_group_stands_beside_the_times_and_one_press_takes_a_seat(made: GroupScene) -> None:
    add_hours(made.made.adviser, made.made.office.pk)
    link = link_of(made)
    page = page_of(link)
    assert TITLE in page and "Ryhmä: 1 paikka jäljellä" in page
    assert made.clients[0].first_name not in page
    status, page = press(link, made.meeting)
    assert status == 200 and "Sinulla on paikka ryhmässä." in page
    assert made.made.client.pk in seats(made)
    place = Participant.objects.get(meeting=made.meeting, client=made.made.client)
    assert Message.objects.filter(kind="invitation", about=place.invitation.pk).count() == 1
    # Pressed twice it is one.
    assert press(link, made.meeting)[0] == 200
    assert len(seats(made)) == 2
    link.refresh_from_db()
    assert State(link).seated and not State(link).open


def test_of_a_full_group_the_answer_is_clear_and_the_list_comes_anew(made: GroupScene) -> None:
    other = group(made=made.made, seats=2, starts_in=timedelta(days=3))
    Meeting.objects.filter(pk=other.meeting.pk).update(title="Torstain ryhmä")
    link = link_of(made)
    assert page_of(link).count("Ota paikka") >= 2
    made.give(client_of(made.made, "Bertta"))
    status, page = press(link, made.meeting)
    assert status == 409
    assert "Tämä ryhmä on nyt täynnä." in page
    assert "Torstain ryhmä" in page and TITLE not in page
    assert made.made.client.pk not in seats(made)


def test_a_seat_is_given_up_by_the_link_and_another_time_can_be_chosen(made: GroupScene) -> None:
    link = link_of(made)
    press(link, made.meeting)
    assert "Annetaanko paikkasi jollekin toiselle?" in page_of(link, "?free")
    assert len(seats(made)) == 2
    page = Browser().post(f"/b/{token_of(link)}/seat/free", follow=True).content.decode()
    assert TITLE in page and "Ota paikka" in page
    assert seats(made) == [made.clients[0].pk]
    assert press(link, made.meeting)[0] == 200
    assert len(seats(made)) == 2


def test_a_group_that_is_called_off_leaves_the_link_open(made: GroupScene) -> None:
    link = link_of(made)
    press(link, made.meeting)
    cancel_meeting(meeting_id=made.meeting.pk, by=made.made.adviser)
    assert "Sinulla on paikka" not in page_of(link)


def test_groups_that_are_not_for_this_link_are_not_there(made: GroupScene) -> None:
    link = link_of(made)
    other_type = MeetingType.objects.create(
        organisation=made.made.organisation, key="other", name_fi="Muu", name_sv="Annat", name_en="Other"
    )
    other_office = Office.objects.create(organisation=made.made.organisation, name="Muu")
    for more in ({"type": other_type}, {"office": other_office}):
        whole = group(made=made.made, starts_in=timedelta(days=4 + len(Meeting.objects.all())))
        Meeting.objects.filter(pk=whole.meeting.pk).update(**more)
        with pytest.raises(NotHere):
            services.take_seat(link_id=link.pk, meeting_id=whole.meeting.pk)
    begun = group(made=made.made, starts_in=timedelta(days=30))
    now = clock.now()
    Meeting.objects.filter(pk=begun.meeting.pk).update(
        starts=now - timedelta(minutes=1), ends=now + timedelta(hours=1)
    )
    with pytest.raises(NotHere):
        services.take_seat(link_id=link.pk, meeting_id=begun.meeting.pk)
    with pytest.raises(NotHere):  # one meeting with one client is no group
        services.take_seat(link_id=link.pk, meeting_id=made.made.meeting.pk)


def test_who_has_a_seat_chooses_no_time_besides(made: GroupScene) -> None:
    add_hours(made.made.adviser, made.made.office.pk)
    link = link_of(made)
    press(link, made.meeting)
    with pytest.raises(UserError) as refused:
        services.book(link_id=link.pk, starts=clock.now() + timedelta(days=3), channel="video")
    assert refused.value.code == "booking.already"
    with pytest.raises(UserError):
        services.wait(link_id=link.pk, channel="video")


def test_a_client_to_whom_an_adviser_gave_a_seat_has_it_once(made: GroupScene) -> None:
    link = link_of(made)
    made.give(made.made.client)
    assert press(link, made.meeting)[0] == 200
    assert len(seats(made)) == 2


@pytest.mark.parametrize("said", ["", "x", "-1", "9" * 30])
def test_what_is_no_group_is_not_found(made: GroupScene, said: str) -> None:
    answer = Browser().post(f"/b/{token_of(link_of(made))}/seat", {"group": said})
    assert answer.status_code == 404


def test_where_the_address_of_the_link_has_gone_the_invitation_goes_by_another(made: GroupScene) -> None:
    link = link_of(made)
    type(link.client).objects.filter(pk=link.client_id).update(email="", phone="+358401234567")
    assert press(link, made.meeting)[0] == 200
    place = Participant.objects.get(meeting=made.meeting, client=link.client_id)
    assert Message.objects.get(kind="invitation", about=place.invitation.pk).channel == "sms"
