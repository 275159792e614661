"""A reminder leaves at the promised time of the clock, once, and never of what was moved or called off. #
N7"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from lasna.correspondence import tasks
from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.protocol import RENDERERS
from lasna.kernel import clock as moment
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import Invitation, Meeting
from lasna.meetings.queries.reminders import KINDS
from lasna.meetings.services.inviting import token_of
from lasna.meetings.states import REMINDERS, reminder_at
from lasna.meetings.tests.scene import Scene, scene

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
IN_THREE_DAYS = datetime(2026, 12, 3, 8, tzinfo=UTC)


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind__in=KINDS).order_by("due_at"))


def send_all() -> None:
    while tasks.send_mails() or tasks.send_text_messages():
        pass


@pytest.fixture
def made() -> Scene:
    """Its own meeting is now; another one follows in three days."""
    with time_machine.travel(NOW, tick=False):
        return scene()


def plan(made: Scene, starts: datetime = IN_THREE_DAYS, send_by: str = "email") -> Meeting:
    with time_machine.travel(NOW, tick=False):
        return services.plan_meeting(
            adviser=made.adviser,
            client=made.client,
            type=made.type,
            starts=starts,
            planned_channel="video",
            send_by=send_by,
        )


def administrator(made: Scene) -> Browser:
    type(made.adviser).objects.filter(pk=made.adviser.pk).update(role="administrator")
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


@given(some.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)), some.sampled_from(["week", "day"]))
def test_a_reminder_comes_at_the_meetings_own_time_of_the_clock(local: datetime, name: str) -> None:
    starts = local.replace(second=0, microsecond=0, tzinfo=HELSINKI).astimezone(UTC)
    local = starts.astimezone(HELSINKI)
    due = reminder_at(name, starts, "Europe/Helsinki").astimezone(HELSINKI)
    assert (local.date() - due.date()).days == (7 if name == "week" else 1)
    # But where that hour does not exist: then an hour later.
    same = (due.hour, due.minute) == (local.hour, local.minute)
    assert same or (due.month, due.hour - local.hour) == (3, 1)


@pytest.mark.parametrize("monday", ["2027-03-29", "2027-11-01"])
def test_the_nights_when_clocks_change_move_no_reminder(monday: str) -> None:
    starts = datetime.fromisoformat(f"{monday}T09:00").replace(tzinfo=HELSINKI)
    due = reminder_at("day", starts.astimezone(UTC), "Europe/Helsinki").astimezone(HELSINKI)
    assert (due.weekday(), due.hour, due.minute) == (6, 9, 0)
    assert starts.astimezone(UTC) - due.astimezone(UTC) == timedelta(days=1)


@pytest.mark.parametrize(
    ("begins", "leaves"),
    [
        ("2027-03-29T09:00", "2027-03-28T09:00"),
        ("2027-11-01T09:00", "2027-10-31T09:00"),
        # On these Sundays half past three does not exist, or comes twice.
        ("2027-03-29T03:30", "2027-03-28T04:30"),
        ("2027-11-01T03:30", "2027-10-31T03:30"),
    ],
)
def test_in_the_nights_when_clocks_change_a_reminder_leaves_once(begins: str, leaves: str) -> None:
    starts = datetime.fromisoformat(begins).replace(tzinfo=HELSINKI).astimezone(UTC)
    with time_machine.travel(starts - timedelta(days=10), tick=False) as now:
        made = scene()
        services.plan_meeting(
            adviser=made.adviser,
            client=made.client,
            type=made.type,
            starts=starts,
            planned_channel="video",
            send_by="email",
        )
        left: list[datetime] = []
        for half_hours in range(60):
            now.move_to(starts - timedelta(hours=30) + timedelta(minutes=30 * half_hours))
            send_all()
            if MailboxItem.objects.filter(message__kind="reminder_day").count() > len(left):
                left.append(now_local())
    assert [at.strftime("%Y-%m-%dT%H:%M") for at in left] == [leaves]
    assert [message.state for message in reminders()] == ["sent"]


def now_local() -> datetime:
    return moment.now().astimezone(HELSINKI)


@pytest.mark.parametrize("abroad", ["America/New_York", "Asia/Tokyo"])
def test_a_client_abroad_is_told_the_offices_time(made: Scene, abroad: str) -> None:
    meeting = plan(made)
    with time_machine.travel(meeting.starts - timedelta(hours=23), tick=False), timezone.override(abroad):
        send_all()
        page = Browser().get(f"{link_of(meeting)}/answer", headers={"Accept-Language": "en-US"})
    mail = MailboxItem.objects.get(message__kind="reminder_day")
    assert "torstaina 3.12. klo 10" in mail.text
    assert "klo 10" in page.content.decode()


def link_of(meeting: Meeting) -> str:
    invitation = Invitation.objects.get(participant__meeting=meeting, participant__role="client")
    return f"/m/{token_of(invitation)}"


def test_the_day_before_the_client_is_reminded_the_way_the_invitation_went(made: Scene) -> None:
    meeting = plan(made, send_by="sms")
    [waiting] = reminders()
    assert (waiting.kind, waiting.channel, waiting.address) == ("reminder_day", "sms", made.client.phone)
    assert waiting.due_at == meeting.starts - timedelta(days=1)
    assert waiting.drop_after == meeting.starts
    with time_machine.travel(waiting.due_at - timedelta(minutes=1), tick=False):
        send_all()
        assert reminders()[0].state == "pending"
    with time_machine.travel(waiting.due_at + timedelta(minutes=1), tick=False):
        send_all()
        send_all()
    assert [message.state for message in reminders()] == ["sent"]
    text = MailboxItem.objects.get(message=reminders()[0]).text
    assert text.startswith("Tämä on muistutus. Sinulla on videotapaaminen torstaina 3.12. klo 10.")
    assert "soita 040 123 4500" in text
    assert "Keskustelu" not in text


def test_what_begins_soon_has_no_reminder_and_neither_has_what_nobody_was_invited_to(made: Scene) -> None:
    plan(made, NOW + timedelta(hours=30))
    plan(made, IN_THREE_DAYS, send_by="")
    assert reminders() == []


def test_a_moved_meeting_has_one_reminder_of_its_new_time(made: Scene) -> None:
    meeting = plan(made)
    later = meeting.starts + timedelta(days=4)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        services.move_meeting(meeting_id=meeting.pk, by=made.adviser, starts=later)
        services.send_link(meeting_id=meeting.pk, by=made.adviser, channel="sms")
    [waiting] = reminders()
    assert (waiting.due_at, waiting.channel) == (later - timedelta(days=1), "sms")


def test_of_a_time_that_is_no_more_a_reminder_on_its_way_says_nothing(made: Scene) -> None:
    meeting = plan(made)
    [waiting] = reminders()
    render = RENDERERS["reminder_day"]
    with time_machine.travel(waiting.due_at, tick=False):
        assert render(waiting) is not None
        Meeting.objects.filter(pk=meeting.pk).update(starts=meeting.starts + timedelta(minutes=5))
        assert render(waiting) is None
        Meeting.objects.filter(pk=meeting.pk).update(starts=meeting.starts)
        services.cancel_meeting(meeting_id=meeting.pk, by=made.adviser)
        assert render(waiting) is None


def test_the_day_before_can_be_left_to_the_national_message(made: Scene) -> None:
    plan(made)
    browser = administrator(made)
    said = {"reminders": ["hour"], "day_before": "national", "a_day": "2"}
    assert browser.post("/administration/reminders", said).status_code == 302
    page = browser.get("/administration/reminders").content.decode()
    assert page.count("checked") == 2
    [waiting] = reminders()
    with time_machine.travel(waiting.due_at + timedelta(minutes=1), tick=False):
        send_all()
    assert reminders()[0].state == "dropped"
    made.adviser.refresh_from_db()
    plan(made, IN_THREE_DAYS + timedelta(days=1))
    assert [each.kind for each in reminders()] == ["reminder_day", "reminder_hour"]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_nobody_gets_more_a_day_than_the_organisation_says(made: Scene, most: int) -> None:
    made.organisation.reminders_a_day = most
    made.organisation.save()
    for hours, way in enumerate(("email", "sms", "email")):
        plan(made, IN_THREE_DAYS + timedelta(hours=hours), way)
    plan(made, IN_THREE_DAYS + timedelta(days=1))
    render = RENDERERS["reminder_day"]
    day_before = IN_THREE_DAYS - timedelta(days=1)
    with time_machine.travel(day_before + timedelta(hours=3), tick=False):
        # Also while those before wait or leave at this very moment: the last does not slip through.
        assert [render(each) is not None for each in reminders()[:3]] == [n < most for n in range(3)]
        send_all()
        send_all()
    states = [message.state for message in reminders()]
    assert states == ["sent"] * most + ["dropped"] * (3 - most) + ["pending"]
    with time_machine.travel(day_before + timedelta(days=1, hours=3), tick=False):
        send_all()
    assert reminders()[-1].state == "sent"


def test_another_clients_reminders_are_not_counted(made: Scene) -> None:
    with time_machine.travel(NOW, tick=False):
        other = scene()
    for hours in (0, 1):
        plan(made, IN_THREE_DAYS + timedelta(hours=hours))
        plan(other, IN_THREE_DAYS + timedelta(hours=hours))
    with time_machine.travel(IN_THREE_DAYS, tick=False):
        assert all(RENDERERS["reminder_day"](each) is not None for each in reminders())


def test_an_organisation_chooses_when(made: Scene) -> None:
    browser = administrator(made)
    page = browser.get("/administration/reminders").content.decode()
    assert "Tämä on muistutus." in page
    said = {"reminders": ["hour", "week"], "day_before": "none", "a_day": "2"}
    assert browser.post("/administration/reminders", said).status_code == 302
    made.organisation.refresh_from_db()
    assert made.organisation.reminders == "week,hour"
    assert AuditRow.objects.filter(deed="organisation.reminders_changed").count() == 1
    made.adviser.refresh_from_db()
    meeting = plan(made, IN_THREE_DAYS + timedelta(days=10))
    assert [(each.kind, meeting.starts - each.due_at) for each in reminders()] == [
        ("reminder_week", timedelta(days=7)),
        ("reminder_hour", timedelta(hours=1)),
    ]
    browser.post("/administration/reminders", said | {"reminders": []})
    assert [RENDERERS[each.kind](each) for each in reminders()] == [None, None]
    for wrong in ({"reminders": ["daily"]}, {"day_before": "ours"}, {"a_day": "0"}, {"a_day": "7"}):
        assert browser.post("/administration/reminders", said | wrong).status_code == 200
    made.organisation.refresh_from_db()
    assert (made.organisation.reminders, made.organisation.reminders_a_day) == ("", 2)


def test_a_partner_is_not_reminded_and_the_meetings_page_names_the_reminder(made: Scene) -> None:
    meeting = plan(made)
    wish = services.PartnerWish("doctor", "Tohtori Oksa", email="oksa@example.invalid", send_by="email")
    with time_machine.travel(NOW, tick=False):
        services.add_partner(meeting_id=meeting.pk, by=made.adviser, wish=wish)
    assert [message.address for message in reminders()] == [made.client.email]
    desk = Browser()
    desk.force_login(made.adviser)
    assert "muistutus, sähköposti" in desk.get(f"/meetings/{meeting.pk}").content.decode()


def test_every_name_has_a_kind_that_can_be_rendered() -> None:
    assert {f"reminder_{name}" for name in REMINDERS} == set(KINDS) <= set(RENDERERS)
