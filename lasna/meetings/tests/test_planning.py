import re
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.utils import translation

from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS
from lasna.kernel import clock
from lasna.kernel.sms import size_of
from lasna.meetings import services
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import Scene, scene

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture
def made() -> Scene:
    """A client whose one meeting is a month away."""
    return scene(starts_in=timedelta(days=30))


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def told(made: Scene, **more: str) -> dict[str, str]:
    """Tomorrow at ten, by video, by e-mail."""
    tomorrow = (clock.now().astimezone(HELSINKI) + timedelta(days=1)).date()
    return {
        "type": str(made.type.pk),
        "moment": "later",
        "day": tomorrow.isoformat(),
        "time": "10:00",
        "planned_channel": "video",
        "send_by": "email",
    } | more


def new(made: Scene) -> str:
    return f"/meetings/new?client={made.client.pk}"


def planned(made: Scene) -> Meeting:
    return Meeting.objects.exclude(pk=made.meeting.pk).get()


def test_a_meeting_is_planned_and_its_invitation_is_on_its_way(made: Scene, desk: Browser) -> None:  # N7 N9
    Message.objects.all().delete()
    answer = desk.post(new(made), told(made), follow=True)
    meeting = planned(made)
    assert answer.redirect_chain == [(f"/meetings/{meeting.pk}", 302)]
    assert "Kutsu lähtee." in answer.content.decode()
    local = meeting.starts.astimezone(HELSINKI)
    assert (local.hour, local.minute, meeting.ends - meeting.starts) == (10, 0, timedelta(minutes=45))
    message = Message.objects.exclude(kind__startswith="reminder").get()
    assert (message.kind, message.channel, message.address) == ("invitation", "email", made.client.email)


def test_a_meeting_now_leads_straight_to_the_room(made: Scene, desk: Browser) -> None:  # N47
    answer = desk.post(new(made), told(made, moment="now", day="", time="", send_by="sms"))
    meeting = planned(made)
    assert answer.headers["Location"] == f"/meetings/{meeting.pk}/room"
    assert abs(meeting.starts - clock.now()) < timedelta(minutes=2)


@pytest.mark.parametrize("channel", ["phone", "in_person"])
def test_a_call_or_a_visit_leads_to_the_meetings_page(
    made: Scene, desk: Browser, channel: str
) -> None:  # N55
    desk.post(new(made), told(made, planned_channel=channel, send_by=""))
    assert planned(made).planned_channel == channel


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("type", "999999"),
        ("type", "x"),
        ("day", ""),
        ("day", "2026-02-30"),
        ("time", ""),
        ("time", "25:61"),
        ("planned_channel", "chat"),
        ("send_by", "pigeon"),
        ("moment", "never"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    made: Scene, desk: Browser, field: str, typed: str
) -> None:
    answer = desk.post(new(made), told(made, **{field: typed}))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "field"), [("2020-01-01", "time"), ("0001-01-01", "time"), ("9999-12-31", "day")]
)
def test_days_long_gone_or_far_away_are_refused(made: Scene, desk: Browser, day: str, field: str) -> None:
    answer = desk.post(new(made), told(made, day=day))
    assert list(answer.context["form"].errors) == [field]
    assert Meeting.objects.count() == 1


def test_an_overlap_is_refused_in_words_with_the_next_free_time(made: Scene, desk: Browser) -> None:
    desk.post(new(made), told(made))
    answer = desk.post(new(made), told(made, time="10:30"))
    [words] = answer.context["form"].errors["time"]
    assert "huomenna klo 10" in words
    assert "huomenna klo 10.45" in words
    assert Meeting.objects.count() == 2


def test_back_to_back_is_no_overlap(made: Scene, desk: Browser) -> None:
    desk.post(new(made), told(made))
    assert desk.post(new(made), told(made, time="10:45")).status_code == 302


def test_the_missing_hour_is_refused_and_the_double_hour_is_asked(made: Scene, desk: Browser) -> None:
    missing = desk.post(new(made), told(made, day="2027-03-28", time="03:30"))
    assert list(missing.context["form"].errors) == ["time"]
    twice = told(made, day="2027-10-31", time="03:30")
    assert b'name="fold"' in desk.post(new(made), twice).content
    desk.post(new(made), twice | {"fold": "1"})
    assert planned(made).starts.isoformat() == "2027-10-31T01:30:00+00:00"


@pytest.mark.parametrize(
    ("phone", "email", "ways"),
    [
        ("+358401234567", "a@example.invalid", ["email", "sms", ""]),
        ("+358401234567", "", ["sms", ""]),
        ("", "a@example.invalid", ["email", ""]),
        ("", "", [""]),
    ],
)
def test_the_page_offers_what_is_possible_for_this_client(phone: str, email: str, ways: list[str]) -> None:
    made = scene(phone=phone, email=email, send_by="")
    browser = Browser()
    browser.force_login(made.adviser)
    page = browser.get(new(made))
    assert [way for way, _words in page.context["form"].fields["send_by"].choices] == ways
    assert page.context["form"].initial["send_by"] == ways[0]


def test_the_wish_chooses_the_channel_where_a_meeting_can_be_so(made: Scene, desk: Browser) -> None:  # N1
    for wish, channel in (("phone", "phone"), ("in_person", "in_person"), ("chat", "video"), ("", "video")):
        made.client.wish = wish
        made.client.save()
        assert desk.get(new(made)).context["form"].initial["planned_channel"] == channel


@pytest.mark.parametrize("way", ["email", "sms"])
def test_the_preview_shows_the_very_message(made: Scene, desk: Browser, way: str) -> None:  # N8
    page = desk.post(f"/meetings/preview/{made.client.pk}", told(made, send_by=way)).content.decode()
    assert "videotapaaminen" in page
    assert "klo 10" in page
    assert made.adviser.name in page
    assert made.type.name_fi not in page.split("preview__message")[1]
    assert Meeting.objects.count() == 1


def test_the_preview_says_how_many_text_messages_it_takes_and_which_letter_makes_them_more(
    made: Scene, desk: Browser
) -> None:  # N8
    def said(way: str = "sms") -> list[str]:
        page = desk.post(f"/meetings/preview/{made.client.pk}", told(made, send_by=way)).content.decode()
        return re.findall(r'<p class="quiet">(\d+ tekstiviesti[^<]*)</p>', page)

    made.adviser.name, made.organisation.sms_price = "Väinö Åkerlund", Decimal("0.07")
    made.adviser.save()
    made.organisation.save()
    assert said("email") == []
    assert said() == ["3 tekstiviestiä, noin 0,21 €"], "ä, ö and å are ordinary letters"
    made.adviser.name = "Áilu Šuorra"
    made.adviser.save()
    longer = "Viesti on pidempi näiden merkkien takia: Á, Š. Ilman niitä määrä olisi 3."
    assert said() == [f"6 tekstiviestiä, noin 0,42 €. {longer}"]


def test_the_size_is_that_of_the_message_that_leaves(made: Scene, desk: Browser) -> None:  # N9
    shown = desk.post(f"/meetings/preview/{made.client.pk}", told(made, send_by="sms"))
    desk.post(new(made), told(made, send_by="sms"))
    message = Message.objects.filter(kind="invitation").latest("pk")
    with translation.override(message.language):
        rendered = RENDERERS["invitation"](message)
    assert rendered is not None
    assert f"{size_of(rendered.text).parts} tekstiviesti" in shown.content.decode()


def test_the_preview_follows_the_clients_language(made: Scene, desk: Browser) -> None:  # N8
    made.client.language = "sv"
    made.client.save()
    page = desk.post(f"/meetings/preview/{made.client.pk}", told(made)).content.decode()
    assert 'lang="sv"' in page
    assert "videomöte" in page


@pytest.mark.parametrize(
    "bad", [{"day": "x"}, {"time": ""}, {"send_by": ""}, {"planned_channel": "x"}, {"type": ""}]
)
def test_a_half_filled_form_has_a_calm_preview(made: Scene, desk: Browser, bad: dict[str, str]) -> None:
    assert desk.post(f"/meetings/preview/{made.client.pk}", told(made, **bad)).status_code == 200


def test_the_preview_says_at_once_that_a_time_does_not_exist(made: Scene, desk: Browser) -> None:
    half = told(made, day="2027-03-28", time="03:30")
    page = desk.post(f"/meetings/preview/{made.client.pk}", half).content.decode()
    assert 'class="warning"' in page


def test_without_a_client_the_page_asks_whom(made: Scene, desk: Browser) -> None:
    page = desk.get("/meetings/new", {"q": "aino"}).content.decode()
    assert f"/meetings/new?client={made.client.pk}" in page


def test_a_meeting_moves_with_its_link_and_the_client_is_told(made: Scene, desk: Browser) -> None:  # N7
    token = made.token
    Message.objects.all().delete()
    moment = {name: told(made)[name] for name in ("day", "time")}
    answer = desk.post(f"/meetings/{made.meeting.pk}/move", moment)
    assert answer.headers["Location"] == f"/meetings/{made.meeting.pk}"
    made.meeting.refresh_from_db()
    assert made.meeting.starts.astimezone(HELSINKI).hour == 10
    assert made.token == token
    assert Message.objects.exclude(kind__startswith="reminder").get().kind == "changed"


def test_a_meeting_is_not_moved_to_the_past_nor_over_another(made: Scene, desk: Browser) -> None:
    desk.post(new(made), told(made))
    before = made.meeting.starts
    for moment in ({"day": "2020-01-01", "time": "10:00"}, {"day": told(made)["day"], "time": "10:15"}):
        answer = desk.post(f"/meetings/{made.meeting.pk}/move", moment)
        assert answer.context["form"].errors["time"]
    assert Meeting.objects.get(pk=made.meeting.pk).starts == before


def test_cancelling_is_asked_once_and_the_client_is_told(made: Scene, desk: Browser) -> None:  # N7
    Message.objects.all().delete()
    path = f"/meetings/{made.meeting.pk}/cancel"
    assert desk.get(path).status_code == 200
    assert Meeting.objects.get(pk=made.meeting.pk).status == "planned"
    desk.post(path)
    assert Meeting.objects.get(pk=made.meeting.pk).status == "cancelled"
    assert Message.objects.get().kind == "cancelled"


def test_what_has_ended_is_not_cancelled(made: Scene, desk: Browser) -> None:
    Meeting.objects.filter(pk=made.meeting.pk).update(starts=clock.now() - timedelta(hours=1))
    services.settle_outcome(meeting_id=made.meeting.pk, by=made.adviser, outcome="met")
    answer = desk.post(f"/meetings/{made.meeting.pk}/cancel")
    assert (answer.status_code, answer.headers["Lasna-Code"]) == (409, "meeting.has_begun")


def test_the_form_begins_at_the_next_half_hour(made: Scene, desk: Browser) -> None:
    initial = desk.get(new(made)).context["form"].initial
    at = datetime.combine(initial["day"], initial["time"], HELSINKI)
    assert at.minute in (0, 30)
    assert timedelta() < at - clock.now() <= timedelta(minutes=30)
