"""One thing to do before a meeting: sent some days before, one at a time, never after it. # N11"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from lasna.around import services
from lasna.around.models import ClientTask
from lasna.around.tests.scene import TITLE, WORDS, Asked, asked, send_all, task_for, type_named
from lasna.correspondence.models import MailboxItem, Message
from lasna.correspondence.tests.letters import at_home
from lasna.errors import NotHere, UserError
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.personal import kinds
from lasna.meetings import services as meetings
from lasna.meetings.models import MeetingType
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 5, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def made(now: time_machine.Traveller) -> Scene:
    made = scene(starts_in=timedelta(hours=1))
    task_for(made.type)
    return made


def worker() -> None:
    services.send_due_tasks()
    send_all()


def sent() -> int:
    return MailboxItem.objects.filter(message__kind="task").count()


def test_a_task_is_proposed_with_the_meeting_and_leaves_three_days_before_at_its_time(
    made: Scene, now: time_machine.Traveller
) -> None:
    one = asked(made)
    assert (one.task.state, one.task.due_at) == ("planned", NOW + 4 * DAY)
    for at, expected in ((NOW + 4 * DAY - timedelta(seconds=1), 0), (NOW + 4 * DAY, 1), (NOW + 5 * DAY, 1)):
        now.move_to(at)
        worker()
        assert sent() == expected
    assert one.task.sent_at == NOW + 4 * DAY


@pytest.mark.parametrize("send_by", ["email", "sms"])
def test_the_message_tells_neither_the_title_nor_the_type(
    made: Scene, now: time_machine.Traveller, send_by: str
) -> None:
    one = asked(made, send_by=send_by)
    now.move_to(NOW + 4 * DAY)
    worker()
    item = MailboxItem.objects.get(message__kind="task")
    assert (item.channel, item.message.state) == (send_by, "sent")
    told = f"{item.subject} {item.text} {item.html}"
    assert one.link in told and "Saat koodin" in told
    for never in (TITLE, WORDS, "Keskustelu", "Talk", "Aino"):
        assert never not in told


def test_a_task_never_leaves_with_the_invitation_nor_when_nobody_could_do_it_any_more(
    made: Scene, now: time_machine.Traveller
) -> None:
    two = asked(made, days=2)
    assert two.task.due_at == NOW + timedelta(hours=12)
    now.move_to(NOW + timedelta(days=1, hours=12))
    near = asked(made, days=1, type=type_named(made, "Muu"))
    assert not ClientTask.objects.filter(participant=near.place).exists()
    meeting = meetings.plan_meeting(
        adviser=made.adviser,
        client=made.client,
        type=made.type,
        starts=NOW + timedelta(days=1, hours=17),
        planned_channel="video",
    )
    assert not ClientTask.objects.filter(participant__meeting=meeting).exists()


def test_a_second_task_waits_until_the_first_is_done(made: Scene, now: time_machine.Traveller) -> None:
    first = asked(made)
    other = type_named(made, "Toinen")
    task_for(other, title_fi="Toinen tehtävä")
    second = asked(made, days=8, type=other)
    now.move_to(NOW + 5 * DAY)
    worker()
    assert (first.task.state, second.task.state, sent()) == ("sent", "planned", 1)
    second.browser.force_login(made.adviser)
    page = second.browser.get(f"/meetings/{second.meeting.pk}").content.decode()
    assert "Tämä odottaa" in page and "Lähetä nyt" not in page
    with pytest.raises(UserError) as refused:
        second.send()
    assert refused.value.code == "task.another"
    services.mark_done(participant_id=first.place.pk, done=True)
    now.move_to(NOW + 6 * DAY)
    worker()
    assert (second.task.state, sent()) == ("sent", 2)


def test_a_second_task_waits_until_the_meeting_of_the_first_is_over(
    made: Scene, now: time_machine.Traveller
) -> None:
    first, other = asked(made), type_named(made, "Toinen")
    task_for(other, days=2)
    second = asked(made, days=9, type=other)
    now.move_to(NOW + 7 * DAY - timedelta(hours=1))
    worker()
    assert (first.task.state, second.task.state) == ("sent", "planned")
    now.move_to(NOW + 7 * DAY + timedelta(hours=1))
    worker()
    assert second.task.state == "sent"


def test_a_task_moves_with_its_meeting_and_is_dropped_with_it(
    made: Scene, now: time_machine.Traveller
) -> None:
    one = asked(made)
    meetings.move_meeting(meeting_id=one.meeting.pk, by=made.adviser, starts=NOW + 9 * DAY)
    assert one.task.due_at == NOW + 6 * DAY
    meetings.cancel_meeting(meeting_id=one.meeting.pk, by=made.adviser)
    now.move_to(NOW + 7 * DAY)
    worker()
    assert (sent(), one.task.state) == (0, "planned")


def test_a_task_on_its_way_does_not_leave_of_a_meeting_that_was_called_off(made: Scene) -> None:
    one = asked(made)
    one.send()
    meetings.cancel_meeting(meeting_id=one.meeting.pk, by=made.adviser)
    send_all()
    assert [message.state for message in one.messages] == ["dropped"]


def test_a_task_never_leaves_after_its_meeting(made: Scene, now: time_machine.Traveller) -> None:
    one = asked(made)
    now.move_to(NOW + 7 * DAY)
    worker()
    assert sent() == 0
    with pytest.raises(UserError) as refused:
        one.send()
    assert refused.value.code == "task.late"


def test_the_clients_messages_of_a_day_are_as_many_as_the_organisation_says(
    made: Scene, now: time_machine.Traveller
) -> None:  # N7
    Organisation.objects.filter(pk=made.organisation.pk).update(reminders_a_day=1, reminders="day")
    one = asked(made)
    # The reminder of another meeting is due on the day on which the task would leave.
    asked(made, days=5, type=type_named(made, "Muu"))
    now.move_to(NOW + 4 * DAY)
    worker()
    assert (sent(), one.task.due_at) == (0, NOW + 5 * DAY)
    now.move_to(NOW + 5 * DAY)
    worker()
    assert sent() == 1
    # And the other way round: the task counts among the reminders of that day.
    assert Message.objects.filter(kind="reminder_day", state="sent").count() == 1


def test_the_adviser_leaves_it_out_chooses_another_and_sends_it(made: Scene) -> None:
    one, other = asked(made), task_for(type_named(made, "Toinen"), title_fi="Toinen", days=1)
    services.leave_task_out(**one.at)  # type: ignore[arg-type]
    assert one.task.state == "left_out"
    services.take_task(**one.at, task_id=other.pk)  # type: ignore[arg-type]
    assert (one.task.state, one.task.task, one.task.due_at) == ("planned", other, NOW + 6 * DAY)
    one.send()
    for again in (one.send, lambda: services.leave_task_out(**one.at)):  # type: ignore[arg-type]
        with pytest.raises(UserError) as refused:
            again()
        assert refused.value.code == "task.sent"
    assert len(one.messages) == 1
    deeds = AuditRow.objects.filter(deed__startswith="meeting.task").order_by("number")
    assert list(deeds.values_list("deed", flat=True)) == [
        "meeting.task_left_out",
        "meeting.task_chosen",
        "meeting.task_sent",
    ]


def test_others_send_and_choose_nothing(made: Scene) -> None:
    one = asked(made)
    theirs = scene(starts_in=3 * DAY)
    elsewhere = person(made.organisation, Office.objects.create(organisation=made.organisation, name="Muu"))
    for stranger in (theirs.adviser, elsewhere):
        with pytest.raises(NotHere):
            services.send_task(**one.at | {"by": stranger})  # type: ignore[arg-type]
    with pytest.raises(NotHere):  # another organisation's task
        services.take_task(**one.at, task_id=task_for(theirs.type).pk)  # type: ignore[arg-type]
    with pytest.raises(NotHere):  # the adviser's own place
        host = one.meeting.participants.get(role="adviser").pk
        services.send_task(**one.at | {"participant_id": host})  # type: ignore[arg-type]
    assert one.messages == []


def test_a_client_without_an_address_gets_none_and_the_worker_asks_once(
    made: Scene, now: time_machine.Traveller
) -> None:
    type(made.client).objects.filter(pk=made.client.pk).update(email="", phone="")
    made.client.refresh_from_db()
    one = asked(made, send_by="")
    now.move_to(NOW + 4 * DAY)
    worker()
    assert (one.task.state, sent()) == ("by_hand", 0)


def test_after_a_letter_none_leaves_and_the_adviser_is_told_until_the_link_goes_by_another_way(
    made: Scene, now: time_machine.Traveller
) -> None:
    at_home(made.client)
    one, other = asked(made, send_by="post"), asked(made, days=8)
    services.leave_task_out(**other.at)  # type: ignore[arg-type]
    type(made.adviser).objects.filter(pk=made.adviser.pk).update(language="en")
    page = f"/meetings/{one.meeting.pk}"
    now.move_to(NOW + 4 * DAY)
    worker()
    one.browser.force_login(made.adviser)
    told = one.browser.get(page).content.decode()
    assert (one.task.state, sent(), one.messages) == ("planned", 0, [])
    assert "not sent, as the invitation went by letter" in told and "Send it now" not in told
    with pytest.raises(UserError) as refused:
        one.send()
    assert refused.value.code == "task.by_letter"
    by_mail = one.browser.get(f"/meetings/{other.meeting.pk}").content.decode()
    assert "left out" in by_mail and "by letter" not in by_mail
    meetings.send_link(meeting_id=one.meeting.pk, by=made.adviser, channel="email")
    assert "Send it now" in one.browser.get(page).content.decode()
    worker()
    assert (one.task.state, sent()) == ("sent", 1)


def test_where_no_invitation_was_sent_the_tasks_way_is_remembered_for_the_code(made: Scene) -> None:
    one = asked(made, send_by="")
    one.send()
    assert (one.messages[0].channel, one.invitation.sent_by) == ("email", "email")


def test_a_task_taken_away_from_the_type_does_not_leave(made: Scene) -> None:
    one, sent_one = asked(made), asked(made, days=8)
    sent_one.send()
    type(made.adviser).objects.filter(pk=made.adviser.pk).update(role="administrator", language="en")
    made.adviser.refresh_from_db()
    services.close_task(type_id=made.type.pk, by=made.adviser)
    assert not ClientTask.objects.filter(participant=one.place).exists()
    assert sent_one.task.state == "sent"
    assert not ClientTask.objects.filter(participant=asked(made, days=10).place).exists()


# ---- what the client does ----------------------------------------------------------------------------------


@pytest.fixture
def one(made: Scene) -> Asked:
    type(made.client).objects.filter(pk=made.client.pk).update(language="en")
    one = asked(made)
    one.send()
    return one


def test_behind_the_link_there_is_nothing_and_behind_the_code_the_task(one: Asked) -> None:
    before = one.text()
    assert "one thing to do" in before
    for never in ("pay slip", WORDS, "Talk", "Aino", "Demo-työntekijä"):
        assert never not in before
    assert one.task.state == "sent"  # opening a link changes nothing
    one.pass_the_code()
    assert one.task.state == "seen"
    assert "Have your pay slip ready" in one.text() and WORDS in one.text()


def test_a_wrong_code_is_counted_and_opens_nothing(one: Asked) -> None:
    one.post("code")
    right = one.code()
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    answers = [one.post("open", code=wrong) for _try in range(5)]
    assert answers == [409] * 5
    assert one.post("open", code=right) == 409
    assert (one.task.state, one.post("done")) == ("sent", 404)
    assert one.invitation.tries_left == 0
    assert [one.post("code") for _more in range(3)] == [302, 302, 409]


def test_where_the_link_is_enough_one_press_opens_it(made: Scene) -> None:
    MeetingType.objects.filter(pk=made.type.pk).update(code_at_door=False)
    made.type.refresh_from_db()
    type(made.client).objects.filter(pk=made.client.pk).update(language="en")
    one = asked(made)
    one.send()
    assert "Have your pay slip" not in one.text()
    assert (one.task.state, one.post("open"), one.task.state) == ("sent", 302, "seen")
    assert "Have your pay slip" in one.text()


def test_done_is_said_and_taken_back_and_the_adviser_sees_it(one: Asked) -> None:
    one.pass_the_code()
    for do, state in (("done", "done"), ("done", "done"), ("not_done", "seen"), ("done", "done")):
        assert one.post(do) == 302
        assert one.task.state == state
    deeds = AuditRow.objects.filter(deed__startswith="meeting.task", who__startswith="client:")
    assert list(deeds.order_by("number").values_list("deed", flat=True)) == [
        "meeting.task_opened",
        "meeting.task_done",
        "meeting.task_not_done",
        "meeting.task_done",
    ]
    type(one.made.adviser).objects.filter(pk=one.made.adviser.pk).update(language="en")
    one.browser.force_login(one.made.adviser)
    for page in (f"/meetings/{one.meeting.pk}", f"/clients/{one.made.client.pk}", "/?day=2027-05-11"):
        assert "done by the client" in one.browser.get(page).content.decode(), page


def test_a_cookie_of_one_task_opens_no_other_and_ends_with_a_new_link(one: Asked) -> None:
    one.pass_the_code()
    other = asked(one.made, days=9)
    services.mark_done(participant_id=one.place.pk, done=True)
    other.send()
    other.browser.cookies = one.browser.cookies
    assert "Have your pay slip" not in other.text()
    with time_machine.travel(NOW + timedelta(hours=5)):
        assert "Have your pay slip" not in one.text()


def test_before_it_is_sent_and_after_the_meeting_there_is_no_page(
    made: Scene, now: time_machine.Traveller
) -> None:
    one = asked(made)
    assert one.browser.get(one.link).status_code == 404
    one.send()
    assert one.browser.get(one.link).status_code == 200
    meetings.cancel_meeting(meeting_id=one.meeting.pk, by=made.adviser)
    assert one.browser.get(one.link).status_code == 302
    now.move_to(NOW + 9 * DAY)
    assert one.browser.get(one.link).status_code == 404


def test_a_partners_link_has_no_task(one: Asked) -> None:
    wish = meetings.PartnerWish("doctor", "Tohtori Oksa", email="oksa@example.invalid")
    partner = meetings.add_partner(meeting_id=one.meeting.pk, by=one.made.adviser, wish=wish)
    from lasna.meetings.services.inviting import token_of

    assert one.browser.get(f"/m/{token_of(partner.invitation)}/task").status_code == 404


def test_a_year_after_the_meeting_nobody_knows_of_its_task(one: Asked, now: time_machine.Traveller) -> None:
    [kind] = [kind for kind in kinds() if kind.name == "tasks"]
    organisation = one.made.organisation.pk
    for before, left in ((one.meeting.ends, 1), (one.meeting.ends + DAY, 0)):
        assert kind.count(organisation, before) == 1 - left
        kind.purge(organisation, before, 10)
        assert ClientTask.objects.count() == left
