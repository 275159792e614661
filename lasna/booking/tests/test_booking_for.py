"""Staff book a free time for a client, with themselves or a colleague. # N7"""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from lasna.booking import services
from lasna.booking.queries.booking_for import wanted_by_staff
from lasna.booking.queries.choosing import value_of
from lasna.booking.queries.free import Wanted, free_times
from lasna.booking.services import BookWish
from lasna.booking.states import each_bit
from lasna.booking.tests.scene import Booking, add_hours, booking
from lasna.clients.tests.counting import counted
from lasna.correspondence.models import Message
from lasna.errors import NotHere, UserError
from lasna.kernel.audit import services as audit
from lasna.kernel.audit.models import AuditRow
from lasna.meetings.models import Meeting
from lasna.meetings.services import plan_meeting
from lasna.meetings.tests.places import place_of
from lasna.meetings.tests.scene import person, scene
from lasna.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Booking:
    return booking()


@pytest.fixture
def desk(own: Booking) -> Browser:
    browser = Browser()
    browser.force_login(own.made.adviser)
    return browser


def address(own: Booking) -> str:
    return f"/clients/{own.made.client.pk}/book"


def wanted(own: Booking, whom: int | None, channel: str = "in_person") -> Wanted:
    return wanted_by_staff(own.made.client, own.made.type, channel, whom)


def times(own: Booking, whom: int | None = None, count: int = 3) -> list[datetime]:
    free = free_times(wanted(own, whom))
    return [free.window.moment(bit) for bit in list(each_bit(free.all))[:count]]


def said(own: Booking, whom: object = "", **more: str) -> dict[str, str]:
    return {"type": str(own.made.type.pk), "way": "in_person", "whom": str(whom)} | more


def wish(own: Booking, starts: datetime, adviser: Person | None = None, **more: object) -> BookWish:
    how: dict[str, object] = {"channel": "in_person", "send_by": "email"} | more
    adviser = adviser or own.made.adviser
    return BookWish(type_id=own.made.type.pk, adviser_id=adviser.pk, starts=starts, **how)  # type: ignore[arg-type]


def new(own: Booking) -> list[Meeting]:
    meetings = Meeting.objects.filter(organisation=own.made.organisation)
    return list(meetings.exclude(pk=own.made.meeting.pk).order_by("pk"))


def test_a_free_time_is_found_and_agreed_on(own: Booking, desk: Browser) -> None:
    page = desk.get(address(own))
    assert page.status_code == 200 and "Näytä vapaat ajat" in page.content.decode()
    starts = times(own)[0]
    shown = desk.get(address(own), said(own, own.made.adviser.pk))
    assert shown.context["times"].times[0].value == value_of(starts)
    chosen = desk.get(address(own), said(own, own.made.adviser.pk, at=value_of(starts)))
    assert "Demo-työntekijä" in chosen.content.decode() and new(own) == []  # looking agrees on nothing
    sends = said(own, own.made.adviser.pk, at=value_of(starts), send_by="email")
    answer = desk.post(address(own), sends | {"with": str(own.made.adviser.pk)})
    [meeting] = new(own)
    assert answer.headers["Location"] == f"/meetings/{meeting.pk}"
    assert (meeting.starts, meeting.adviser, meeting.planned_channel) == (
        starts,
        own.made.adviser,
        "in_person",
    )
    about = meeting.participants.get(role="client").invitation.pk
    assert Message.objects.filter(kind="invitation", about=about, channel="email").count() == 1
    row = AuditRow.objects.filter(deed="meeting.planned").latest("number")
    assert (row.who, row.ids) == (f"person:{own.made.adviser.pk}", [meeting.pk])


def test_a_colleague_is_booked_and_the_log_says_by_whom(own: Booking, desk: Browser) -> None:
    colleague = person(own.made.organisation, own.made.office, "Demo-työntekijä Kolle")
    add_hours(colleague, own.made.office.pk)
    starts = times(own, colleague.pk)[0]
    sends = said(own, colleague.pk, at=value_of(starts), send_by="") | {"with": str(colleague.pk)}
    assert desk.post(address(own), sends).status_code == 302
    [meeting] = new(own)
    assert meeting.adviser == colleague
    row = AuditRow.objects.filter(deed="meeting.planned").latest("number")
    assert row.who == f"person:{own.made.adviser.pk}"
    # Of whoever is free, the client's own adviser comes first.
    anybody = desk.get(address(own), said(own, at=value_of(starts)))
    assert anybody.context["adviser"] == own.made.adviser


def test_a_time_that_has_gone_is_told_and_the_others_of_its_day_shown(own: Booking, desk: Browser) -> None:
    starts = times(own)[0]
    plan_meeting(
        adviser=own.made.adviser,
        client=own.made.client,
        type=own.made.type,
        starts=starts,
        planned_channel="phone",
    )
    sends = said(own, own.made.adviser.pk, at=value_of(starts)) | {"with": str(own.made.adviser.pk)}
    refused = desk.post(address(own), sends)
    assert "Tämä aika ei ole enää vapaa." in refused.content.decode()
    assert refused.context["times"].times and refused.context["agree"] is None
    with pytest.raises(UserError) as refusal:
        services.book_for(client_id=own.made.client.pk, by=own.made.adviser, wish=wish(own, starts))
    assert refusal.value.code == "booking.not_free"
    assert len(new(own)) == 1


def test_with_somebody_else_than_the_page_said_nothing_is_agreed_on(own: Booking, desk: Browser) -> None:
    colleague = person(own.made.organisation, own.made.office)
    add_hours(colleague, own.made.office.pk)
    starts = times(own)[0]
    sends = said(own, at=value_of(starts)) | {"with": str(colleague.pk)}
    assert "Tämä aika ei ole enää vapaa." in desk.post(address(own), sends).content.decode()
    assert new(own) == []
    assert desk.post(address(own), sends | {"with": str(own.made.adviser.pk)}).status_code == 302


def test_a_place_that_is_free_then_is_booked_with_it(own: Booking, desk: Browser) -> None:  # N6
    free, taken = place_of(own.made), place_of(own.made, "Kokoushuone Mänty")
    starts = times(own)[0]
    other = person(own.made.organisation, own.made.office)
    plan_meeting(
        adviser=other,
        client=own.made.client,
        type=own.made.type,
        starts=starts,
        planned_channel="in_person",
        place_id=taken.pk,
    )
    page = desk.get(address(own), said(own, at=value_of(starts))).content.decode()
    assert "Kokoushuone Kuusi" in page and "Mänty" not in page
    sends = said(own, at=value_of(starts), place=str(taken.pk)) | {"with": str(own.made.adviser.pk)}
    refused = desk.post(address(own), sends)
    assert "Valitse aika uudelleen." in refused.content.decode()
    assert desk.post(address(own), sends | {"place": str(free.pk)}).status_code == 302
    assert new(own)[-1].place == free


@pytest.mark.parametrize(
    ("more", "field"),
    [({"type": "999999"}, "type"), ({"way": "chat"}, "way"), ({"whom": "999999"}, "whom")],
)
def test_what_cannot_be_looked_for_is_said_beside_its_field(
    own: Booking, desk: Browser, more: dict[str, str], field: str
) -> None:
    page = desk.get(address(own), said(own, own.made.adviser.pk) | more)
    assert list(page.context["form"].errors) == [field]
    assert "times" not in page.context


def test_nobody_elses_client_or_adviser_is_booked(own: Booking) -> None:
    starts = times(own)[0]
    elsewhere = scene(starts_in=timedelta(days=9))
    stranger = person(elsewhere.organisation, elsewhere.office)
    with pytest.raises(NotHere):
        services.book_for(client_id=own.made.client.pk, by=stranger, wish=wish(own, starts))
    add_hours(stranger, elsewhere.office.pk)
    with pytest.raises(UserError) as refusal:
        services.book_for(client_id=own.made.client.pk, by=own.made.adviser, wish=wish(own, starts, stranger))
    assert refusal.value.code == "booking.not_free"
    services.book_for(client_id=own.made.client.pk, by=own.made.adviser, wish=wish(own, starts))
    assert len(new(own)) == 1


def test_the_page_takes_as_many_statements_for_thirty_colleagues_as_for_one(
    own: Booking, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "SAME_LIST_WITHIN", timedelta(0))
    place_of(own.made)
    starts = times(own)[-1]

    def asked() -> list[int]:
        counts = []
        for more in ({}, {"at": value_of(starts)}):
            with counted() as statements:
                assert desk.get(address(own), said(own, **more)).status_code == 200
            counts.append(len(statements))
        return counts

    asked()
    of_one = asked()
    for number in range(29):
        colleague = person(own.made.organisation, own.made.office)
        add_hours(colleague, own.made.office.pk)
        place_of(own.made, f"Huone {number}")
    assert asked() == of_one and max(of_one) <= 12
