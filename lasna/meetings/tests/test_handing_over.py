"""A colleague takes over: clients, coming meetings, whoever waits; what cannot move is named. # N44"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from lasna.clients.models import Client
from lasna.clients.tests.counting import counted
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live import hub
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit
from lasna.meetings import services
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.protocol import DoorSnapshot
from lasna.meetings.queries.handing_over import colleagues_for
from lasna.meetings.queries.snapshots import door_snapshot
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Person
from lasna.policy import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene(starts_in=timedelta(hours=2))


def chief_of(made: Scene) -> Person:
    chief = person(made.organisation, made.office, "Pääkäyttäjä")
    Person.objects.filter(pk=chief.pk).update(role="administrator")
    chief.refresh_from_db()
    return chief


def browser_of(who: Person) -> Browser:
    browser = Browser(headers={"accept-language": "fi"})
    browser.force_login(who)
    return browser


def page_of(made: Scene) -> str:
    return f"/administration/staff/{made.adviser.pk}/hand-over"


def plan(made: Scene, adviser: Person, hours: float) -> Meeting:
    return services.plan_meeting(
        adviser=adviser,
        client=made.client,
        type=made.type,
        starts=clock.now() + timedelta(hours=hours),
        planned_channel="phone",
    )


def test_who_could_take_over_is_asked_of_people_alone(made: Scene) -> None:
    """Joined with clients and meetings, ten thousand clients kept the page from ever coming."""
    asked = colleagues_for(made.adviser)
    list(asked)
    assert [table for table, uses in asked.query.alias_refcount.items() if uses] == ["people_person"]


def hand(made: Scene, to: Person, by: Person) -> None:
    services.hand_over(person_id=made.adviser.pk, to_id=to.pk, by=by)


def test_clients_and_coming_meetings_move_with_link_and_time_as_they_were(made: Scene) -> None:
    to, chief = person(made.organisation, made.office, "Uusi Työntekijä"), chief_of(made)
    before = made.meeting.starts
    browser = browser_of(chief)
    first = browser.get(page_of(made), {"to": to.pk}).content.decode()
    assert "1 asiakas" in first and made.client.name in first
    answer = browser.post(page_of(made), {"to": to.pk}, follow=True)
    assert answer.status_code == 200 and "Uusi Työntekijä" in answer.content.decode()
    meeting = Meeting.objects.get(pk=made.meeting.pk)
    assert (meeting.adviser, meeting.starts) == (to, before)
    host = meeting.participants.get(role=Participant.Role.ADVISER)
    assert (host.person, host.name, host.state) == (to, "Uusi Työntekijä", Participant.State.ADMITTED)
    assert Client.objects.get(pk=made.client.pk).adviser == to
    assert Browser().get(made.link).status_code == 200
    assert browser_of(to).get(f"/meetings/{meeting.pk}/room").status_code == 200
    assert browser_of(made.adviser).get(f"/meetings/{meeting.pk}/room").status_code == 404
    told = set(AuditRow.objects.filter(who=f"person:{chief.pk}").values_list("deed", flat=True))
    assert {"person.handed_over", "clients.handed_over", "meeting.handed_over"} <= told


def test_who_waits_is_on_the_desk_of_who_took_over() -> None:
    made = scene()
    to, chief = person(made.organisation, made.office), chief_of(made)
    made.wait()
    hand(made, to, chief)
    types = {
        desk: list(StoredEvent.objects.filter(room=desk).order_by("seq").values_list("type", flat=True))
        for desk in (made.adviser.desk_id, to.desk_id)
    }
    assert types[made.adviser.desk_id][-2:] == ["desk.gone", "desk.changed"]
    assert types[to.desk_id] == ["desk.arrived", "desk.changed"]
    services.admit(participant_id=made.guest.pk, by=to)
    with pytest.raises(NotHere):
        services.say(participant_id=made.guest.pk, by=made.adviser, words="Hei", minutes_late=0)


def test_who_waits_is_told_that_the_new_adviser_has_not_seen_them_yet() -> None:
    made = scene()
    to, chief = person(made.organisation, made.office, "Uusi Työntekijä"), chief_of(made)
    made.wait()
    services.show_arrival(participant_id=made.guest.pk, by=made.adviser)
    services.say(participant_id=made.guest.pk, by=made.adviser, words="Tulen pian", minutes_late=5)
    hand(made, to, chief)
    door = StoredEvent.objects.filter(room=made.guest.door_id).order_by("seq")
    assert list(door.values_list("type", flat=True))[-2:] == ["door.said", "door.stepped"]
    who = f"participant:{made.guest.pk}"
    told = door_snapshot(
        Visit("seat", made.guest.pk, who, Standing.WAITING, (), participant_id=made.guest.pk)
    )
    assert isinstance(told, DoorSnapshot)
    # What the old adviser said is not the new one's word; when it begins was promised by the office.
    assert (told.adviser, told.state, told.seen, told.words) == ("Uusi Työntekijä", "waiting", False, "")
    assert told.expected
    services.show_arrival(participant_id=made.guest.pk, by=to)
    assert door.reverse()[0].type == "door.seen"


def test_who_waits_gets_the_new_name_at_once(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    made, asked = scene(), list[str]()
    to, chief = person(made.organisation, made.office), chief_of(made)
    made.wait()
    monkeypatch.setattr(hub, "renew", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        hand(made, to, chief)
    assert sorted(asked) == sorted([f"participant:{made.guest.pk}", f"person:{made.adviser.pk}"])


def test_who_asks_to_be_phoned_asks_the_colleague_who_took_over() -> None:
    made = scene()
    to, chief = person(made.organisation, made.office), chief_of(made)
    made.pass_the_code()
    services.ask_call(participant_id=made.guest.pk)
    hand(made, to, chief)
    types = {
        desk: list(StoredEvent.objects.filter(room=desk).order_by("seq").values_list("type", flat=True))
        for desk in (made.adviser.desk_id, to.desk_id)
    }
    assert types[made.adviser.desk_id][-3:] == ["desk.asks_call", "desk.gone", "desk.changed"]
    assert types[to.desk_id] == ["desk.asks_call", "desk.changed"]


def test_what_overlaps_or_goes_on_or_is_of_another_office_stays_and_is_named(made: Scene) -> None:
    to, chief = person(made.organisation, made.office), chief_of(made)
    busy = plan(made, to, 2.1)
    elsewhere = Office.objects.create(organisation=made.organisation, name="Muu")
    far = plan(made, made.adviser, 8)
    Meeting.objects.filter(pk=far.pk).update(office=elsewhere)
    going = plan(made, made.adviser, 12)
    Meeting.objects.filter(pk=going.pk).update(status=Meeting.Status.UNDER_WAY)
    going.participants.filter(role=Participant.Role.ADVISER).update(state=Participant.State.PRESENT)
    page = browser_of(chief).get(page_of(made), {"to": to.pk}).content.decode()
    assert "toinen tapaaminen" in page and "käynnissä" in page and "ei työskentele sen toimipisteessä" in page
    hand(made, to, chief)
    stays = Meeting.objects.filter(adviser=made.adviser).values_list("pk", flat=True)
    assert set(stays) == {made.meeting.pk, far.pk, going.pk}
    assert Meeting.objects.get(pk=busy.pk).adviser == to


def test_a_meeting_whose_adviser_has_gone_is_taken_over_while_the_client_stays() -> None:
    made = scene()
    to, chief = person(made.organisation, made.office, "Uusi Työntekijä"), chief_of(made)
    made.wait()
    services.admit(participant_id=made.guest.pk, by=made.adviser)
    made.meeting.participants.filter(role=Participant.Role.ADVISER).update(state=Participant.State.AWAY)
    hand(made, to, chief)
    meeting = Meeting.objects.get(pk=made.meeting.pk)
    assert (meeting.adviser, meeting.status) == (to, Meeting.Status.UNDER_WAY)
    assert Participant.objects.get(pk=made.guest.pk).state == Participant.State.ADMITTED
    services.end_meeting(meeting_id=meeting.pk, by=to, agreed="")
    assert Meeting.objects.get(pk=meeting.pk).status == Meeting.Status.ENDED


def test_there_is_somebody_to_take_over_and_something_to_take(made: Scene) -> None:
    chief = chief_of(made)
    Person.objects.filter(pk=chief.pk).update(role="administrator")
    support = person(made.organisation, made.office)
    Person.objects.filter(pk=support.pk).update(role="support")
    closed = person(made.organisation, made.office)
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    for nobody in (support.pk, closed.pk, made.adviser.pk, scene().adviser.pk, 0):
        with pytest.raises(NotHere):
            services.hand_over(person_id=made.adviser.pk, to_id=nobody, by=chief)
    hand(made, chief, chief)
    with pytest.raises(UserError) as refused:
        hand(made, chief, chief)
    assert refused.value.code == "hand_over.nothing"


def test_only_an_administrator_hands_over(made: Scene) -> None:
    to = person(made.organisation, made.office)
    for role in ("adviser", "lead", "support"):
        Person.objects.filter(pk=to.pk).update(role=role)
        answer = browser_of(Person.objects.get(pk=to.pk)).post(page_of(made), {"to": to.pk})
        assert answer.status_code == 404
    assert Meeting.objects.get(pk=made.meeting.pk).adviser == made.adviser


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_as_many_statements_for_thirty_meetings_as_for_one(made: Scene, count: int) -> None:
    to = person(made.organisation, made.office)
    for number in range(1, count):
        plan(made, made.adviser, 3 + number)
    browser = browser_of(chief_of(made))
    browser.get(page_of(made))
    with counted() as statements:
        browser.get(page_of(made), {"to": to.pk})
    assert len(statements) == 12
