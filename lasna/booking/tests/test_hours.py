"""An adviser's own opening hours decide what clients may choose. # N7 N12"""

from datetime import date, time, timedelta

import pytest
from django.test import Client as Browser

from lasna.booking import services
from lasna.booking.models import BusyWeek, OpeningException, OpeningHour
from lasna.booking.services import ExceptionWish
from lasna.booking.states import week_of
from lasna.booking.tests.scene import Booking, add_hours, booking, in_days, local
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.holidays import is_working_day
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting
from lasna.meetings.tests.scene import person
from lasna.people.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Booking:
    return booking(hours=False)


@pytest.fixture
def desk(own: Booking) -> Browser:
    browser = Browser()
    browser.force_login(own.made.adviser)
    return browser


def hours(own: Booking, **more: object) -> dict[str, object]:
    return {
        "weekdays": ["0", "2"],
        "starts": "09:00",
        "ends": "12:00",
        "office": str(own.made.office.pk),
    } | more


def next_working_day(after: int = 2) -> date:
    return next(day for plus in range(after, 30) if is_working_day(day := in_days(plus)))


def test_hours_are_added_on_several_days_at_once_and_removed_one_by_one(own: Booking, desk: Browser) -> None:
    assert desk.post("/hours", hours(own)).status_code == 302
    assert [(line.weekday, line.starts, line.ends, line.ways) for line in OpeningHour.objects.all()] == [
        (0, time(9), time(12), []),
        (2, time(9), time(12), []),
    ]
    page = desk.get("/hours").content.decode()
    assert page.count("9.00–12.00") >= 2
    first = OpeningHour.objects.first()
    assert first is not None
    assert desk.post(f"/hours/{first.pk}/remove").status_code == 302
    assert [line.weekday for line in OpeningHour.objects.all()] == [2]
    deeds = AuditRow.objects.filter(deed__startswith="hours.").values_list("deed", flat=True)
    assert list(deeds) == ["hours.added", "hours.removed"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"weekdays": []}, "Valitse ainakin yksi päivä."),
        ({"ends": "09:00"}, "Päättymisajan pitää olla alkamisajan jälkeen."),
        ({"starts": "yhdeksältä"}, ""),
        ({"office": "999999"}, ""),
        ({"channels": ["carrier pigeon"]}, ""),
    ],
)
def test_hours_that_make_no_sense_are_refused_in_words(
    own: Booking, desk: Browser, typed: dict[str, object], words: str
) -> None:
    answer = desk.post("/hours", hours(own, **typed))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not OpeningHour.objects.exists()


def test_nobody_removes_what_is_somebody_elses(own: Booking, desk: Browser) -> None:
    colleague = person(own.made.organisation, own.made.office)
    add_hours(colleague, own.made.office.pk)
    services.add_exception(by=colleague, wish=ExceptionWish(opens=False, first=in_days(1), last=in_days(1)))
    line, away = OpeningHour.objects.first(), OpeningException.objects.first()
    assert line is not None
    assert away is not None
    assert desk.post(f"/hours/{line.pk}/remove").status_code == 404
    assert desk.post(f"/hours/exceptions/{away.pk}/remove").status_code == 404
    assert (OpeningHour.objects.count(), OpeningException.objects.count()) == (7, 1)


def test_whoever_is_away_is_not_chosen(own: Booking, desk: Browser) -> None:
    add_hours(own.made.adviser, own.made.office.pk)
    day = next_working_day()
    assert day in own.free().days()
    desk.post("/hours/exceptions/new", {"opens": "away", "first": day.isoformat(), "last": ""})
    assert day not in own.free().days()
    away = OpeningException.objects.get()
    desk.post(f"/hours/exceptions/{away.pk}/remove")
    assert day in own.free().days()


def test_whoever_is_there_besides_is_chosen_then(own: Booking, desk: Browser) -> None:
    add_hours(own.made.adviser, own.made.office.pk)
    day = next_working_day()
    said = {"opens": "there", "first": day.isoformat(), "last": day.isoformat(), "starts": "17:00"}
    said |= {"office": str(own.made.office.pk)}
    answer = desk.post("/hours/exceptions/new", said)
    assert "Kirjoita sekä alkamisaika että päättymisaika." in answer.content.decode()
    desk.post("/hours/exceptions/new", said | {"ends": "18:00"})
    assert [local(at).hour for at in own.free().times(day)][-1] == 17


def test_hours_for_one_way_and_one_type_are_for_these_alone(own: Booking) -> None:
    made = own.made
    add_hours(made.adviser, made.office.pk, channels=["phone"], types=[made.type.pk])
    assert own.free("phone").days()
    assert own.free("video").days() == {}
    OpeningHour.objects.update(channels="")
    assert own.free("video").days()
    other = type(made.type).objects.create(organisation=made.organisation, key="other", name_fi="Toinen")
    for line in OpeningHour.objects.all():
        line.types.set([other])
    assert own.free("video").days() == {}


def test_what_is_agreed_on_otherwise_is_not_free(own: Booking) -> None:
    made = own.made
    add_hours(made.adviser, made.office.pk)
    starts = own.times()[0]
    taken = meetings.plan_meeting(
        adviser=made.adviser, client=made.client, type=made.type, starts=starts, planned_channel="phone"
    )
    assert starts not in own.times(20)
    meetings.move_meeting(meeting_id=taken.pk, by=made.adviser, starts=starts + timedelta(days=100))
    assert starts == own.times()[0]
    meetings.move_meeting(meeting_id=taken.pk, by=made.adviser, starts=starts)
    assert starts not in own.times(20)
    colleague = person(made.organisation, made.office)
    meetings.hand_on(meeting_id=taken.pk, by=made.adviser, person_id=colleague.pk)
    assert starts == own.times()[0]
    meetings.hand_on(meeting_id=taken.pk, by=colleague, person_id=made.adviser.pk)
    assert starts not in own.times(20)
    meetings.cancel_meeting(meeting_id=taken.pk, by=made.adviser)
    assert starts == own.times()[0]


def test_whoever_left_the_office_or_the_work_is_not_chosen(own: Booking) -> None:
    made = own.made
    add_hours(made.adviser, made.office.pk)
    assert own.times()
    made.adviser.is_active = False
    made.adviser.save()
    assert own.times() == []
    made.adviser.is_active = True
    made.adviser.save()
    made.adviser.offices.clear()
    assert own.times() == []


def test_the_count_of_what_is_taken_can_be_made_anew(own: Booking) -> None:
    before = list(BusyWeek.objects.order_by("person", "week").values_list("person", "week", "taken"))
    assert len(before) == 1
    BusyWeek.objects.all().delete()
    assert services.recount_all() == 1
    assert services.recount(own.made.adviser) == 0
    after = list(BusyWeek.objects.order_by("person", "week").values_list("person", "week", "taken"))
    assert [(who, week, bytes(taken)) for who, week, taken in after] == [
        (who, week, bytes(taken)) for who, week, taken in before
    ]


def test_a_count_that_is_left_without_a_meeting_is_mended_too(own: Booking) -> None:
    Meeting.objects.update(status=Meeting.Status.CANCELLED)  # as a release that does not count does it
    assert services.recount_all() == 1
    assert not any(BusyWeek.objects.values_list("taken", flat=True)[0])


def test_who_is_there_on_single_days_alone_is_chosen_then_by_that_offices_clients(own: Booking) -> None:
    made, day = own.made, next_working_day()
    elsewhere = Office.objects.create(organisation=made.organisation, name="Demo-toinen")
    made.adviser.offices.add(elsewhere)
    wish = ExceptionWish(
        opens=True, first=day, last=day, starts=time(10), ends=time(12), office_id=elsewhere.pk
    )
    services.add_exception(by=made.adviser, wish=wish)
    assert own.free().days() == {}
    OpeningException.objects.update(office=made.office)
    assert list(own.free().days()) == [day]


def test_days_that_have_passed_are_refused(own: Booking) -> None:
    yesterday = in_days(-2)
    with pytest.raises(UserError) as refused:
        services.add_exception(
            by=own.made.adviser, wish=ExceptionWish(opens=False, first=yesterday, last=yesterday)
        )
    assert refused.value.code == "exception.past"
    with pytest.raises(UserError) as refused:
        services.add_exception(
            by=own.made.adviser, wish=ExceptionWish(opens=False, first=in_days(3), last=in_days(1))
        )
    assert refused.value.code == "exception.order"


def test_a_meeting_that_ends_early_frees_the_rest_of_its_time(own: Booking) -> None:
    made = own.made
    taken = meetings.plan_meeting(
        adviser=made.adviser,
        client=made.client,
        type=made.type,
        starts=clock.now(),
        planned_channel="phone",
    )

    def taken_today() -> int:
        week = BusyWeek.objects.get(week=week_of(clock.now()), person=made.adviser)
        return int.from_bytes(bytes(week.taken), "little").bit_count()

    assert taken_today() >= 9
    meetings.record_call_attempt(meeting_id=taken.pk, by=made.adviser, answered=True)
    meetings.settle_outcome(meeting_id=taken.pk, by=made.adviser, outcome=Meeting.Outcome.MET)
    assert taken_today() == 0
