"""A quick question from one's own page: who is here, one press, what is told, and into the room. # N47"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.clients.tests.counting import counted
from lasna.kernel import clock
from lasna.knocking import services
from lasna.knocking.models import Knock, Presence
from lasna.knocking.tests.scene import Here, here
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting, Participant
from lasna.own.tests.scene import Own, own_page

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
OFFER = "Demo-työntekijä is here now."


@pytest.fixture(autouse=True)
def moved() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2027-05-04T09:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def at() -> Here:
    return here()


@pytest.fixture
def own(at: Here) -> Own:
    return at.own()


def ask(own: Own, way: str = "video") -> str:
    answer = own.browser.post(f"{own.address}/quick", {"way": way}, follow=True)
    return answer.content.decode()


def told(own: Own) -> dict[str, str]:
    answer = own.browser.post(f"{own.address}/quick/place", headers=JSON)
    said: dict[str, str] = answer.json()
    return said


def test_the_page_says_that_the_adviser_is_here_only_while_they_are(at: Here, own: Own) -> None:
    assert OFFER in own.text()
    assert "my number ends in 67" in re.sub(r"\s+", " ", own.text()).lower()
    assert "401234567" not in own.text()
    services.be_here_no_more(by=at.made.adviser)
    assert OFFER not in own.text()
    assert "is not free now" in own.text("/quick")


def test_before_the_code_nothing_is_said_and_nothing_can_be_pressed(at: Here) -> None:
    own = own_page(at.made)
    assert "Demo-työntekijä" not in own.text()
    for page in ("", "/place", "/back", "/in"):
        answer = own.browser.post(f"{own.address}/quick{page}", {"way": "video"})
        assert answer.status_code == 302
    assert Knock.objects.count() == 0
    assert Browser().post(f"/o/{'x' * 43}/quick", {"way": "video"}).status_code == 404


def test_one_press_knocks_and_opening_does_not(at: Here, own: Own) -> None:
    own.text("/quick")
    assert Knock.objects.count() == 0
    page = ask(own)
    assert "We told Demo-työntekijä." in page
    assert "You are the first." in page
    ask(own)
    assert Knock.objects.get().state == "waiting"
    assert "See how it stands" in own.text()


def test_the_second_sees_that_there_is_one_before(at: Here, own: Own, moved: time_machine.Traveller) -> None:
    at.knock(at.another_client())
    ask(own)
    moved.shift(timedelta(minutes=2))
    assert told(own) == {
        "page": "waiting",
        "before": "There is one person before you.",
        "wait": "You asked 2 minutes ago.",
    }
    services.withdraw(knock_id=Knock.objects.order_by("pk")[0].pk)
    assert told(own)["before"] == "You are the first."


def test_it_is_taken_back(at: Here, own: Own) -> None:
    ask(own)
    own.browser.post(f"{own.address}/quick/back")
    assert Knock.objects.get().state == "withdrawn"
    assert OFFER in own.text()
    assert told(own) == {"page": ""}


def test_soon_is_told_with_the_time(at: Here, own: Own) -> None:
    ask(own)
    services.say_soon(knock_id=Knock.objects.get().pk, by=at.made.adviser)
    assert told(own) == {"page": "soon"}
    assert "has time for you at 12:05" in own.text("/quick")


def test_not_now_is_told_with_the_words_and_when_they_phone(at: Here, own: Own) -> None:
    ask(own)
    when = clock.now() + timedelta(hours=2)
    knock = Knock.objects.get()
    services.decline(knock_id=knock.pk, by=at.made.adviser, words="Olen koulutuksessa <b>", promised_at=when)
    assert told(own) == {"page": "declined"}
    page = own.text("/quick")
    assert "Olen koulutuksessa &lt;b&gt;" in page
    assert "phones you today at 14:00. Your number ends in 67." in page
    assert 'href="tel:+358401234500"' in page
    assert "Ask again" in page
    assert OFFER in own.text("/quick?again")


def test_nobody_answers_and_the_page_says_so_kindly(
    at: Here, own: Own, moved: time_machine.Traveller
) -> None:
    ask(own)
    moved.shift(timedelta(minutes=10))
    assert told(own) == {"page": "unanswered"}
    page = own.text("/quick")
    assert "sees that you asked at 12:00, and gets in touch with you" in page
    assert "Ask again" not in page
    assert 'href="tel:+358401234500"' in page


def test_they_have_just_gone(at: Here, own: Own) -> None:
    assert OFFER in own.text()
    services.be_here_no_more(by=at.made.adviser)
    answer = own.browser.post(f"{own.address}/quick", {"way": "video"})
    assert answer.status_code == 409
    assert "is not free any more" in answer.content.decode()


def test_by_phone_the_page_says_that_they_phone_now(at: Here, own: Own) -> None:
    assert "your number ends in 67" in ask(own, "phone")
    services.begin(knock_id=Knock.objects.get().pk, by=at.made.adviser)
    assert told(own) == {"page": "phone"}
    assert "phones you now: your number ends in 67" in own.text("/quick")
    assert own.browser.post(f"{own.address}/quick/in")["Location"].endswith("/quick")


def test_the_page_goes_to_the_door_and_the_adviser_lets_them_in(at: Here, own: Own) -> None:
    ask(own)
    assert own.browser.post(f"{own.address}/quick/in")["Location"].endswith("/quick")
    meeting = services.begin(knock_id=Knock.objects.get().pk, by=at.made.adviser)
    assert told(own) == {"page": "come"}
    assert "data-go" in own.text("/quick")
    answer = own.browser.post(f"{own.address}/quick/in")
    place = Participant.objects.get(meeting=meeting, role="client")
    assert answer["Location"].startswith("/m/")
    assert f"lasna_seat_{place.pk}" in answer.cookies
    # Not in the room: at the door, to be looked at twice by the adviser (decision 75).
    assert (place.state, place.by_link_alone) == ("arrived", True)
    assert own.browser.get(answer["Location"]).status_code == 200
    meetings.end_meeting(meeting_id=meeting.pk, by=at.made.adviser)
    assert told(own) == {"page": ""}
    assert OFFER in own.text("/quick")


def test_another_clients_page_gives_no_way_into_the_meeting(at: Here, own: Own) -> None:
    ask(own)
    services.begin(knock_id=Knock.objects.get().pk, by=at.made.adviser)
    stranger = here().own()
    answer = stranger.browser.post(f"{own.address}/quick/in")
    assert answer["Location"] == f"{own.address}/quick"
    assert Participant.objects.filter(meeting__knock__isnull=False, role="client").get().state == "invited"


def test_a_page_that_asks_again_and_again_writes_little(
    at: Here, own: Own, moved: time_machine.Traveller
) -> None:
    ask(own)
    told(own)
    moved.shift(timedelta(seconds=5))
    with counted() as statements:
        told(own)
    assert len(statements) <= 5
    assert not [one for one in statements if one.startswith(("UPDATE", "INSERT"))]
    moved.shift(timedelta(seconds=20))
    told(own)
    assert Knock.objects.get().seen_at == clock.now()


def test_without_a_script_a_button_looks_again(at: Here, own: Own) -> None:
    ask(own)
    assert own.browser.post(f"{own.address}/quick/place")["Location"].endswith("/quick")
    assert "<noscript><button" in own.text("/quick")


def test_the_page_is_light(at: Here, own: Own) -> None:
    plain = len(own.text("/wish"))
    ask(own)
    assert len(own.text("/quick")) < plain + 3000


def test_a_meeting_that_begins_hides_the_offer(at: Here, own: Own) -> None:
    Meeting.objects.update(
        starts=clock.now() + timedelta(minutes=5), ends=clock.now() + timedelta(minutes=50)
    )
    assert OFFER not in own.text()
    assert Presence.objects.get().ended_at is None
