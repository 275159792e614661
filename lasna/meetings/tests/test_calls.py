"""Who needs a human voice is on the list of the working day before: one tap says what became of the call. #
N7"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.clients.tests.counting import counted
from lasna.errors import UserError
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.holidays import next_working_day
from lasna.kernel.personal import parts
from lasna.meetings import services
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Person

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 12, 1, 8, tzinfo=UTC)
WEDNESDAY = TUESDAY + timedelta(days=1)
HEADING = "Soita tänään, ennen tapaamista"


@pytest.fixture
def made() -> Scene:
    with time_machine.travel(TUESDAY, tick=False):
        made = scene()
    made.client.call_before = True
    made.client.save()
    return made


def plan(made: Scene, starts: datetime) -> Meeting:
    with time_machine.travel(TUESDAY, tick=False):
        return services.plan_meeting(
            adviser=made.adviser, client=made.client, type=made.type, starts=starts, planned_channel="phone"
        )


def opened(adviser: Person, at: datetime) -> Iterator[Browser]:
    """Somebody's browser at that moment: a session does not last until the next day."""
    with time_machine.travel(at, tick=False):
        browser = Browser()
        browser.force_login(adviser)
        yield browser


at_desk = contextmanager(opened)


def called(made: Scene, at: datetime = TUESDAY) -> list[int]:
    """The meetings on the list at that moment."""
    with at_desk(made.adviser, at) as desk:
        return [row.meeting.pk for row in desk.get("/").context["now"].calls]


def say(made: Scene, meeting: Meeting, said: str, at: datetime = TUESDAY) -> int:
    with at_desk(made.adviser, at) as desk:
        return desk.post(f"/meetings/{meeting.pk}/called", {"said": said}).status_code


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-12-01", "2026-12-02"),
        ("2026-12-04", "2026-12-07"),
        ("2026-12-05", "2026-12-07"),
        ("2026-12-23", "2026-12-28"),
        ("2027-03-25", "2027-03-30"),
    ],
)
def test_the_next_working_day_is_past_weekends_and_holidays(day: str, following: str) -> None:
    assert next_working_day(date.fromisoformat(day)) == date.fromisoformat(following)


def test_on_the_working_day_before_the_call_is_on_the_list(made: Scene) -> None:
    tomorrow = plan(made, WEDNESDAY)
    plan(made, WEDNESDAY + timedelta(days=1))
    assert called(made) == [tomorrow.pk]
    with at_desk(made.adviser, TUESDAY) as desk:
        page = desk.get("/").content.decode()
    assert HEADING in page
    assert made.client.phone_read in page
    assert any(tomorrow.pk in row.ids for row in AuditRow.objects.filter(deed="meetings.listed"))
    assert called(made, WEDNESDAY - timedelta(hours=12)) == [tomorrow.pk]
    assert tomorrow.pk not in called(made, WEDNESDAY)


def test_before_a_weekend_the_call_is_on_friday(made: Scene) -> None:
    monday = plan(made, datetime(2026, 12, 7, 8, tzinfo=UTC))
    friday = datetime(2026, 12, 4, 8, tzinfo=UTC)
    assert called(made, friday - timedelta(days=1)) == []
    assert called(made, friday) == [monday.pk]
    assert called(made, friday + timedelta(days=2)) == [monday.pk]
    with at_desk(made.adviser, friday) as desk:
        now = desk.get("/").context["now"]
    assert (now.rows, now.tomorrow) == ([], 0)


def test_only_who_needs_it_and_only_the_advisers_own(made: Scene) -> None:
    meeting = plan(made, WEDNESDAY)
    with at_desk(person(made.organisation, made.office), TUESDAY) as desk:
        assert desk.get("/").context["now"].calls == []
    assert called(made) == [meeting.pk]
    made.client.call_before = False
    made.client.save()
    assert called(made) == []


def test_one_tap_says_called_or_no_answer_and_can_be_taken_back(made: Scene) -> None:
    meeting = plan(made, WEDNESDAY)
    assert say(made, meeting, "no_answer") == 302
    with at_desk(made.adviser, TUESDAY) as desk:
        assert "soitettu etukäteen, ei vastannut, tänään klo 10" in desk.get("/").content.decode()
    assert say(made, meeting, "answered") == 302
    assert say(made, meeting, "answered") == 302
    place = Participant.objects.get(meeting=meeting, role="client")
    assert (place.called_before, place.called_before_at) == ("answered", TUESDAY)
    with at_desk(made.adviser, TUESDAY) as desk:
        assert "Kumoa" in desk.get("/").content.decode()
        assert "soitettu etukäteen" in desk.get(f"/meetings/{meeting.pk}").content.decode()
    assert say(made, meeting, "") == 302
    place.refresh_from_db()
    assert (place.called_before, place.called_before_at) == ("", None)
    deeds = (
        AuditRow.objects.filter(deed__startswith="meeting.call").order_by("pk").values_list("deed", flat=True)
    )
    assert list(deeds) == ["meeting.called_in_vain", "meeting.called_before", "meeting.call_taken_back"]


def test_what_cannot_be_said_is_refused(made: Scene) -> None:
    meeting = plan(made, WEDNESDAY)
    assert say(made, meeting, "maybe") == 404
    assert say(made, meeting, "answered", WEDNESDAY) == 409
    with at_desk(made.adviser, TUESDAY) as desk:
        stranger = scene()
        browser = Browser()
        browser.force_login(stranger.adviser)
        assert browser.post(f"/meetings/{meeting.pk}/called", {"said": "answered"}).status_code == 404
        assert desk.get(f"/meetings/{meeting.pk}/called").status_code == 405
        services.cancel_meeting(meeting_id=meeting.pk, by=made.adviser)
        with pytest.raises(UserError) as error:
            services.note_call_before(meeting_id=meeting.pk, by=made.adviser, said="answered")
    assert error.value.code == "call_before.late"
    assert called(made) == []


def test_of_another_time_nobody_was_called(made: Scene) -> None:
    meeting = plan(made, WEDNESDAY)
    say(made, meeting, "answered")
    with time_machine.travel(TUESDAY, tick=False):
        later = WEDNESDAY + timedelta(hours=2)
        services.move_meeting(meeting_id=meeting.pk, by=made.adviser, starts=later)
    place = Participant.objects.get(meeting=meeting, role="client")
    assert (place.called_before, place.called_before_at) == ("", None)
    assert called(made) == [meeting.pk]


def test_who_cannot_come_is_not_called(made: Scene) -> None:
    meeting = plan(made, WEDNESDAY)
    place = Participant.objects.get(meeting=meeting, role="client")
    with time_machine.travel(TUESDAY, tick=False):
        services.answer(participant_id=place.pk, said="cannot")
    assert called(made) == []


def test_the_mark_is_made_on_the_card_and_told_to_the_client(made: Scene) -> None:
    said = {"first_name": "Aino", "last_name": "Demo", "language": "fi", "phone": "040 123 4567"}
    address = f"/clients/{made.client.pk}"
    with at_desk(made.adviser, TUESDAY) as desk:
        assert desk.post(f"{address}/edit", said).status_code == 302
        assert "soitetaan edellisenä työpäivänä" not in desk.get(address).content.decode()
        assert desk.post(f"{address}/edit", said | {"call_before": "on"}).status_code == 302
        assert "soitetaan edellisenä työpäivänä" in desk.get(address).content.decode()
    [client] = [part for part in parts() if part.name == "details"]
    section = client.export(made.client.pk)[0]
    row = dict(zip([key for key, _words in section.columns], section.rows[0], strict=True))
    assert row["call_before"] == "soitetaan edellisenä työpäivänä"


def test_the_list_takes_as_many_statements_for_thirty(made: Scene) -> None:
    made.type.minutes = 1
    made.type.save()
    plan(made, WEDNESDAY)
    with counted() as one:
        called(made)
    for number in range(1, 30):
        plan(made, WEDNESDAY + timedelta(minutes=number * 2))
    with counted() as many:
        assert len(called(made)) == 30
    assert len(one) == len(many)
