"""Meetings at the same time of the clock every so many weeks, looked at before they are agreed on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Browser

from lasna.booking.models import OpeningException
from lasna.clients.tests.counting import counted
from lasna.correspondence.models import Message
from lasna.errors import NotHere
from lasna.kernel.audit import services as audit
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import Meeting
from lasna.meetings.queries.series import Rhythm, dates_of
from lasna.meetings.tests.places import place_of
from lasna.meetings.tests.scene import Scene, person, scene

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2027, 3, 1, 7, tzinfo=UTC)
TUESDAY = date(2027, 3, 2)


@pytest.fixture
def made() -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=False):
        yield scene(starts_in=timedelta(days=300))


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


def local(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), HELSINKI)


def plan(made: Scene, starts: datetime, **more: object) -> Meeting:
    how: dict[str, object] = {"planned_channel": "in_person", "adviser": made.adviser} | more
    return services.plan_meeting(client=made.client, type=made.type, starts=starts, **how)  # type: ignore[arg-type]


def told(made: Scene, **more: object) -> dict[str, object]:
    """What the page sends: every second Tuesday at ten, six times."""
    return {
        "type": str(made.type.pk),
        "day": TUESDAY.isoformat(),
        "time": "10:00",
        "every": "2",
        "times": "6",
        "planned_channel": "in_person",
        "send_by": "email",
        "place": "",
    } | more


def of_series() -> list[Meeting]:
    return list(Meeting.objects.exclude(series=None).order_by("starts"))


def test_every_second_tuesday_six_times_is_looked_at_then_agreed_on(made: Scene, desk: Browser) -> None:
    address = f"/meetings/series/{made.client.pk}"
    assert "Tapaamisten sarja" in desk.get(address).content.decode()
    looked_at = desk.post(address, told(made))
    days = [TUESDAY + timedelta(weeks=2 * number) for number in range(6)]
    assert [each.day for each in looked_at.context["dates"]] == days
    assert of_series() == []  # looking agrees on nothing
    sends = told(made, agree="1", dates=[day.isoformat() for day in days])
    first = desk.post(address, sends)
    meetings = of_series()
    assert first.headers["Location"] == f"/meetings/{meetings[0].pk}"
    # The clocks go forward on 28 March: ten o'clock stays ten o'clock.
    assert [meeting.starts for meeting in meetings] == [local(day) for day in days]
    assert {meeting.starts.astimezone(UTC).hour for meeting in meetings} == {8, 7}
    assert len({meeting.series for meeting in meetings}) == 1
    about = [meeting.participants.get(role="client").invitation.pk for meeting in meetings]
    assert Message.objects.filter(kind="invitation", about__in=about).count() == 6
    rows = AuditRow.objects.filter(deed="meeting.planned")
    assert sorted(row.ids[0] for row in rows)[-6:] == sorted(meeting.pk for meeting in meetings)


def test_each_date_says_what_speaks_against_it(made: Scene, desk: Browser) -> None:
    place = place_of(made)
    plan(made, local(date(2027, 3, 9)) + timedelta(minutes=15))
    plan(made, local(date(2027, 3, 16)), adviser=person(made.organisation, made.office), place_id=place.pk)
    away = date(2027, 3, 23)
    OpeningException.objects.create(person=made.adviser, opens=False, first=away, last=away)
    OpeningException.objects.create(
        person=made.adviser,
        opens=False,
        first=date(2027, 3, 30),
        last=date(2027, 3, 30),
        starts=time(11),
        ends=time(12),
    )
    address = f"/meetings/series/{made.client.pk}"
    page = desk.post(address, told(made, every="1", place=str(place.pk)))
    said = [(str(each.day), each.against, each.possible) for each in page.context["dates"]]
    assert said == [
        ("2027-03-02", "", True),
        ("2027-03-09", "Sinulla on silloin toinen tapaaminen, se alkaa tiistaina 9.3. klo 10.15.", False),
        ("2027-03-16", "Paikka on silloin varattu.", False),
        ("2027-03-23", "Olet silloin poissa.", True),
        ("2027-03-30", "", True),
        ("2027-04-06", "", True),
    ]
    assert page.context["chosen"] == ["2027-03-02", "2027-03-30", "2027-04-06"]
    # May Day and Easter Monday are holidays; who insists may meet then.
    easter = desk.post(address, told(made, day="2027-03-29", every="1", times="2"))
    assert [each.against for each in easter.context["dates"]] == ["Pyhäpäivä.", ""]
    desk.post(address, told(made, day="2027-03-29", every="1", times="2", agree="1", dates=["2027-03-29"]))
    assert [meeting.starts for meeting in of_series()] == [local(date(2027, 3, 29))]


def test_where_one_date_has_been_taken_meanwhile_none_is_agreed_on_and_it_is_said_which(
    made: Scene, desk: Browser
) -> None:
    address = f"/meetings/series/{made.client.pk}"
    sends = told(made, times="2", agree="1", dates=["2027-03-02", "2027-03-16"])
    before = Message.objects.count()
    between = plan(made, local(date(2027, 3, 16)))
    refused = desk.post(address, sends)
    assert [each.possible for each in refused.context["dates"]] == [True, False]
    assert refused.context["trouble"].startswith("tiistaina 16.3. klo 10: Sinulla on silloin toinen")
    assert of_series() == [] and Message.objects.count() == before
    services.cancel_meeting(meeting_id=between.pk, by=made.adviser)
    assert desk.post(address, sends).status_code == 302
    assert len(of_series()) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("times", "1"), ("times", "27"), ("every", "5"), ("day", ""), ("planned_channel", "chat")],
)
def test_what_cannot_be_a_series_is_refused_beside_its_field(
    made: Scene, desk: Browser, field: str, value: str
) -> None:
    page = desk.post(f"/meetings/series/{made.client.pk}", told(made, **{field: value}))
    assert list(page.context["form"].errors) == [field]
    none = desk.post(f"/meetings/series/{made.client.pk}", told(made, agree="1"))
    assert none.context["trouble"].startswith("Valitse vähintään yksi päivä")
    back = desk.post(f"/meetings/series/{made.client.pk}", told(made, edit="1"))
    assert "dates" not in back.context and 'value="2027-03-02"' in back.content.decode()
    assert of_series() == []


@pytest.mark.parametrize(
    ("sunday", "hour", "words"),
    [(date(2027, 3, 28), 3, "Kelloja siirretään"), (date(2027, 10, 31), 3, "Kelloja siirretään")],
)
def test_a_time_that_is_not_one_moment_on_the_night_of_the_clocks_is_said_and_left_out(
    made: Scene, sunday: date, hour: int, words: str
) -> None:
    rhythm = Rhythm(local(sunday - timedelta(weeks=1), hour), "Europe/Helsinki", 1, 3, 45)
    before, that_night, after = dates_of(made.adviser, rhythm, None)
    assert that_night.starts is None and not that_night.possible
    assert that_night.against.startswith("The clocks change that night") or words in that_night.against
    assert [before.starts, after.starts] == [local(sunday + timedelta(weeks=n), hour) for n in (-1, 1)]


def test_a_place_is_booked_for_each_of_them(made: Scene, desk: Browser) -> None:  # N6
    place = place_of(made)
    sends = told(made, times="2", place=str(place.pk), agree="1", dates=["2027-03-02", "2027-03-16"])
    desk.post(f"/meetings/series/{made.client.pk}", sends)
    assert [meeting.place for meeting in of_series()] == [place, place]


def series_of(made: Scene, number: int = 4) -> list[Meeting]:
    return services.plan_series(
        adviser=made.adviser,
        client=made.client,
        type=made.type,
        starts=[local(TUESDAY + timedelta(weeks=week)) for week in range(number)],
        planned_channel="in_person",
        send_by="email",
    )


def test_the_rest_of_a_series_is_cancelled_and_the_client_told_of_each(made: Scene, desk: Browser) -> None:
    first, second, third, fourth = series_of(made)
    alone = plan(made, local(TUESDAY + timedelta(weeks=5)))
    assert f"/meetings/{second.pk}/series" in desk.get(f"/meetings/{second.pk}").content.decode()
    services.cancel_meeting(meeting_id=third.pk, by=made.adviser)
    page = desk.get(f"/meetings/{second.pk}/series")
    assert page.context["rest"] == [second, fourth]
    assert desk.post(f"/meetings/{second.pk}/series").status_code == 302
    status = dict(Meeting.objects.values_list("pk", "status"))
    assert [status[each.pk] for each in (first, second, third, fourth, alone)] == [
        "planned",
        "cancelled",
        "cancelled",
        "cancelled",
        "planned",
    ]
    assert Message.objects.filter(kind="cancelled").count() == 3
    assert "Peru sarjan loput" not in desk.get(f"/meetings/{second.pk}/series").content.decode()


def test_of_a_meeting_alone_there_is_no_series(made: Scene, desk: Browser) -> None:
    alone = plan(made, local(TUESDAY, 13))
    assert desk.get(f"/meetings/{alone.pk}/series").status_code == 404
    assert desk.post(f"/meetings/{alone.pk}/series").status_code == 404
    assert services.cancel_rest(meeting_id=alone.pk, by=made.adviser) == 0
    elsewhere = scene(starts_in=timedelta(days=9))
    stranger = person(elsewhere.organisation, elsewhere.office)
    with pytest.raises(NotHere):
        services.cancel_rest(meeting_id=series_of(made)[0].pk, by=stranger)


def test_a_series_takes_as_many_statements_for_twenty_six_dates_as_for_two(
    made: Scene, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "SAME_LIST_WITHIN", timedelta(0))
    place = place_of(made)

    def asked(times: int, meeting: Meeting) -> list[int]:
        counts = []
        with counted() as statements:
            sends = told(made, every="1", times=str(times), place=str(place.pk))
            assert desk.post(f"/meetings/series/{made.client.pk}", sends).status_code == 200
        counts.append(len(statements))
        with counted() as statements:
            assert desk.get(f"/meetings/{meeting.pk}/series").status_code == 200
        return [*counts, len(statements)]

    of_few = asked(2, series_of(made, 2)[0])
    many = services.plan_series(
        adviser=made.adviser,
        client=made.client,
        type=made.type,
        starts=[local(TUESDAY + timedelta(weeks=week), 13) for week in range(26)],
        planned_channel="in_person",
    )
    assert asked(26, many[0]) == of_few and max(of_few) <= 12
