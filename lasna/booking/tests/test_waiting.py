"""Who finds no time waits: what becomes free is offered to one at a time, and is nobody else's then. # N7"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser

from lasna.booking import services
from lasna.booking.models import BookingLink, OpeningHour, Waiting
from lasna.booking.queries.links import token_of
from lasna.booking.services import waiting as waits
from lasna.booking.tests.scene import Booking, add_hours, booking, offer
from lasna.booking.tests.test_booking_at_once import pressed
from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.correspondence import tasks
from lasna.correspondence.models import MailboxItem, Message
from lasna.errors import UserError
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.personal import parts
from lasna.meetings.models import Meeting
from lasna.meetings.services.life import call_off

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 10, tzinfo=UTC)
"""A Tuesday, twelve o'clock in the office."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as now:
        yield now


@pytest.fixture
def made(clock: time_machine.Traveller) -> Booking:
    """An office that is full: its adviser has no hours."""
    return booking(hours=False)


@pytest.fixture
def browser() -> Browser:
    return Browser()


def open_one_time(made: Booking) -> None:
    """Wednesdays at nine, one meeting long."""
    made.made.type.minutes = 30
    made.made.type.save()
    add_hours(made.made.adviser, made.made.office.pk, weekdays=[2], starts=time(9), ends=time(9, 30))


def another(made: Booking, number: int) -> BookingLink:
    """The link of one more client."""
    scene = made.made
    own, scene.client = (
        scene.client,
        Client.objects.create(
            organisation=scene.organisation,
            office=scene.office,
            adviser=scene.adviser,
            first_name=f"Demo {number}",
            email=f"waits-{number}@example.invalid",
        ),
    )
    link = offer(scene)
    scene.client = own
    return link


def say(browser: Browser, address: str, said: str, way: str = "video") -> str:
    answer = browser.post(f"{address}/wait", {"say": said, "way": way}, follow=True)
    return answer.content.decode()


def page_of(browser: Browser, address: str) -> str:
    return browser.get(address).content.decode()


def offered() -> list[tuple[int, datetime]]:
    rows = Waiting.objects.exclude(starts=None).order_by("link")
    return [(row.link_id, row.starts) for row in rows if row.starts]


def send_all() -> None:
    while tasks.send_mails() or tasks.send_text_messages():
        pass


def test_who_finds_no_time_asks_to_be_told_and_may_wait_no_more(made: Booking, browser: Browser) -> None:
    page = page_of(browser, f"{made.address}?way=video")
    assert "Nyt ei ole vapaita aikoja." in page
    assert "Kertokaa, kun aika vapautuu" in page
    assert not Waiting.objects.exists()
    assert "Lähetämme sinulle viestin, kun aika vapautuu." in say(browser, made.address, "wait")
    waiting = Waiting.objects.get()
    assert (waiting.link_id, waiting.channel, waiting.since) == (made.link.pk, "video", NOON)
    say(browser, made.address, "wait")
    assert Waiting.objects.get().since == NOON
    assert not services.offer_freed_times()
    assert "Kertokaa, kun aika vapautuu" in say(browser, made.address, "stop")
    assert not Waiting.objects.exists()
    deeds = AuditRow.objects.filter(deed__startswith="booking.waits").order_by("pk")
    assert [(row.deed, row.who) for row in deeds] == [
        ("booking.waits", f"client:{made.made.client.pk}"),
        ("booking.waits_no_more", f"client:{made.made.client.pk}"),
    ]


def test_what_is_not_offered_is_refused(made: Booking, browser: Browser) -> None:
    for said, way in (("maybe", "video"), ("wait", "letter"), ("", "")):
        assert browser.post(f"{made.address}/wait", {"say": said, "way": way}).status_code == 404
    assert browser.get(f"{made.address}/wait").status_code == 405
    assert browser.post(f"/b/{'x' * 43}/wait", {"say": "wait"}).status_code == 404
    BookingLink.objects.update(until=NOON - timedelta(days=1))
    answer = browser.post(f"{made.address}/wait", {"say": "wait", "way": "video"})
    assert (answer.status_code, Waiting.objects.exists()) == (409, False)


def test_what_becomes_free_is_offered_told_and_taken(
    made: Booking, browser: Browser, clock: time_machine.Traveller
) -> None:
    say(browser, made.address, "wait")
    open_one_time(made)
    assert services.offer_freed_times()
    [(number, starts)] = offered()
    assert (number, starts) == (made.link.pk, datetime(2026, 12, 2, 7, tzinfo=UTC))
    assert not services.offer_freed_times()
    send_all()
    mail = MailboxItem.objects.get(message__kind="booking_offer")
    assert "Aika vapautui: keskiviikkona 2.12. klo 9" in mail.text
    assert "tiistaina 1.12. klo 14" in mail.text
    assert made.address in mail.html
    assert str(made.made.type) not in mail.text
    page = page_of(browser, made.address)
    assert "Aika vapautui. Haluatko sen?" in page
    assert "Huomenna klo 9" in page
    said = {"way": "video", "at": "20261202T0700Z"}
    assert browser.post(f"{made.address}/take", said).status_code == 302
    assert Meeting.objects.filter(starts=starts).count() == 1
    assert not Waiting.objects.exists()


def test_what_waits_for_an_answer_is_nobody_elses(
    made: Booking, browser: Browser, clock: time_machine.Traveller
) -> None:
    second = another(made, 2)
    say(browser, made.address, "wait")
    open_one_time(made)
    services.offer_freed_times()
    [(_number, starts)] = offered()
    with pytest.raises(UserError) as error:
        services.book(link_id=second.pk, starts=starts, channel="video")
    assert error.value.code == "booking.not_free"
    times = made.times(20)
    assert times[0] == starts
    clock.shift(waits.TO_ANSWER)
    assert services.book(link_id=second.pk, starts=starts, channel="video").starts == starts
    # Too late: they are told so, and wait on.
    with pytest.raises(UserError) as late:
        services.book(link_id=made.link.pk, starts=starts, channel="video")
    assert late.value.code in ("booking.taken", "booking.not_free")


def test_it_goes_to_the_next_one_who_waits_when_the_first_refuses_or_lets_it_pass(
    made: Booking, browser: Browser, clock: time_machine.Traveller
) -> None:
    second, third = another(made, 2), another(made, 3)
    addresses = [f"/b/{token_of(link)}" for link in (made.link, second, third)]
    for address in addresses:
        say(browser, address, "wait")
        clock.shift(timedelta(minutes=1))
    open_one_time(made)
    # The other Wednesdays are of no use here.
    made.made.adviser.opening_exceptions.create(
        opens=False, first=datetime(2026, 12, 3).date(), last=datetime(2027, 3, 1).date()
    )
    services.offer_freed_times()
    assert [number for number, _at in offered()] == [made.link.pk]
    say(browser, addresses[0], "no")
    services.offer_freed_times()
    assert [number for number, _at in offered()] == [second.pk]
    clock.shift(waits.TO_ANSWER)
    services.offer_freed_times()
    assert [number for number, _at in offered()] == [third.pk]
    clock.shift(waits.TO_ANSWER)
    services.offer_freed_times()
    assert offered() == []
    assert Waiting.objects.count() == 3
    assert Message.objects.filter(kind="booking_offer").count() == 3


def test_a_message_that_left_too_late_says_nothing(made: Booking, browser: Browser) -> None:
    say(browser, made.address, "wait")
    open_one_time(made)
    services.offer_freed_times()
    say(browser, made.address, "no")
    send_all()
    assert [message.state for message in Message.objects.filter(kind="booking_offer")] == ["dropped"]


def test_nobody_is_told_at_night(made: Booking, browser: Browser, clock: time_machine.Traveller) -> None:
    say(browser, made.address, "wait")
    open_one_time(made)
    clock.move_to(datetime(2026, 12, 1, 18, tzinfo=UTC))
    assert not services.offer_freed_times()
    clock.move_to(datetime(2026, 12, 2, 5, 59, tzinfo=UTC))
    assert not services.offer_freed_times()
    clock.move_to(datetime(2026, 12, 2, 6, tzinfo=UTC))
    assert services.offer_freed_times()


def test_who_has_a_time_is_offered_an_earlier_one_and_keeps_theirs_until_then(
    made: Booking, browser: Browser
) -> None:
    add_hours(made.made.adviser, made.made.office.pk)
    times = made.times(60)
    first = made.take(times[0], link=another(made, 2))
    late = made.take(times[-1])
    page = page_of(browser, made.address)
    assert "Kertokaa, jos aikaisempi aika vapautuu" in page
    OpeningHour.objects.all().delete()
    assert "Aikasi pysyy siihen asti." in say(browser, made.address, "wait", "")
    assert not services.offer_freed_times()
    call_off(first)
    add_hours(made.made.adviser, made.made.office.pk)
    assert services.offer_freed_times()
    [(_number, starts)] = offered()
    assert starts < late.starts
    page = page_of(browser, made.address)
    assert 'name="move"' in page
    said = {"way": "video", "at": starts.strftime("%Y%m%dT%H%MZ"), "move": "1"}
    assert browser.post(f"{made.address}/take", said).status_code == 302
    late.refresh_from_db()
    assert (late.starts, Waiting.objects.exists()) == (starts, False)


def test_after_six_offers_nobody_is_told_any_more(made: Booking, browser: Browser) -> None:
    say(browser, made.address, "wait")
    add_hours(made.made.adviser, made.made.office.pk)
    for _time in range(waits.MOST_OFFERS):
        assert services.offer_freed_times()
        say(browser, made.address, "no")
    assert not services.offer_freed_times()
    assert not Waiting.objects.exists()


def test_a_link_that_is_withdrawn_or_old_waits_no_more(made: Booking, browser: Browser) -> None:
    say(browser, made.address, "wait")
    services.withdraw_offer(link_id=made.link.pk, by=made.made.adviser)
    assert not Waiting.objects.exists()
    second = another(made, 2)
    services.wait(link_id=second.pk, channel="video")
    BookingLink.objects.update(until=NOON - timedelta(days=1))
    waits.forget_waiting()
    assert not Waiting.objects.exists()


def test_who_waits_sees_it_in_the_copy_of_their_data_and_it_goes_with_the_links(
    made: Booking, browser: Browser
) -> None:
    say(browser, made.address, "wait")
    open_one_time(made)
    services.offer_freed_times()
    [links] = [part for part in parts() if part.name == "booking_links"]
    [section] = links.export(made.made.client.pk)
    row = dict(zip([key for key, _words in section.columns], section.rows[0], strict=True))
    assert row["state"] == "odottaa vapaata aikaa"
    desk = Browser()
    desk.force_login(made.made.adviser)
    assert "odottaa vapaata aikaa" in desk.get(f"/clients/{made.made.client.pk}/times").content.decode()
    links.erase(made.made.client.pk)
    assert not Waiting.objects.exists()
    assert not Message.objects.filter(kind__startswith="booking").exists()


def test_one_sweep_asks_as_often_for_a_time_whoever_else_has_none(made: Booking, browser: Browser) -> None:
    say(browser, made.address, "wait")
    with counted() as one:
        services.offer_freed_times()
    for number in range(2, 5):
        services.wait(link_id=another(made, number).pk, channel="video")
    with counted() as four:
        services.offer_freed_times()
    assert len(four) <= 4 * len(one)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_who_wait_get_one_offer_a_time_and_twenty_who_press_one_meeting(
    made: Booking,
) -> None:
    links = [made.link, *(another(made, number) for number in range(2, 21))]
    for link in links:
        services.wait(link_id=link.pk, channel="video")
    open_one_time(made)
    made.made.adviser.opening_exceptions.create(
        opens=False, first=datetime(2026, 12, 17).date(), last=datetime(2027, 3, 1).date()
    )

    def swept(link: BookingLink) -> bool:
        try:
            return waits.offer_to(link_id=link.pk)
        finally:
            connection.close()

    def offer_all() -> None:
        with ThreadPoolExecutor(20) as threads:
            list(threads.map(swept, links))

    offer_all()
    held = offered()
    # Wednesdays the 2nd, the 9th and the 16th.
    assert len(held) == len({at for _number, at in held}) == 3
    assert Message.objects.filter(kind="booking_offer").count() == 3
    wanted = held[0][1]

    def take(link: BookingLink) -> str:
        return pressed(lambda: services.book(link_id=link.pk, starts=wanted, channel="video"))

    with ThreadPoolExecutor(20) as threads:
        outcomes = list(threads.map(take, links))
    assert outcomes.count("taken") == 1
    assert set(outcomes) <= {"taken", "booking.not_free", "booking.taken"}
    assert Meeting.objects.filter(starts=wanted).count() == 1
    assert outcomes[[link.pk for link in links].index(held[0][0])] == "taken"
