"""Places with address and equipment are administered, and booked together with a meeting. # N6"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.utils import translation
from icalendar import Calendar

from lasna.booking import services as bookings
from lasna.booking.tests.scene import booking
from lasna.correspondence.models import Message
from lasna.correspondence.protocol import RENDERERS, Rendered
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import Meeting, MeetingPlace
from lasna.meetings.queries.week import monday_of
from lasna.meetings.tests.places import place_of
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db
LIST = "/administration/places"
HELSINKI = ZoneInfo("Europe/Helsinki")


def wanted(**more: object) -> dict[str, object]:
    """What an administrator types for a new place."""
    return {
        "kind": "library",
        "name": "Tutkijanhuone 3",
        "address": "Kirjastokatu 2, 2. kerros",
        "directions": "Kysy avain neuvonnasta.",
        "office": "",
        "capacity": "3",
        "equipment": ["screen", "camera", "microphone", "induction_loop"],
        "access": ["step_free", "lift", "quiet"],
    } | more


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(days=30))


@pytest.fixture
def desk(made: Scene) -> Browser:
    browser = Browser()
    browser.force_login(made.adviser)
    return browser


@pytest.fixture
def office(made: Scene, desk: Browser) -> Browser:
    """An administrator who advises too."""
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator")
    return desk


def at_ten(days: int = 1, minute: int = 0) -> datetime:
    local = clock.now().astimezone(HELSINKI) + timedelta(days=days)
    return local.replace(hour=10, minute=minute, second=0, microsecond=0)


def plan(made: Scene, starts: datetime, place: MeetingPlace | None, **more: object) -> Meeting:
    how = {"planned_channel": "in_person", "send_by": "email", "adviser": made.adviser} | more
    place_id = place.pk if place else None
    return services.plan_meeting(
        client=made.client,
        type=made.type,
        starts=starts,
        place_id=place_id,
        **how,  # type: ignore[arg-type]
    )


def told(made: Scene, place: object, **more: str) -> dict[str, str]:
    """What the planning page sends: tomorrow at ten, in person."""
    return {
        "type": str(made.type.pk),
        "moment": "later",
        "day": at_ten().date().isoformat(),
        "time": "10:00",
        "planned_channel": "in_person",
        "send_by": "email",
        "place": str(place),
    } | more


def sent(meeting: Meeting, kind: str) -> Rendered:
    invitations = meeting.participants.values("invitation")
    message = Message.objects.filter(kind=kind, about__in=invitations).latest("pk")
    with translation.override(message.language):
        answer = RENDERERS[kind](message)
    assert answer is not None
    return answer


def test_a_place_is_added_changed_closed_and_taken_back(made: Scene, office: Browser) -> None:
    assert "Paikkoja ei vielä ole." in office.get(LIST).content.decode()
    assert office.post(f"{LIST}/new", wanted()).status_code == 302
    place = MeetingPlace.objects.get()
    assert (place.where, place.capacity, place.office) == (
        "Tutkijanhuone 3, Kirjastokatu 2, 2. kerros",
        3,
        None,
    )
    assert place.for_video and place.outside
    page = office.get(LIST).content.decode()
    assert "näyttö, kamera, mikrofoni, induktiosilmukka" in page and "ei portaita, hissi" in page
    own = wanted(name="Tutkijanhuone 4", office=str(made.office.pk), equipment=[])
    assert office.post(f"{LIST}/{place.pk}", own).status_code == 302
    place.refresh_from_db()
    assert (place.name, place.office, place.for_video) == ("Tutkijanhuone 4", made.office, False)
    office.post(f"{LIST}/{place.pk}/close")
    office.post(f"{LIST}/{place.pk}/close")
    assert "Suljetut" in office.get(LIST).content.decode()
    office.post(f"{LIST}/{place.pk}/reopen")
    rows = AuditRow.objects.filter(deed__startswith="meeting_place.").order_by("number")
    assert [(row.deed, row.subject, row.ids) for row in rows] == [
        (f"meeting_place.{deed}", "meeting_place", [place.pk])
        for deed in ("added", "changed", "closed", "reopened")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "x" * 101),
        ("name", "Kokoushuone Kuusi"),
        ("address", "x" * 201),
        ("capacity", "0"),
        ("capacity", "501"),
        ("equipment", ["sauna"]),
        ("office", "999999"),
        ("kind", "home"),
    ],
)
def test_what_cannot_be_a_place_is_refused_beside_its_field(
    made: Scene, office: Browser, field: str, value: object
) -> None:
    place_of(made, address="Kirjastokatu 2, 2. kerros")
    answer = office.post(f"{LIST}/new", wanted(**{field: value}))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert MeetingPlace.objects.count() == 1


def test_only_administrators_change_places(made: Scene, desk: Browser) -> None:
    place = place_of(made)
    assert desk.get(LIST).status_code == 404
    assert desk.post(f"{LIST}/{place.pk}/close").status_code == 404
    with pytest.raises(NotHere):
        services.close_place(place_id=place.pk, by=made.adviser)
    Person.objects.filter(pk=made.adviser.pk).update(role="administrator")
    assert desk.post(f"{LIST}/{place.pk}/close").status_code == 302


def test_a_place_is_chosen_while_planning_and_told_to_the_client(made: Scene, desk: Browser) -> None:  # N8
    place = place_of(made, kind="library", name="Tutkijanhuone 3", address="Kirjastokatu 2")
    answer = desk.post(f"/meetings/new?client={made.client.pk}", told(made, place.pk))
    assert answer.status_code == 302
    meeting = Meeting.objects.get(place=place)
    assert (meeting.starts, meeting.status) == (at_ten(), "planned")
    mail = sent(meeting, "invitation")
    assert "Tule tähän paikkaan: Tutkijanhuone 3, Kirjastokatu 2." in mail.text
    [event] = Calendar.from_ical(mail.calendar).events
    assert event["LOCATION"] == "Tutkijanhuone 3, Kirjastokatu 2"
    page = desk.get(f"/meetings/{meeting.pk}").content.decode()
    assert "<bdi>Tutkijanhuone 3</bdi>, Kirjastokatu 2" in page
    assert "Tutkijanhuone 3" in desk.get(f"/?day={at_ten().date()}").content.decode()
    week = f"/week?day={monday_of(at_ten().date())}"
    assert "Tutkijanhuone 3" in desk.get(week).content.decode()


def test_the_preview_says_the_place_and_which_are_taken(made: Scene, desk: Browser) -> None:  # N8
    taken, free = place_of(made), place_of(made, "Kokoushuone Mänty")
    plan(made, at_ten(), taken, adviser=person(made.organisation, made.office))
    preview = f"/meetings/preview/{made.client.pk}"
    page = desk.post(preview, told(made, free.pk)).content.decode()
    assert "Tule tähän paikkaan: Kokoushuone Mänty, Demokatu 1." in page
    assert f'<option value="{taken.pk}" disabled>' in page and "– varattu silloin" in page
    assert f'<option value="{free.pk}" selected>' in page
    later = desk.post(preview, told(made, free.pk, time="11:00")).content.decode()
    assert "varattu silloin" not in later


def test_a_place_holds_one_meeting_at_a_time_and_what_is_free_is_said(made: Scene, desk: Browser) -> None:
    place = place_of(made)
    other = person(made.organisation, made.office)
    plan(made, at_ten(minute=30), place, adviser=other)
    refused = desk.post(f"/meetings/new?client={made.client.pk}", told(made, place.pk))
    assert list(refused.context["form"].errors) == ["place"]
    words = "Kokoushuone Kuusi on silloin varattu, samoin kaikki muut paikat."
    assert words in refused.content.decode()
    place_of(made, "Kokoushuone Mänty")
    refused = desk.post(f"/meetings/new?client={made.client.pk}", told(made, place.pk))
    assert "Siihen aikaan vapaana: Kokoushuone Mänty." in refused.content.decode()
    assert Meeting.objects.filter(adviser=made.adviser).count() == 1  # nothing is half planned
    # One after the other is no overlap.
    desk.post(f"/meetings/new?client={made.client.pk}", told(made, place.pk, time="11:15"))
    assert Meeting.objects.filter(place=place).count() == 2


def test_the_database_itself_refuses_two_meetings_in_a_place(made: Scene) -> None:
    place = place_of(made)
    first = plan(made, at_ten(), place)
    second = plan(made, at_ten(), None, adviser=person(made.organisation, made.office))
    if connection.vendor != "postgresql":
        return  # there the transactions of desks follow each other, and the service looks
    with pytest.raises(IntegrityError, match="place_holds_one"), transaction.atomic():
        Meeting.objects.filter(pk=second.pk).update(place=place)
    Meeting.objects.filter(pk=first.pk).update(status="cancelled")
    assert Meeting.objects.filter(pk=second.pk).update(place=place) == 1


@pytest.mark.parametrize(
    ("channel", "equipment", "code"),
    [
        ("in_person", "", ""),
        ("video", "screen,camera,microphone", ""),
        ("video", "screen,camera", "meeting.place_way"),
        ("phone", "screen,camera,microphone", "meeting.place_way"),
        ("message", "", "meeting.place_way"),
    ],
)
def test_a_place_is_booked_for_a_way_that_needs_it(
    made: Scene, channel: str, equipment: str, code: str
) -> None:
    place = place_of(made, equipment=equipment)
    said = ""
    try:
        plan(made, at_ten(), place, planned_channel=channel)
    except UserError as refusal:
        said = refusal.code
    assert said == code
    assert Meeting.objects.filter(place=place).count() == (0 if code else 1)


def test_by_another_way_the_hidden_choice_does_not_count(made: Scene, desk: Browser) -> None:
    place = place_of(made)
    answer = desk.post(
        f"/meetings/new?client={made.client.pk}", told(made, place.pk, planned_channel="phone")
    )
    assert answer.status_code == 302
    assert Meeting.objects.exclude(pk=made.meeting.pk).get().place is None


def test_a_room_outside_is_the_clients_seat_at_a_video_meeting_and_our_own_the_advisers(
    made: Scene,
) -> None:  # N6
    equipped = {"equipment": "camera,microphone"}
    library = place_of(made, "Tutkijanhuone 3", kind="library", **equipped)
    own = place_of(made, "Kokoushuone Mänty", **equipped)
    mail = sent(plan(made, at_ten(), library, planned_channel="video"), "invitation")
    assert "Sinulle on varattu huone. Avaa linkki siellä: Tutkijanhuone 3, Demokatu 1." in mail.text
    [event] = Calendar.from_ical(mail.calendar).events
    assert event["LOCATION"] == "Tutkijanhuone 3, Demokatu 1"
    mail = sent(plan(made, at_ten(2), own, planned_channel="video"), "invitation")
    assert "Mänty" not in mail.text + mail.calendar


@pytest.mark.parametrize("whose", ["closed", "another office", "another organisation"])
def test_a_place_that_may_not_be_booked_is_as_none(made: Scene, desk: Browser, whose: str) -> None:
    places = {
        "closed": lambda: place_of(made, closed_at=clock.now()),
        "another office": lambda: place_of(
            made, office=Office.objects.create(organisation=made.organisation, name="Toinen")
        ),
        "another organisation": lambda: place_of(scene(starts_in=timedelta(days=9))),
    }
    place = places[whose]()
    refused = desk.post(f"/meetings/new?client={made.client.pk}", told(made, place.pk))
    assert list(refused.context["form"].errors) == ["place"]
    with pytest.raises(NotHere):
        plan(made, at_ten(), place)
    assert plan(made, at_ten(), place_of(made, office=made.office)).place_id


def test_a_moved_meeting_keeps_its_place_if_that_is_free_else_it_is_said(made: Scene, desk: Browser) -> None:
    place = place_of(made)
    meeting = plan(made, at_ten(), place)
    plan(made, at_ten(2), place, adviser=person(made.organisation, made.office))
    then = {"day": at_ten(2).date().isoformat(), "time": "10:00", "place": str(place.pk)}
    refused = desk.post(f"/meetings/{meeting.pk}/move", then)
    assert list(refused.context["form"].errors) == ["place"]
    with pytest.raises(UserError) as refusal:
        services.move_meeting(meeting_id=meeting.pk, by=made.adviser, starts=at_ten(2))
    assert refusal.value.code == "meeting.place_taken"
    # Another place, or none, is what to do.
    assert desk.post(f"/meetings/{meeting.pk}/move", then | {"place": ""}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.starts, meeting.place) == (at_ten(2), None)
    services.move_meeting(meeting_id=meeting.pk, by=made.adviser, starts=at_ten(3), place_id=place.pk)
    services.move_meeting(meeting_id=meeting.pk, by=made.adviser, starts=at_ten(4))
    meeting.refresh_from_db()
    assert (meeting.starts, meeting.place) == (at_ten(4), place)
    assert sent(meeting, "changed").subject.startswith("Muutos: ")


def test_another_room_at_the_same_time_is_told_only_to_who_comes_to_it(made: Scene) -> None:
    equipped = {"equipment": "camera,microphone"}
    one, two = place_of(made, **equipped), place_of(made, "Kokoushuone Mänty", **equipped)
    for channel, days, messages in (("in_person", 1, 1), ("video", 2, 0)):
        meeting = plan(made, at_ten(days), one, planned_channel=channel)
        services.move_meeting(meeting_id=meeting.pk, by=made.adviser, starts=meeting.starts, place_id=two.pk)
        meeting.refresh_from_db()
        assert (meeting.place, meeting.calendar_sequence) == (two, messages)
        about = meeting.participants.values("invitation")
        assert Message.objects.filter(kind="changed", about__in=about).count() == messages


@pytest.mark.parametrize("how", ["cancelled", "ended"])
def test_a_place_is_free_again_when_its_meeting_is_cancelled_or_over(made: Scene, how: str) -> None:
    place = place_of(made)
    meeting = plan(made, clock.now() + timedelta(minutes=1), place)
    free = {"cancelled": services.cancel_meeting, "ended": services.end_meeting}[how]
    other = person(made.organisation, made.office)
    with pytest.raises(UserError):
        plan(made, meeting.starts, place, adviser=other)
    free(meeting_id=meeting.pk, by=made.adviser)
    assert plan(made, meeting.starts, place, adviser=other).place == place


def test_a_closed_place_stays_with_its_meetings_and_can_be_kept_when_they_move(
    made: Scene, office: Browser
) -> None:
    place = place_of(made)
    meeting = plan(made, at_ten(), place)
    office.post(f"{LIST}/{place.pk}/close")
    page = office.get(f"/meetings/{meeting.pk}/move").content.decode()
    assert f'<option value="{place.pk}" selected>' in page
    services.move_meeting(meeting_id=meeting.pk, by=made.adviser, starts=at_ten(2))
    meeting.refresh_from_db()
    assert (meeting.place, meeting.starts) == (place, at_ten(2))


def test_a_client_who_moves_their_booking_sees_no_time_at_which_the_place_is_taken() -> None:  # N7
    made = booking()
    meeting = made.take(channel="in_person")
    place = place_of(made.made)
    Meeting.objects.filter(pk=meeting.pk).update(place=place)
    then = made.times(40)[-1]
    other = person(made.made.organisation, made.made.office)
    plan(made.made, then, place, adviser=other)
    with pytest.raises(UserError) as refusal:
        bookings.move_booking(link_id=made.link.pk, starts=then)
    assert refusal.value.code == "booking.not_free"
    free = next(at for at in made.times(60) if at > then + timedelta(hours=1))
    bookings.move_booking(link_id=made.link.pk, starts=free)
    meeting.refresh_from_db()
    assert (meeting.starts, meeting.place) == (free, place)
