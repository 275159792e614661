"""A client's own page: by link and code; calm, theirs alone, and shut when it should be. # N1 N7 N13"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from lasna.booking.tests.scene import add_hours, link_of
from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.contacts.tests.agreeing import agreement_of
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.guidance.services import Tried, keep_trial
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import new_room
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting, MeetingType, Participant
from lasna.meetings.services import codes
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.own import services
from lasna.own.models import OwnLink, WayWish
from lasna.own.tests.scene import Own, own_page
from lasna.people.models import Organisation, Person

pytestmark = pytest.mark.django_db
NEVER_BEFORE = ("Aino", "Demo", "Keskustelu", "Talk", "0401234567")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel("2027-05-04T09:00:00Z", tick=True):
        yield


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=3))


@pytest.fixture
def own(made: Scene) -> Own:
    return own_page(made)


def passed(made: Scene, **more: str) -> Own:
    own = own_page(made)
    own.pass_the_code(**more)
    return own


def staff(made: Scene) -> Browser:
    Person.objects.filter(pk=made.adviser.pk).update(language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    return browser


def at_the_door(made: Scene) -> Browser:
    """A browser that has passed the meeting's door."""
    Client.objects.filter(pk=made.client.pk).update(language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.cookies.load(made.cookies())
    return browser


# ---- link and code -----------------------------------------------------------------------------------------


def test_before_the_code_the_page_tells_nothing_and_opening_it_changes_nothing(own: Own) -> None:
    before = list(OwnLink.objects.values())
    text = own.text()
    assert "Press the button. We send you a code." in text
    assert [word for word in NEVER_BEFORE if word in text] == []
    for page in ("/meetings", "/wish", "/tried", "/agreed", "/in-touch", "/who-looked"):
        answer = own.browser.get(own.address + page)
        assert (answer.status_code, answer["Location"]) == (302, own.address)
    assert own.browser.post(f"{own.address}/wish", {"way": "phone"})["Location"] == own.address
    own.made.client.refresh_from_db()
    assert (list(OwnLink.objects.values()), own.made.client.wish) == (before, "")


def test_the_code_goes_by_the_other_channel_than_the_link_and_opens_the_page(own: Own) -> None:  # N10
    assert own.browser.post(f"{own.address}/ask-code")["Location"] == f"{own.address}/code"
    kinds = list(Message.objects.filter(kind__startswith="own").order_by("pk").values_list("kind", "channel"))
    assert kinds == [("own_page", "email"), ("own_code", "sms")]
    assert "text message to the number that ends in 67" in own.text("/code")
    answer = own.browser.post(f"{own.address}/enter", {"code": f" {own.code()[:3]} {own.code()[3:]}"})
    assert (answer.status_code, answer["Location"]) == (302, own.address)
    assert "Your next meeting" in own.text()
    last = AuditRow.objects.latest("number")
    assert (last.deed, last.who) == ("client.own_page_opened", f"client:{own.made.client.pk}")


def test_a_code_is_tried_five_times_and_a_wrong_one_looks_as_where_none_is_active(own: Own) -> None:
    enter = f"{own.address}/enter"
    none_active = own.browser.post(enter, {"code": "000000"})
    own.browser.post(f"{own.address}/ask-code")
    wrong = f"{(int(own.code()) + 1) % 10**6:06d}"
    answers = [own.browser.post(enter, {"code": wrong}) for _ in range(codes.TRIES)]
    assert [answer.status_code for answer in (none_active, *answers)] == [409] * 6
    last_try = "The code was not right. Ask for a new code, or ask us to phone you."
    assert last_try in none_active.content.decode() and last_try in answers[-1].content.decode()
    assert own.browser.post(enter, {"code": own.code()}).status_code == 409
    own.browser.post(f"{own.address}/ask-code")
    assert own.browser.post(enter, {"code": own.code()}).status_code == 302


def test_a_code_opens_once_within_ten_minutes(own: Own) -> None:
    own.pass_the_code()
    spent = own.code()
    other = Browser()
    assert other.post(f"{own.address}/enter", {"code": spent}).status_code == 409
    own.browser.post(f"{own.address}/ask-code")
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        late = other.post(f"{own.address}/enter", {"code": own.code()})
    assert (late.status_code, "code" in late.content.decode()) == (409, True)


def test_three_codes_an_hour_then_words_that_say_when(own: Own) -> None:
    asked = [own.browser.post(f"{own.address}/ask-code").status_code for _ in range(4)]
    assert asked == [302, 302, 302, 409]
    assert Message.objects.filter(kind="own_code").count() == 3
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert own.browser.post(f"{own.address}/ask-code").status_code == 302


def test_who_has_one_channel_alone_is_read_the_code() -> None:
    own = own_page(scene(email="", send_by="sms"), send_by="sms")
    refused = own.browser.post(f"{own.address}/ask-code")
    assert refused.status_code == 409
    assert "Call us: we read you the code." in refused.content.decode()
    page = staff(own.made).post(f"/clients/{own.made.client.pk}/own-page/code").content.decode()
    digits = re.search(r"code__digits\">(\d{3} \d{3})<", page)
    assert digits is not None
    assert own.browser.post(f"{own.address}/enter", {"code": digits[1]}).status_code == 302


def test_a_browser_is_remembered_for_a_month_where_the_client_says_so_and_else_for_the_visit(
    own: Own, made: Scene
) -> None:
    own.pass_the_code()
    cookie = own.browser.cookies[f"lasna_own_{own.link.pk}"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    kept = Own(made)
    kept.pass_the_code(own="on")
    assert kept.browser.cookies[f"lasna_own_{own.link.pk}"]["max-age"] == 30 * 24 * 3600
    with time_machine.travel(clock.now() + timedelta(hours=5)):
        assert ("Send the code" in own.text(), "Send the code" in kept.text()) == (True, False)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert "Send the code" in kept.text()


def test_a_device_forgets_the_page_when_it_is_closed_there(own: Own) -> None:
    own.pass_the_code(own="on")
    own.browser.post(f"{own.address}/leave")
    assert "Send the code" in own.text()


def test_a_cookie_of_another_clients_page_opens_nothing(own: Own) -> None:
    other = passed(scene(starts_in=timedelta(days=2)))
    number = other.link.pk
    own.browser.cookies[f"lasna_own_{own.link.pk}"] = other.browser.cookies[f"lasna_own_{number}"].value
    assert "Send the code" in own.text()


def test_unknown_withdrawn_and_old_links_are_one_page(own: Own, made: Scene) -> None:
    own.pass_the_code(own="on")
    address = own.address
    unknown = own.browser.get("/o/" + "x" * 43)
    services.withdraw_own_link(client_id=made.client.pk, by=made.adviser)
    withdrawn = own.browser.get(address)
    services.send_own_link(client_id=made.client.pk, by=made.adviser, channel="email")
    assert own.address != address
    assert "Send the code" in own.text()
    with time_machine.travel(clock.now() + timedelta(days=366)):
        old = own.browser.get(own.address)
    said = [(each.status_code, _without_nonce(each)) for each in (unknown, withdrawn, old)]
    assert said[0][0] == 404 and said == said[:1] * 3


def _without_nonce(answer: Any) -> str:
    return re.sub(r'nonce="[^"]+"|value="[\w]{20,}"', "", answer.content.decode())


def test_sent_by_the_other_channel_the_link_of_before_works_no_more(own: Own, made: Scene) -> None:
    before = own.address
    services.send_own_link(client_id=made.client.pk, by=made.adviser, channel="email")
    assert own.address == before
    services.send_own_link(client_id=made.client.pk, by=made.adviser, channel="sms")
    assert own.browser.get(before).status_code == 404
    own.browser.post(f"{own.address}/ask-code")
    assert Message.objects.get(kind="own_code").channel == "email"


def test_the_messages_say_neither_service_nor_reason(own: Own, made: Scene) -> None:
    own.browser.post(f"{own.address}/ask-code")
    for language in ("fi", "sv", "en"):
        Client.objects.filter(pk=made.client.pk).update(language=language)
        for message in Message.objects.filter(kind__startswith="own"):
            told = RENDERERS[message.kind](message)
            assert told is not None
            said = told.text + told.subject + told.html
            assert [word for word in ("Aino", "Keskustelu", "Läsnä", "Talk") if word in said] == []
            assert ("/o/" in said) == (message.kind == "own_page")
    services.withdraw_own_link(client_id=made.client.pk, by=made.adviser)
    for message in Message.objects.filter(kind__startswith="own"):
        assert RENDERERS[message.kind](message) is None


# ---- from a meeting ----------------------------------------------------------------------------------------


def test_from_a_meeting_whose_code_was_passed_one_press_opens_the_page_without_another_code() -> None:
    made = scene()
    made.pass_the_code()
    browser = at_the_door(made)
    assert f"{made.link}/own" in browser.get(made.link).content.decode()
    assert "Open my own page" in browser.get(f"{made.link}/own").content.decode()
    assert not OwnLink.objects.exists()
    answer = browser.post(f"{made.link}/own")
    assert answer.status_code == 302
    assert browser.get(answer["Location"]).content.decode().count("own-leave") == 1
    # Elsewhere the code goes by the channel that the meeting's link did not take.
    assert OwnLink.objects.get().sent_by == "email"
    stranger = Browser()
    assert (stranger.get(f"{made.link}/own").status_code, stranger.post(f"{made.link}/own").status_code) == (
        404,
        404,
    )


def test_a_meeting_that_let_in_without_a_code_opens_no_page() -> None:
    made = scene(code_at_door=False)
    made.come_by_link()
    browser = at_the_door(made)
    for answer in (browser.get(f"{made.link}/own"), browser.post(f"{made.link}/own")):
        assert answer.status_code == 200
        assert "Ask your adviser to send you its link." in answer.content.decode()
    assert not OwnLink.objects.exists()


# ---- what is on it -----------------------------------------------------------------------------------------


def test_the_next_meeting_comes_first_and_its_door_when_it_is_open() -> None:  # N7
    made = scene(starts_in=timedelta(hours=2))
    own = passed(made)
    text = own.text()
    assert "Your next meeting" in text and "By video." in text
    assert made.adviser.name in text
    assert "own-door" not in text and "The door opens" in text
    with time_machine.travel(clock.now() + timedelta(hours=1, minutes=50)):
        text = own.text()
        assert f'href="{made.link}" data-testid="own-door"' in text
    meetings.cancel_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    assert "No meeting is agreed." in own.text()


def test_a_time_is_changed_or_chosen_by_the_booking_link_where_there_is_one(own: Own, made: Scene) -> None:
    own.pass_the_code()
    assert "/b/" not in own.text()
    add_hours(made.adviser, made.office.pk)
    link = link_of(made)
    assert "Choose a time" in own.text()
    type(link).objects.filter(pk=link.pk).update(meeting=made.meeting)
    text = own.text()
    assert "Change or cancel the time" in text and "Choose a time" not in text


def test_a_wish_said_there_is_on_the_card_with_its_day_and_on_the_advisers_day_until_seen(
    own: Own, made: Scene
) -> None:  # N1
    own.pass_the_code()
    assert own.browser.post(f"{own.address}/wish", {"way": "phone"})["Location"] == f"{own.address}/wish"
    made.client.refresh_from_db()
    assert (made.client.wish, str(made.client.wish_asked_on)) == ("phone", "2027-05-04")
    assert "Your wish:" in own.text("/wish")
    desk = staff(made)
    assert "wants to meet: phone" in desk.get("/").content.decode()
    other = Browser()
    other.force_login(person(made.organisation, made.office))
    assert "wants to meet" not in other.get("/").content.decode()
    desk = staff(made)
    desk.post(f"/wishes/{WayWish.objects.get().pk}/seen")
    assert "wants to meet: phone" not in desk.get("/").content.decode()
    own.browser.post(f"{own.address}/wish", {"way": "in_person"})
    assert "wants to meet: in person" in desk.get("/").content.decode()
    assert own.browser.post(f"{own.address}/wish", {"way": "pigeon"}).status_code == 404
    deeds = list(AuditRow.objects.order_by("number").values_list("deed", "who"))
    assert ("client.wish_chosen", f"client:{made.client.pk}") in deeds
    assert ("client.wish_seen", f"person:{made.adviser.pk}") in deeds


def test_what_was_agreed_tried_and_promised_has_pages_of_its_own_and_words_while_empty(
    own: Own, made: Scene
) -> None:  # N13 N15
    own.pass_the_code()
    assert "Nothing is written down yet." in own.text("/agreed")
    assert "We have not agreed yet how often" in own.text("/in-touch")
    assert "You have not tried yet" in own.text("/tried")
    agreement_of(made)
    keep_trial(client_id=made.client.pk, tried=Tried("1", device="Android, Chrome", camera="blocked"))
    ended = Meeting.objects.create(
        organisation=made.organisation,
        office=made.office,
        adviser=made.adviser,
        client=made.client,
        type=made.type,
        room=new_room(Room.Kind.MEETING),
        starts=clock.now() - timedelta(days=9),
        ends=clock.now() - timedelta(days=8),
        zone=made.office.zone,
        planned_channel="video",
        status="ended",
        agreed="Sovittu: hakemus",
    )
    door = new_room(Room.Kind.DOOR)
    Participant.objects.create(meeting=ended, role="client", client=made.client, name="Aino", door=door)
    assert "Sovittu: hakemus" in own.text("/agreed")
    assert "We have agreed:" in own.text("/in-touch")
    assert "camera blocked" in own.text("/tried") and "/try/" in own.text("/tried")


def test_the_page_tells_who_looked_and_is_itself_no_look(own: Own, made: Scene) -> None:
    own.pass_the_code()
    rows = AuditRow.objects.count()
    for page in ("", "/meetings", "/wish", "/tried", "/agreed", "/in-touch", "/who-looked"):
        assert own.browser.get(own.address + page).status_code == 200
    assert AuditRow.objects.count() == rows
    staff(made).get(f"/clients/{made.client.pk}")
    text = own.text("/who-looked")
    assert made.adviser.name in text and "looked at your data" in text


def test_the_page_speaks_the_language_that_is_chosen_on_it(own: Own, made: Scene) -> None:
    Organisation.objects.filter(pk=made.organisation.pk).update(name="Demo")
    own.pass_the_code()
    own.browser.cookies["lasna_language"] = "sv"
    assert "Ditt nästa möte" in own.text()
    own.browser.cookies["lasna_language"] = "fi"
    assert "Seuraava tapaamisesi" in own.text()


def test_the_pages_take_as_many_statements_for_thirty_of_everything_as_for_one(made: Scene) -> None:
    own = passed(made)
    add_hours(made.adviser, made.office.pk)
    link_of(made)
    pages = ("", "/meetings", "/wish", "/tried", "/agreed", "/in-touch", "/who-looked")

    def taken() -> list[int]:
        counts = []
        for page in pages:
            with counted() as statements:
                assert own.browser.get(own.address + page).status_code == 200
            counts.append(len(statements))
        return counts

    taken()
    of_one = taken()
    short = MeetingType.objects.create(
        organisation=made.organisation, key="s", name_fi="P", name_sv="T", name_en="T", minutes=1
    )
    for number in range(30):
        meetings.plan_meeting(
            adviser=made.adviser,
            client=made.client,
            type=short,
            starts=clock.now() + timedelta(days=10, minutes=number),
            planned_channel="video",
        )
        keep = Tried(str(number), device=f"Demo {number}")
        if number < 20:
            keep_trial(client_id=made.client.pk, tried=keep)
    assert (taken(), max(of_one) <= 10) == (of_one, True), of_one
