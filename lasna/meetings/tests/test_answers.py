"""Coming or not, said from the reminder: the adviser knows at once; nothing is cancelled by it. # N7, N15"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Browser

from lasna.booking.models import BookingLink
from lasna.booking.tests.scene import Booking, add_hours, booking
from lasna.clients.tests.counting import counted
from lasna.correspondence import tasks
from lasna.correspondence.models import MailboxItem
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.personal import parts
from lasna.meetings import services
from lasna.meetings.models import Invitation, Meeting, Participant
from lasna.meetings.services.inviting import token_of
from lasna.meetings.tests.guests import ask
from lasna.meetings.tests.scene import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    """The meeting is in three days."""
    return scene(starts_in=timedelta(days=3))


@pytest.fixture
def browser() -> Browser:
    return Browser()


def page_of(browser: Browser, made: Scene) -> str:
    answer = browser.get(f"{made.link}/answer")
    assert answer.status_code == 200
    return answer.content.decode()


def say(browser: Browser, made: Scene, said: str) -> str:
    return browser.post(f"{made.link}/answer", {"say": said}, follow=True).content.decode()


def staff_page(made: Scene, address: str) -> str:
    desk = Browser()
    desk.force_login(made.adviser)
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def answered(made: Scene) -> tuple[str, bool]:
    return made.guest.answer, made.guest.answered_at is not None


def with_it(made: Scene, address: str) -> str:
    """The page for the day of the meeting, as the office counts days."""
    day = made.meeting.starts.astimezone(ZoneInfo(made.meeting.zone)).date()
    return f"{address}?day={day.isoformat()}"


def test_the_page_says_the_time_alone_and_opening_it_says_nothing(made: Scene, browser: Browser) -> None:
    events = StoredEvent.objects.count()
    for _time in range(3):
        page = page_of(browser, made)
    assert "Pääsetkö tapaamiseen?" in page
    assert "Sinulla on tapaaminen" in page
    for hidden in (made.client.first_name, made.adviser.name, str(made.type), made.organisation.name):
        assert hidden not in page
    assert answered(made) == ("", False)
    assert StoredEvent.objects.count() == events
    assert browser.head(f"{made.link}/answer").status_code == 200


def test_who_comes_says_so_by_one_press_and_the_adviser_sees_it(made: Scene, browser: Browser) -> None:
    assert "Kiitos. Tiedämme, että tulet." in say(browser, made, "comes")
    assert answered(made) == ("comes", True)
    row = AuditRow.objects.get(deed="meeting.client_comes")
    assert (row.who, row.ids) == (f"client:{made.client.pk}", [made.meeting.pk])
    event = StoredEvent.objects.filter(room=made.adviser.desk_id).latest("pk")
    assert (event.type, event.body["what"]) == ("desk.changed", "answered")
    assert "sanoo: tulee" in staff_page(made, f"/meetings/{made.meeting.pk}")
    assert "sanoo: tulee" in staff_page(made, with_it(made, "/"))
    assert "sanoo: tulee" in staff_page(made, with_it(made, "/week"))
    assert "Ei pääse: sovi uusi aika" not in staff_page(made, "/")
    # Pressed twice it is said once.
    say(browser, made, "comes")
    assert AuditRow.objects.filter(deed="meeting.client_comes").count() == 1


def test_who_cannot_come_stands_on_the_day_at_once_and_the_meeting_stays(
    made: Scene, browser: Browser
) -> None:
    page = say(browser, made, "cannot")
    assert "Kiitos, kun kerroit." in page
    assert "Aikaa ei ole vielä peruttu." in page
    assert "Soittakaa minulle" in page
    assert "Valitse uusi aika" not in page
    assert "040 123 4500" in page
    assert Meeting.objects.get(pk=made.meeting.pk).status == Meeting.Status.PLANNED
    today = staff_page(made, "/")
    assert "Ei pääse: sovi uusi aika" in today
    assert made.client.phone_read in today
    assert "sanoo: ei pääse" in staff_page(made, with_it(made, "/week"))
    say(browser, made, "call")
    assert made.guest.asks_call
    assert "pyytää soittamaan" in staff_page(made, "/")


def test_one_may_change_ones_mind(made: Scene, browser: Browser) -> None:
    say(browser, made, "cannot")
    assert "Tiedämme, että tulet." in say(browser, made, "comes")
    assert "Ei pääse: sovi uusi aika" not in staff_page(made, "/")
    assert "Kiitos, kun kerroit." in say(browser, made, "cannot")
    assert answered(made) == ("cannot", True)


def test_a_new_time_has_no_answer_yet(made: Scene, browser: Browser) -> None:
    say(browser, made, "cannot")
    later = made.meeting.starts + timedelta(days=1)
    services.move_meeting(meeting_id=made.meeting.pk, by=made.adviser, starts=later)
    assert answered(made) == ("", False)
    assert "Pääsetkö tapaamiseen?" in page_of(browser, made)


def test_never_once_it_has_begun_or_is_over(made: Scene, browser: Browser) -> None:
    with time_machine.travel(made.meeting.starts - timedelta(seconds=1), tick=False):
        assert "Pääsetkö tapaamiseen?" in page_of(browser, made)
    with time_machine.travel(made.meeting.starts, tick=False):
        assert "Tässä ei voi enää vastata." in page_of(browser, made)
        assert "Tässä ei voi enää vastata." in say(browser, made, "comes")
        with pytest.raises(UserError) as error:
            services.answer(participant_id=made.guest.pk, said=Participant.Answer.COMES)
        assert error.value.code == "answer.late"
    assert answered(made) == ("", False)
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert "Tämä tapaaminen on peruttu." in page_of(browser, made)
    with time_machine.travel(made.meeting.ends + timedelta(hours=2), tick=False):
        assert browser.get(f"{made.link}/answer").status_code == 404


def test_nobody_else_answers_and_nothing_else_is_said(made: Scene, browser: Browser) -> None:
    link = f"/m/{token_of(Invitation.objects.get(participant=ask(made)))}/answer"
    assert browser.get(link).status_code == 404
    assert browser.post(link, {"say": "comes"}).status_code == 404
    assert browser.get(f"/m/{'x' * 43}/answer").status_code == 404
    for said in ("", "maybe", "COMES"):
        assert browser.post(f"{made.link}/answer", {"say": said}).status_code == 404
    assert answered(made) == ("", False)


def test_the_reminder_asks_by_mail_and_by_text_message() -> None:
    with time_machine.travel(datetime(2026, 12, 1, 8, tzinfo=UTC), tick=False) as now:
        made, by_text = scene(starts_in=timedelta(days=3)), scene(starts_in=timedelta(days=3), send_by="sms")
        now.move_to(datetime(2026, 12, 3, 9, tzinfo=UTC))
        while tasks.send_mails() or tasks.send_text_messages():
            pass
    mail = MailboxItem.objects.get(message__kind="reminder_day", channel="email")
    text = MailboxItem.objects.get(message__kind="reminder_day", channel="sms")
    assert f"{made.link}/answer" in mail.html
    assert "Kerro, pääsetkö" in mail.html
    assert f"Kerro, pääsetkö: http://testserver{by_text.link}/answer" in text.text
    assert text.text.count("http") == 2


# ---- another time ------------------------------------------------------------------------------------------


@pytest.fixture
def booked() -> tuple[Booking, Scene]:
    """A meeting that the client chose by a link."""
    made = booking()
    meeting = made.take(made.times(40)[-1])
    return made, _of(made.made, meeting)


def _of(made: Scene, meeting: Meeting) -> Scene:
    return Scene(made.organisation, made.office, made.adviser, made.client, made.type, meeting)


def test_what_was_booked_by_a_link_is_moved_or_cancelled_by_it(
    booked: tuple[Booking, Scene], browser: Browser
) -> None:
    made, own = booked
    page = say(browser, own, "cannot")
    assert f"{made.address}/cancel" in page
    answer = browser.post(f"{own.link}/answer", {"say": "new_time"})
    assert answer.headers["Location"] == f"{made.address}?move"
    assert BookingLink.objects.count() == 1
    assert "Mikä päivä sopii sinulle?" in browser.get(f"{made.address}?move").content.decode()


def test_what_an_adviser_with_hours_planned_is_moved_by_a_link_that_does_nothing_else(
    made: Scene, browser: Browser
) -> None:
    assert "Valitse uusi aika" not in say(browser, made, "cannot")
    assert browser.post(f"{made.link}/answer", {"say": "new_time"}).headers["Location"].endswith("/answer")
    assert not BookingLink.objects.exists()
    add_hours(made.adviser, made.office.pk)
    page = page_of(browser, made)
    assert "Valitse uusi aika" in page
    assert "Peru aika" not in page
    assert not BookingLink.objects.exists()
    places = {browser.post(f"{made.link}/answer", {"say": "new_time"}).headers["Location"] for _time in "ab"}
    link = BookingLink.objects.get()
    assert len(places) == 1
    address = places.pop().removesuffix("?move")
    assert "Mikä päivä sopii sinulle?" in browser.get(f"{address}?move").content.decode()
    assert "Peru aika" not in browser.get(address).content.decode()
    assert browser.get(f"{address}/cancel").status_code == 302
    assert browser.post(f"{address}/cancelled").status_code == 409
    assert Meeting.objects.get(pk=made.meeting.pk).status == Meeting.Status.PLANNED
    before = made.meeting.starts
    moved = Booking(made, link)
    at = next(time for time in moved.times(60) if time != before)
    said = {"at": at.strftime("%Y%m%dT%H%MZ"), "move": "1"}
    assert browser.post(f"{address}/take", said).status_code == 302
    made.meeting.refresh_from_db()
    assert (made.meeting.starts, answered(made)) == (at, ("", False))
    # Once it is called off, nothing is chosen by that link.
    services.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert "ei voi enää valita aikaa" in browser.get(address).content.decode()


def test_what_a_client_says_is_in_the_copy_of_their_data_and_goes_with_the_meeting(
    made: Scene, browser: Browser
) -> None:
    say(browser, made, "cannot")
    [meetings] = [part for part in parts() if part.name == "meetings"]
    section = next(each for each in meetings.export(made.client.pk) if each.name == "meetings")
    row = dict(zip([key for key, _words in section.columns], section.rows[0], strict=True))
    assert row["answer"] == "et pääse tulemaan"
    assert row["answered_at"] == made.guest.answered_at
    meetings.erase(made.client.pk)
    assert not Participant.objects.exclude(answer="").exists()


def test_the_day_takes_as_many_statements_for_many_who_cannot_come(made: Scene, browser: Browser) -> None:
    desk = Browser()
    desk.force_login(made.adviser)
    desk.get("/")
    say(browser, made, "cannot")
    with counted() as one:
        desk.get("/")
    for number in range(30):
        another = services.plan_meeting(
            adviser=made.adviser,
            client=made.client,
            type=made.type,
            starts=clock.now() + timedelta(days=10, hours=number),
            planned_channel="phone",
        )
        services.answer(participant_id=_of(made, another).guest.pk, said=Participant.Answer.CANNOT)
    with counted() as many:
        page = desk.get("/").content.decode()
    assert len(one) == len(many)
    assert page.count("due__item--trouble") == 20
