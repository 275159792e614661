"""The rules of a zone change after meetings were agreed on: local time is what was promised. # N7"""

import importlib
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as some

from lasna.booking.services import recount
from lasna.calendars.queries.feeds import meetings_for
from lasna.correspondence import tasks as outbox
from lasna.correspondence.models import MailboxItem, Message
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.services.promised import keep_promises, settle_collisions
from lasna.meetings.states.promised import is_kept, moment_promised, offset_at
from lasna.meetings.tests.clock_rules import SUMMER_FOR_EVER, WINTER_FOR_EVER, on_the_disk, rules
from lasna.meetings.tests.groups import group
from lasna.meetings.tests.places import place_of
from lasna.meetings.tests.scene import Scene, scene
from lasna.people.models import Office

pytestmark = pytest.mark.django_db
ZONE = "Europe/Helsinki"
TODAY = datetime(2027, 10, 11, 6, tzinfo=UTC)
NOVEMBER = date(2027, 11, 9)
"""A Tuesday on which Finnish clocks are two hours ahead of UTC as yet."""
AFTER_NOON = time(13)


@pytest.fixture
def made() -> Iterator[Scene]:
    """Its own meeting is in October, before any change of clocks."""
    with time_machine.travel(TODAY, tick=False):
        yield scene(starts_in=timedelta(days=2))


def at(day: date, said: time = time(10), zone: str = ZONE) -> datetime:
    """By the rules as they are at this moment."""
    return datetime.combine(day, said, ZoneInfo(zone)).astimezone(UTC)


def on_clock(meeting: Meeting) -> str:
    meeting.refresh_from_db()
    return meeting.starts.astimezone(ZoneInfo(meeting.zone)).strftime("%Y-%m-%d %H:%M")


def plan(made: Scene, starts: datetime, **more: object) -> Meeting:
    how: dict[str, object] = {"planned_channel": "in_person", "send_by": "email"} | more
    more = {"adviser": made.adviser, "client": made.client, "type": made.type} | how
    return services.plan_meeting(starts=starts, **more)  # type: ignore[arg-type]


def test_the_local_time_stays_and_the_moment_moves(made: Scene, tmp_path: Path) -> None:
    place = place_of(made)
    meeting = plan(made, at(NOVEMBER), place_id=place.pk)
    guest = Participant.objects.get(meeting=meeting, role="client")
    services.answer(participant_id=guest.pk, said="comes")
    told, link = Message.objects.filter(kind="invitation").count(), meeting.starts
    with rules(tmp_path, ZONE, SUMMER_FOR_EVER):
        assert on_clock(meeting) == "2027-11-09 11:00"
        assert keep_promises() == 1
        assert on_clock(meeting) == "2027-11-09 10:00"
        assert (meeting.starts, meeting.ends - meeting.starts) == (
            link - timedelta(hours=1),
            timedelta(minutes=made.type.minutes),
        )
        assert (meeting.calendar_sequence, meeting.place, meeting.collides) == (1, place, False)
        guest.refresh_from_db()
        assert guest.answer == "comes"
        entry = next(each for each in meetings_for(made.adviser).entries if each.number == meeting.pk)
        assert (entry.starts, entry.sequence) == (meeting.starts, 1)
        # No week is counted wrongly, and there is nothing more to do.
        assert recount(made.adviser) == 0
        assert keep_promises() == 0
    assert Message.objects.filter(kind="invitation").count() == told
    assert not Message.objects.filter(kind="changed").exists()
    row = AuditRow.objects.get(deed="meeting.clock_rules_changed")
    assert (row.who, row.ids) == ("system", [meeting.pk])
    assert on_clock(made.meeting).endswith("09:00") and made.meeting.calendar_sequence == 0


def test_of_a_series_those_move_whose_moment_is_another_and_neighbours_stay_neighbours(
    made: Scene, tmp_path: Path
) -> None:
    days = [date(2027, 10, 12) + timedelta(weeks=number) for number in range(6)]
    both = [
        services.plan_series(
            adviser=made.adviser,
            client=made.client,
            type=made.type,
            starts=[at(day, said) for day in days],
            planned_channel="in_person",
            send_by="email",
        )
        for said in (time(10), time(10, 45))
    ]
    with rules(tmp_path, ZONE, SUMMER_FOR_EVER):
        # Winter began on 31 October: three of each are after it.
        assert keep_promises() == 6
        for series, said in zip(both, ("10:00", "10:45"), strict=True):
            assert [on_clock(each) for each in series] == [f"{day} {said}" for day in days]
            assert [each.calendar_sequence for each in series] == [0, 0, 0, 1, 1, 1]
        assert not Meeting.objects.filter(collides=True).exists()


def test_a_series_in_the_opposite_direction(made: Scene, tmp_path: Path) -> None:
    spring = date(2028, 3, 21)
    days = [spring + timedelta(weeks=number) for number in range(3)]
    both = [[plan(made, at(day, said)) for day in days] for said in (time(10), time(10, 45))]
    with rules(tmp_path, ZONE, WINTER_FOR_EVER):
        # Its own meeting of this October, too.
        assert keep_promises() == 2 * 2 + 1
        for series, said in zip(both, ("10:00", "10:45"), strict=True):
            assert [on_clock(each) for each in series] == [f"{day} {said}" for day in days]
        assert not Meeting.objects.filter(collides=True).exists()


def send_all() -> None:
    while outbox.send_mails() or outbox.send_text_messages():
        pass


def _left(since: datetime, until: datetime, deed: Callable[[], object], when: datetime) -> list[str]:
    """Each half hour the outbox is looked at; ``deed`` comes in between. When reminders left."""

    def sent() -> int:
        return MailboxItem.objects.filter(message__kind__startswith="reminder").count()

    left: list[str] = []
    now, done, known = since, False, sent()
    while now < until:
        with time_machine.travel(now, tick=False):
            if now >= when and not done:
                deed()
                done = True
            send_all()
            left += [now.astimezone(ZoneInfo(ZONE)).strftime("%d %H:%M")] * (sent() - known - len(left))
        now += timedelta(minutes=30)
    return left


@pytest.mark.parametrize(
    ("changes", "day", "winter"),
    [(SUMMER_FOR_EVER, NOVEMBER, 2), (WINTER_FOR_EVER, date(2028, 6, 13), 3)],
    ids=["earlier", "later"],
)
@pytest.mark.parametrize("hours", [-3, -1, 0.5, 1.5, 20])
def test_each_reminder_leaves_once_whenever_the_rules_change(
    made: Scene, tmp_path: Path, changes: list[tuple[datetime, int]], day: date, winter: int, hours: float
) -> None:
    """``hours``: so long after the week's reminder left, or was to leave, this process has other rules."""
    made.organisation.reminders = "week,day,hour"
    made.organisation.save()
    made.meeting.delete()
    Message.objects.all().delete()
    meeting = plan(made, at(day))
    since = meeting.starts - timedelta(days=7, hours=6)
    when = meeting.starts - timedelta(days=7) + timedelta(hours=hours)
    before = _left(since, when, lambda: None, since)
    with rules(tmp_path, ZONE, changes):
        after = _left(when, meeting.starts + timedelta(hours=3), keep_promises, when)
        with time_machine.travel(when + timedelta(hours=1), tick=False):
            # Nor does it come again where the link is sent anew.
            services.send_link(meeting_id=meeting.pk, by=made.adviser, channel="email")
        assert on_clock(meeting).endswith("10:00")
    sent = Message.objects.filter(kind__startswith="reminder", state="sent").order_by("due_at")
    assert [each.kind for each in sent] == ["reminder_week", "reminder_day", "reminder_hour"]
    assert len(before + after) == 3
    assert after[-2:] == [f"{day.day - 1:02} 10:00", f"{day.day:02} 09:00"]


def test_a_message_that_a_worker_holds_is_waited_for(made: Scene, tmp_path: Path) -> None:
    meeting = plan(made, at(NOVEMBER))
    held = Message.objects.filter(kind="reminder_day", drop_after=meeting.starts)
    with rules(tmp_path, ZONE, SUMMER_FOR_EVER):
        held.update(lease_until=clock.now() + timedelta(seconds=30))
        assert keep_promises() == 0
        held.update(lease_until=None)
        assert keep_promises() == 1


@pytest.fixture
def two_zones(made: Scene) -> tuple[Meeting, Meeting]:
    """The adviser works in a Swedish office too, whose clocks stay as they are."""
    first = plan(made, at(NOVEMBER, time(9, 15)))
    made.client.office = Office.objects.create(
        organisation=made.organisation, name="Haaparanta", zone="Europe/Stockholm"
    )
    swedish = plan(made, at(NOVEMBER, time(7), "Europe/Stockholm"))
    made.client.office = made.office
    return first, swedish


def test_two_that_were_promised_the_same_time_are_shown_and_nothing_stops(
    made: Scene, two_zones: tuple[Meeting, Meeting], tmp_path: Path
) -> None:
    first, swedish = two_zones
    later = plan(made, at(NOVEMBER + timedelta(days=1)))
    desk = Browser()
    desk.force_login(made.adviser)
    with rules(tmp_path, ZONE, SUMMER_FOR_EVER):
        assert keep_promises() == 2 and on_clock(later).endswith("10:00")
        assert (on_clock(first), on_clock(swedish)) == ("2027-11-09 09:15", "2027-11-09 07:00")
        first.refresh_from_db()
        assert first.collides and not swedish.collides
        assert recount(made.adviser) == 0
        page = desk.get("/")
        assert [row.meeting for row in page.context["now"].colliding] == [first]
        assert "Kaksi tapaamista samaan aikaan" in page.content.decode()
        # Nobody else is put there, and nothing is settled by itself.
        assert settle_collisions() == 0
        services.move_meeting(
            meeting_id=swedish.pk, by=made.adviser, starts=swedish.starts + timedelta(hours=3)
        )
        assert settle_collisions() == 1
        first.refresh_from_db()
        assert not first.collides
        assert desk.get("/").context["now"].colliding == []


def test_a_group_that_collides_is_shown_once_however_many_have_a_seat(made: Scene) -> None:
    groups = [
        group(made=made, clients=clients, starts_in=timedelta(days=3 + clients)).meeting for clients in (0, 2)
    ]
    Meeting.objects.filter(seats__isnull=False).update(collides=True)
    desk = Browser()
    desk.force_login(made.adviser)
    assert [row.meeting for row in desk.get("/").context["now"].colliding] == groups


def test_one_that_collides_is_moved_by_its_own_page(
    made: Scene, two_zones: tuple[Meeting, Meeting], tmp_path: Path
) -> None:
    first, _swedish = two_zones
    with rules(tmp_path, ZONE, SUMMER_FOR_EVER):
        keep_promises()
        services.move_meeting(meeting_id=first.pk, by=made.adviser, starts=at(NOVEMBER, AFTER_NOON))
        first.refresh_from_db()
        assert not first.collides and first.promised_offset == 3 * 3600


def test_a_process_with_the_old_rules_moves_nothing_and_says_what_to_do(
    made: Scene, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    meeting = plan(made, at(NOVEMBER))
    with on_the_disk(tmp_path, ZONE, SUMMER_FOR_EVER), caplog.at_level(logging.ERROR):
        assert keep_promises() == 0
        assert on_clock(meeting) == "2027-11-09 10:00"
    assert [record.getMessage() for record in caplog.records] == [
        "the rules of Europe/Helsinki were updated: restart Läsnä, and its meetings keep their local time"
    ]


def test_of_a_time_that_does_not_come_any_more_the_client_is_told(made: Scene, tmp_path: Path) -> None:
    forward = [*SUMMER_FOR_EVER, (at(NOVEMBER, time(2)) - timedelta(days=3), 2)]
    night = [*forward, (datetime(2027, 11, 9, 1, tzinfo=UTC), 3)]
    meeting = plan(made, at(NOVEMBER, time(3, 30)))
    with rules(tmp_path, ZONE, night):
        keep_promises()
        # At three it is four.
        assert on_clock(meeting) == "2027-11-09 04:30"
        assert keep_promises() == 0
    assert Message.objects.filter(kind="changed").count() == 1


def test_what_an_older_release_planned_gets_its_promise_from_the_rules_as_they_are(
    made: Scene, tmp_path: Path
) -> None:
    meeting = plan(made, at(NOVEMBER))
    assert meeting.promised_offset == 2 * 3600
    note = importlib.import_module("lasna.meetings.migrations.0020_promised_offsets").note_offsets
    for deed in (keep_promises, lambda: note(apps, None)):
        Meeting.objects.filter(pk=meeting.pk).update(promised_offset=None)
        deed()
        meeting.refresh_from_db()
        assert meeting.promised_offset == 2 * 3600


ZONES = [ZONE, "UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Auckland", "Australia/Lord_Howe"]
moments = some.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=some.just(UTC)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(moments, some.sampled_from(ZONES))
def test_by_the_same_rules_every_moment_stays(moment: datetime, zone: str) -> None:
    offset = offset_at(moment, zone)
    assert moment_promised(moment, offset, ZoneInfo(zone)) == moment
    assert is_kept(moment, offset, moment, ZoneInfo(zone))


@given(moments, some.sampled_from(ZONES), some.sampled_from(ZONES))
def test_by_other_rules_the_clock_shows_what_was_said_wherever_it_ever_does(
    moment: datetime, before: str, after: str
) -> None:
    """The rules of one zone become those of another."""
    zone, offset = ZoneInfo(after), offset_at(moment, before)
    said = moment.astimezone(ZoneInfo(before)).replace(tzinfo=None)
    found = moment_promised(moment, offset, zone)
    shown = found.astimezone(zone).replace(tzinfo=None)
    assert is_kept(moment, offset, found, zone) == (shown == said)
    if shown != said:  # in the hour that is left out
        assert timedelta() < shown - said <= timedelta(hours=1)
        assert said not in {
            (found + timedelta(minutes=m)).astimezone(zone).replace(tzinfo=None) for m in range(-90, 91, 15)
        }
