"""After a meeting that was met the client is thanked, once, and never told in it what was agreed. # N11"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.around import services
from lasna.around.models import ThankedType
from lasna.around.tests.scene import asked, send_all, type_named
from lasna.correspondence.models import MailboxItem, Message
from lasna.errors import NotHere, UserError
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene, scene
from lasna.own.services import send_own_link

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 5, 4, 9, tzinfo=UTC)
SECRET = "Sovimme hakemuksesta"


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def made(now: time_machine.Traveller) -> Scene:
    return scene()


def met(made: Scene) -> Meeting:
    made.admit()
    return meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed=SECRET)


def waiting() -> list[Message]:
    return list(Message.objects.filter(kind="thanks").exclude(state="dropped").order_by("pk"))


def leave(now: time_machine.Traveller, minutes: int = 10) -> list[MailboxItem]:
    now.move_to(datetime.now(UTC) + timedelta(minutes=minutes))
    send_all()
    return list(MailboxItem.objects.filter(message__kind="thanks"))


def test_nobody_is_thanked_unless_the_type_says_so(made: Scene) -> None:
    met(made)
    assert waiting() == []


def test_ten_minutes_after_a_meeting_that_was_met_the_client_is_thanked_once(
    made: Scene, now: time_machine.Traveller
) -> None:
    ThankedType.objects.create(type=made.type)
    meeting = met(made)
    assert leave(now, minutes=9) == []
    [item] = leave(now, minutes=1)
    told = f"{item.subject} {item.text} {item.html}"
    assert "Kiitos tapaamisesta" in item.subject
    assert "Demo-työntekijä" in told and "040 123 4500" in told
    for never in (SECRET, "Keskustelu", "Aino", "/o/"):
        assert never not in told
    meetings.settle_outcome(meeting_id=meeting.pk, by=made.adviser, outcome="met")
    assert len(leave(now)) == 1
    with pytest.raises(UserError) as refused:
        services.send_thanks(meeting_id=meeting.pk, by=made.adviser)
    assert refused.value.code == "thanks.sent"


@pytest.mark.parametrize("outcome", ["did_not_come", "technology_prevented"])
def test_after_another_outcome_nobody_is_thanked(
    made: Scene, now: time_machine.Traveller, outcome: str
) -> None:
    ThankedType.objects.create(type=made.type)
    meetings.record_call_attempt(meeting_id=made.meeting.pk, by=made.adviser, answered=False)
    meetings.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome=outcome)
    assert leave(now) == []
    with pytest.raises(UserError) as refused:
        services.send_thanks(meeting_id=made.meeting.pk, by=made.adviser)
    assert refused.value.code == "thanks.not_met"


def test_an_outcome_that_is_corrected_takes_the_thanks_back_and_gives_them_again(
    made: Scene, now: time_machine.Traveller
) -> None:
    ThankedType.objects.create(type=made.type)
    meeting = met(made)
    for outcome, count in (("technology_prevented", 0), ("met", 1)):
        meetings.settle_outcome(meeting_id=meeting.pk, by=made.adviser, outcome=outcome)
        assert len(waiting()) == count
    assert len(leave(now)) == 1


def test_thanks_say_the_next_time_and_ask_by_its_own_link_whether_another_way_suits(
    made: Scene, now: time_machine.Traveller
) -> None:
    coming = asked(made, days=5)
    send_own_link(client_id=made.client.pk, by=made.adviser, channel="email")
    met(made)
    services.send_thanks(meeting_id=made.meeting.pk, by=made.adviser)
    [item] = leave(now, minutes=0)
    assert "Seuraava tapaamisesi on sunnuntaina 9.5. klo 12" in item.text
    assert coming.link.replace("/task", "/way") in item.text
    assert "omalla sivullasi" in item.text and SECRET not in item.text
    assert Browser().get(coming.link.replace("/task", "/way")).status_code == 200


def test_a_link_that_went_by_text_message_is_not_in_a_mail(made: Scene, now: time_machine.Traveller) -> None:
    asked(made, days=5, send_by="sms")
    met(made)
    services.send_thanks(meeting_id=made.meeting.pk, by=made.adviser)
    [item] = leave(now, minutes=0)
    assert "Seuraava tapaamisesi" in item.text and "/way" not in item.text


def test_the_press_is_on_the_meetings_page_and_no_strangers(made: Scene, now: time_machine.Traveller) -> None:
    meeting = met(made)
    type(made.adviser).objects.filter(pk=made.adviser.pk).update(language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    page = f"/meetings/{meeting.pk}"
    assert "Send thanks" in browser.get(page).content.decode()
    with pytest.raises(NotHere):
        services.send_thanks(meeting_id=meeting.pk, by=scene().adviser)
    assert browser.post(f"{page}/thanks").status_code == 302
    assert len(leave(now, minutes=0)) == 1
    assert "Send thanks" not in browser.get(page).content.decode()


def test_two_days_later_it_is_too_late(made: Scene, now: time_machine.Traveller) -> None:
    meeting = met(made)
    now.move_to(NOW + timedelta(days=2))
    with pytest.raises(UserError) as refused:
        services.send_thanks(meeting_id=meeting.pk, by=made.adviser)
    assert refused.value.code == "thanks.not_met"


def test_an_administrator_ticks_types_of_their_own_organisation(made: Scene) -> None:
    type(made.adviser).objects.filter(pk=made.adviser.pk).update(role="administrator", language="en")
    browser = Browser(headers={"accept-language": "en"})
    browser.force_login(made.adviser)
    second, foreign = type_named(made, "Toinen"), scene().type
    page = "/administration/thanks"
    assert browser.post(page, {"types": [made.type.pk, second.pk]}).status_code == 302
    assert ThankedType.objects.count() == 2
    assert browser.post(page, {"types": [foreign.pk]}).status_code == 400
    assert browser.post(page, {"types": [second.pk]}).status_code == 302
    assert [row.type for row in ThankedType.objects.all()] == [second]
    assert browser.post(page, {}).status_code == 302
    assert not ThankedType.objects.exists()
