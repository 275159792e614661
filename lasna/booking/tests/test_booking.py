"""A client chooses a time by a link, moves it and cancels it, without signing in. # N7"""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser

from lasna.booking import services
from lasna.booking.queries.links import old_links
from lasna.booking.services.locking import MOST_CHANGES
from lasna.booking.services.offering import purge_links
from lasna.booking.tests.scene import Booking, add_hours, booking, local, offer
from lasna.clients.tests.counting import counted
from lasna.correspondence.models import Message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.personal import parts
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import person

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/b/[^"]*)"')


@pytest.fixture
def made() -> Booking:
    return booking()


@pytest.fixture
def browser() -> Browser:
    return Browser()


def refused(made: Booking, **more: object) -> str:
    with pytest.raises(UserError) as error:
        made.take(**more)  # type: ignore[arg-type]
    return error.value.code


def links_in(page: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in LINK.findall(page)]


def step(browser: Browser, made: Booking, link: str) -> str:
    answer = browser.get(link if link.startswith("/") else made.address + link)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_client_chooses_a_way_a_day_and_a_time_and_gets_the_invitation(
    made: Booking, browser: Browser
) -> None:
    page = step(browser, made, made.address)
    assert "Miten haluat tavata?" in page
    page = step(browser, made, "?way=video")
    day = next(link for link in links_in(page) if "day=" in link)
    page = step(browser, made, day)
    time = next(link for link in links_in(page) if "at=" in link)
    page = step(browser, made, time)
    assert "Onko tämä oikein?" in page
    said = dict(re.findall(r'name="(way|at)" value="([^"]*)"', page))
    first = made.times()[0]
    Message.objects.all().delete()
    answer = browser.post(f"{made.address}/take", said, follow=True)
    assert "Sinulla on aika." in answer.content.decode()
    meeting = made.fresh().meeting
    assert meeting is not None
    assert (meeting.starts, meeting.planned_channel, meeting.adviser) == (first, "video", made.made.adviser)
    assert first not in made.times(30)
    # After days off the first time is far enough for a reminder, too: it waits for its day.
    message = Message.objects.exclude(kind__startswith="reminder_").get()
    assert (message.kind, message.channel, message.address) == ("invitation", "email", "demo@example.invalid")
    row = AuditRow.objects.get(deed="meeting.planned", ids=[meeting.pk])
    assert row.who == f"client:{made.made.client.pk}"
    told = StoredEvent.objects.filter(room=made.made.adviser.desk, type="desk.changed").last()
    assert told is not None


def test_opening_the_link_changes_nothing_and_tells_no_name(made: Booking, browser: Browser) -> None:
    before = (Meeting.objects.count(), AuditRow.objects.count(), StoredEvent.objects.count())
    for link in ("", "?way=video", "?way=video&all", f"?way=video&day={local(made.times()[0]).date()}"):
        page = step(browser, made, link)
        for word in (made.made.adviser.name, made.made.client.first_name, str(made.made.type), "Keskustelu"):
            assert word not in page
    assert browser.get(f"{made.address}/cancel").status_code == 302
    assert (Meeting.objects.count(), AuditRow.objects.count(), StoredEvent.objects.count()) == before


@pytest.mark.parametrize("token", ["", "x" * 43, "ä" * 43, "x" * 10_000, "%00" * 10])
def test_an_unknown_link_is_simply_not_here(made: Booking, browser: Browser, token: str) -> None:
    assert browser.get(f"/b/{token}").status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        "way=carrier%20pigeon",
        "way=video&day=yesterday",
        "way=video&day=9999-12-31",
        "way=video&at=99999999T9999Z",
        "way=video&at=20000101T0800Z",
        "way=video&at=%00&day=%00",
        "way=video&at=99991231T2359Z",
        "way=video&at=00010101T0000Z",
        "way=carrier&at=20300101T0800Z",
    ],
)
def test_what_cannot_be_chosen_is_not_chosen(made: Booking, browser: Browser, said: str) -> None:
    page = step(browser, made, f"?{said}")
    assert "Onko tämä oikein?" not in page
    answer = browser.post(f"{made.address}/take", dict(part.split("=") for part in said.split("&")))
    assert answer.status_code in (404, 409)
    assert made.fresh().meeting is None


def test_a_time_that_went_meanwhile_is_said_so_and_the_others_of_the_day_are_shown(
    made: Booking, browser: Browser
) -> None:
    # Of a whole day: of today the last time may be the only one.
    first = next(at for at in made.times(40) if local(at).hour == 9)
    page = step(browser, made, f"?way=video&day={local(first).date()}")
    time = next(link for link in links_in(page) if "at=" in link)
    said = dict(re.findall(r'name="(way|at)" value="([^"]*)"', step(browser, made, time)))
    meetings.plan_meeting(
        adviser=made.made.adviser,
        client=made.made.client,
        type=made.made.type,
        starts=first,
        planned_channel="phone",
    )
    answer = browser.post(f"{made.address}/take", said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Tämä aika ei ole enää vapaa." in page
    assert made.fresh().meeting is None
    assert first not in made.times(40)
    # From the page of the refusal the way goes on.
    others = [link for link in links_in(page) if "at=" in link]
    following = next(at for at in made.times(40) if at > first)
    assert others[0].endswith(following.strftime("at=%Y%m%dT%H%MZ"))
    assert "Onko tämä oikein?" in step(browser, made, others[0])
    for link in links_in(page):
        assert browser.get(link).status_code == 200


def test_the_time_is_moved_and_the_old_one_is_free_again(made: Booking, browser: Browser) -> None:
    first, *_between, later = made.times(6)
    meeting = made.take(first)
    page = step(browser, made, "?move")
    assert "Se pysyy, kunnes valitset toisen." in page
    at = later.strftime("%Y%m%dT%H%MZ")
    answer = browser.post(f"{made.address}/take", {"way": "video", "at": at, "move": "1"}, follow=True)
    assert "Sinulla on aika." in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.starts, meeting.calendar_sequence) == (later, 1)
    assert first in made.times()
    assert AuditRow.objects.get(deed="meeting.moved").who == f"client:{made.made.client.pk}"
    assert Message.objects.filter(kind="changed").count() == 1


def test_a_time_can_be_moved_by_half_its_length(made: Booking) -> None:
    times = made.times(30)
    # Not the last of its day, whatever the time of day is.
    first = next(at for at in times if at + timedelta(minutes=30) in times)
    meeting = made.take(first)
    moved = services.move_booking(link_id=made.link.pk, starts=first + timedelta(minutes=30))
    assert moved.starts - meeting.starts == timedelta(minutes=30)


def test_the_time_is_cancelled_after_one_question_and_can_be_chosen_anew(
    made: Booking, browser: Browser
) -> None:
    first = made.times()[0]
    meeting = made.take(first)
    assert "Perutko tämän ajan?" in step(browser, made, f"{made.address}/cancel")
    answer = browser.post(f"{made.address}/cancelled", follow=True)
    assert "Miten haluat tavata?" in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.status, meeting.outcome) == ("cancelled", "cancelled")
    assert made.take(first).starts == first
    assert AuditRow.objects.get(deed="meeting.cancelled").who == f"client:{made.made.client.pk}"


def test_one_link_holds_one_time(made: Booking) -> None:
    made.take()
    assert refused(made) == "booking.already"


def test_the_same_press_twice_is_one_time_and_no_refusal(made: Booking) -> None:
    first = made.times()[0]
    assert made.take(first) == made.take(first)
    moved = made.times(9)[-1]
    services.move_booking(link_id=made.link.pk, starts=moved)
    services.move_booking(link_id=made.link.pk, starts=moved)
    assert Message.objects.filter(kind="changed").count() == 1


def test_whoever_holds_the_link_cannot_send_messages_without_end(made: Booking) -> None:
    for _time in range(MOST_CHANGES // 2):
        made.take()
        services.call_off_booking(link_id=made.link.pk)
    assert refused(made) == "booking.too_often"


def test_a_type_that_was_closed_cannot_be_chosen(made: Booking, browser: Browser) -> None:
    made.made.type.closed_at = clock.now()
    made.made.type.save()
    assert "Tällä linkillä ei voi enää valita aikaa." in step(browser, made, made.address)
    assert refused(made, starts=clock.now() + timedelta(days=2)) == "booking.old"


def test_without_a_number_nobody_is_called(made: Booking, browser: Browser) -> None:
    made.made.client.phone = ""
    made.made.client.save()
    assert "way=phone" not in step(browser, made, made.address)
    with pytest.raises(NotHere):
        made.take(channel="phone")


def test_where_the_adviser_has_gone_anybody_of_the_office_is_met(made: Booking) -> None:
    colleague = person(made.made.organisation, made.made.office)
    add_hours(colleague, made.made.office.pk)
    made.made.adviser.is_active = False
    made.made.adviser.save()
    assert made.take().adviser == colleague


def test_an_address_that_has_gone_is_no_refusal(made: Booking) -> None:
    made.made.client.email = ""
    made.made.client.save()
    made.take()
    assert Message.objects.get(kind="invitation", due_at__gt=made.link.made_at).channel == "sms"


def test_looking_for_a_time_asks_the_database_a_few_times(made: Booking, browser: Browser) -> None:
    for _colleague in range(3):
        add_hours(person(made.made.organisation, made.made.office), made.made.office.pk)
    with counted() as statements:
        step(browser, made, "?way=video")
    assert len(statements) <= 6, statements


def test_a_meeting_that_goes_on_says_where_to_go(made: Booking, browser: Browser) -> None:
    meeting = made.take()
    meeting.starts, meeting.ends = clock.now() - timedelta(minutes=1), clock.now() + timedelta(minutes=44)
    meeting.save()
    page = step(browser, made, made.address)
    assert "Tapaamisesi on nyt." in page
    assert "Avaa toinen linkki." in page
    assert browser.get(f"{made.address}/cancel").status_code == 302


def test_links_go_with_their_messages_when_they_are_old(made: Booking) -> None:
    later = clock.now() + timedelta(days=400)
    assert list(old_links(made.made.organisation.pk, later)) == [made.link]
    assert purge_links(made.made.organisation.pk, later, 10) == 1
    assert not Message.objects.filter(kind="booking").exists()


def test_links_and_their_messages_go_with_the_client(made: Booking) -> None:
    part = next(part for part in parts() if part.name == "booking_links")
    assert part.erase(made.made.client.pk) == 1
    assert not Message.objects.filter(kind="booking").exists()


def test_a_time_that_staff_cancelled_can_be_chosen_anew(made: Booking, browser: Browser) -> None:
    meeting = made.take()
    meetings.cancel_meeting(meeting_id=meeting.pk, by=made.made.adviser)
    assert "Miten haluat tavata?" in step(browser, made, made.address)
    assert made.take().pk != meeting.pk


def test_what_has_begun_is_neither_moved_nor_cancelled(made: Booking, browser: Browser) -> None:
    meeting = made.take()
    meeting.starts, meeting.ends = clock.now() - timedelta(minutes=1), clock.now() + timedelta(minutes=44)
    meeting.save()
    with pytest.raises(UserError) as error:
        services.move_booking(link_id=made.link.pk, starts=made.times()[0])
    assert error.value.code == "booking.has_begun"
    with pytest.raises(UserError) as error:
        services.call_off_booking(link_id=made.link.pk)
    assert error.value.code == "booking.has_begun"
    meeting.ends = clock.now() - timedelta(seconds=1)
    meeting.save()
    assert "Tällä linkillä ei voi enää valita aikaa." in step(browser, made, made.address)
    assert "Tällä linkillä ei voi enää valita aikaa." in step(browser, made, "?move")


def test_a_link_grows_old_and_can_be_withdrawn(made: Booking, browser: Browser) -> None:
    link = made.fresh()
    link.until = clock.now() - timedelta(seconds=1)
    link.save()
    assert "Tällä linkillä ei voi enää valita aikaa." in step(browser, made, made.address)
    assert refused(made) == "booking.old"
    link.until = clock.now() + timedelta(days=1)
    link.save()
    services.withdraw_offer(link_id=link.pk, by=made.made.adviser)
    assert browser.get(made.address).status_code == 404
    with pytest.raises(NotHere):
        made.take(clock.now() + timedelta(days=2))


def test_a_time_is_not_chosen_too_late_for_the_adviser_to_see_it(made: Booking) -> None:
    assert made.times()[0] >= clock.now() + timedelta(hours=12)


def test_nothing_is_free_where_nobody_has_hours(browser: Browser) -> None:
    made = booking(hours=False)
    page = step(browser, made, "?way=video")
    assert "Nyt ei ole vapaita aikoja." in page
    assert "09 " not in page
    assert refused(made, starts=clock.now() + timedelta(days=2)) == "booking.not_free"


def test_with_anybody_the_own_adviser_is_chosen_first_then_whoever_has_least_to_do() -> None:
    made = booking(with_anybody=True)
    organisation, office = made.made.organisation, made.made.office
    busy, idle = person(organisation, office, "Demo Kiireinen"), person(organisation, office, "Demo Vapaa")
    for colleague in (busy, idle):
        add_hours(colleague, office.pk)
    first, second = made.times(4)[::3]
    meetings.plan_meeting(
        adviser=busy, client=made.made.client, type=made.made.type, starts=second, planned_channel="phone"
    )
    assert made.free().advisers_at(first, first=made.made.adviser.pk) == [
        made.made.adviser.pk,
        idle.pk,
        busy.pk,
    ]
    chosen = [Booking(made.made, offer(made.made, with_anybody=True)).take(first).adviser for _ in range(3)]
    assert chosen == [made.made.adviser, idle, busy]
    assert (
        refused(Booking(made.made, offer(made.made, with_anybody=True)), starts=first) == "booking.not_free"
    )


def test_the_way_that_the_client_chose_is_the_answer_to_offering_video(made: Booking) -> None:  # N2
    chosen = made.take(channel="phone")
    assert [(offer.channel, offer.answer, offer.by) for offer in chosen.offers.all()] == [
        ("video", "declined", None)
    ]
    services.call_off_booking(link_id=made.link.pk)
    again = made.take(channel="video")
    assert [offer.answer for offer in again.offers.all()] == ["accepted"]
    services.call_off_booking(link_id=made.link.pk)
    type(made.made.type).objects.filter(pk=made.made.type.pk).update(
        channels="phone,in_person", default_channel="phone"
    )
    # Nobody is asked what they were not offered.
    assert not made.take(channel="phone").offers.exists()
