"""What is booked where, as whoever stands at the desk sees it. # N6"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from lasna.clients.tests.counting import counted
from lasna.kernel import clock
from lasna.kernel.audit import services as audit
from lasna.kernel.audit.models import AuditRow
from lasna.meetings import services
from lasna.meetings.models import Meeting, MeetingPlace
from lasna.meetings.tests.places import place_of
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Person

pytestmark = pytest.mark.django_db
LIST = "/administration/places"
HELSINKI = ZoneInfo("Europe/Helsinki")


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


def test_the_desk_sees_what_is_booked_where(made: Scene, desk: Browser) -> None:  # N6
    assert "Varattavia paikkoja ei vielä ole." in desk.get("/places").content.decode()
    place = place_of(made)
    place_of(made, "Kokoushuone Mänty")
    plan(made, at_ten(), place)
    page = desk.get(f"/places?day={at_ten().date()}").content.decode()
    assert "10.00–10.45" in page and "Aino Demo" in page and "Vapaa koko päivän." in page
    assert "Aino Demo" not in desk.get(f"/places?day={at_ten(2).date()}").content.decode()
    looks = AuditRow.objects.filter(deed="clients.listed").latest("number")
    assert looks.ids == [made.client.pk]


def test_of_another_offices_meeting_the_desk_sees_no_client(made: Scene, desk: Browser) -> None:
    place = place_of(made)
    elsewhere = Office.objects.create(organisation=made.organisation, name="Itäinen toimisto")
    other = person(made.organisation, elsewhere)
    made.client.office = elsewhere
    made.client.save()
    plan(made, at_ten(), place, adviser=other)
    page = desk.get(f"/places?day={at_ten().date()}").content.decode()
    assert "Itäinen toimisto" in page and "10.00–10.45" in page
    assert "Aino" not in page


def test_lists_of_places_take_as_many_statements_for_thirty_as_for_one(
    made: Scene, office: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "SAME_LIST_WITHIN", timedelta(0))  # each list is written down each time

    def asked() -> list[int]:
        counts = []
        for address in (LIST, "/places", f"/meetings/new?client={made.client.pk}"):
            with counted() as statements:
                assert office.get(address).status_code == 200
            counts.append(len(statements))
        return counts

    plan(made, clock.now() + timedelta(minutes=5), place_of(made))
    asked()
    of_one = asked()
    for number in range(29):
        place = place_of(made, f"Huone {number}")
        other = person(made.organisation, made.office)
        plan(made, clock.now() + timedelta(minutes=5), place, adviser=other)
    # A new meeting asks all that advises: the wish, what was tried and used, law, practice, reasons.
    assert asked() == of_one and max(of_one) <= 12
