"""Colleagues in a meeting, another adviser who goes on with it, what is kept of partners. # N20, N44"""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.meetings import services as meetings
from lasna.meetings.models import Participant
from lasna.meetings.protocol import Step
from lasna.meetings.queries import held
from lasna.meetings.queries.people import found_colleagues
from lasna.meetings.services import erasure
from lasna.meetings.tests.guests import agree, ask, colleague_screen, host_screen
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.people.models import Office, Person
from lasna.policy import Standing
from lasna.room import services
from lasna.room.commands.colleague import ColleagueDoor
from lasna.room.commands.entrances import HostDoor

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene()


# ---- a colleague -------------------------------------------------------------------------------------------


def test_a_colleague_comes_signed_in_through_the_same_waiting_room(made: Scene) -> None:
    made.admit()
    colleague, stranger = person(made.organisation, made.office), person(made.organisation, made.office)
    place = meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    visit = colleague_screen(made, colleague, place)
    assert visit and (visit.standing, visit.who) == (Standing.WAITING, f"person:{colleague.pk}")
    assert colleague_screen(made, stranger, place) is None
    ColleagueDoor().came(visit)
    meetings.step(participant_id=place.pk, said=Step(step="ready", camera="on", microphone="on"))
    agree(made, place)
    meetings.admit(participant_id=place.pk, by=made.adviser)
    inside = ColleagueDoor().renew(visit)
    assert inside and inside.standing == Standing.PARTNER
    ColleagueDoor().came(replace(inside, screen=visit.screen))
    assert ColleagueDoor().beat([inside]) == set()
    Person.objects.filter(pk=colleague.pk).update(is_active=False)
    assert ColleagueDoor().beat([inside]) == {inside.who}
    assert ColleagueDoor().renew(inside) is None


def test_only_who_advises_in_the_office_can_be_asked(made: Scene) -> None:
    elsewhere = person(made.organisation, Office.objects.create(organisation=made.organisation, name="Muu"))
    support = person(made.organisation, made.office)
    Person.objects.filter(pk=support.pk).update(role="support")
    for other in (elsewhere, support, made.adviser, scene().adviser):
        with pytest.raises(NotHere):
            meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=other.pk)
    near = person(made.organisation, made.office, name="Åke Örn")
    assert found_colleagues(made.meeting, "orn ak") == [near]
    meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=near.pk)
    with pytest.raises(UserError, match=r"partner\.there_already"):
        meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=near.pk)


# ---- another adviser goes on -------------------------------------------------------------------------------


def test_a_meeting_is_handed_to_a_colleague_who_sat_in_it(made: Scene) -> None:
    made.admit()
    colleague = person(made.organisation, made.office)
    place = meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    meetings.hand_on(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    made.meeting.refresh_from_db()
    place.refresh_from_db()
    assert made.meeting.adviser == colleague
    assert (place.role, made.host.pk) == (Participant.Role.ADVISER, place.pk)
    assert host_screen(made.adviser, made.meeting) is None
    visit = host_screen(colleague, made.meeting)
    assert visit and visit.participant_id == place.pk
    meetings.hold(participant_id=made.guest.pk, by=colleague)
    with pytest.raises(NotHere):
        meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    back = meetings.add_colleague(meeting_id=made.meeting.pk, by=colleague, person_id=made.adviser.pk)
    assert back.state == Participant.State.INVITED


def test_a_colleague_takes_over_once_the_adviser_has_been_away_half_a_minute(made: Scene) -> None:
    made.admit()
    colleague = person(made.organisation, made.office)
    host = host_screen(made.adviser, made.meeting)
    assert host is not None
    host = replace(host, screen="screen-of-host")
    HostDoor().came(host)
    with pytest.raises(UserError, match=r"take_over\.adviser_here"):
        meetings.take_over(meeting_id=made.meeting.pk, by=colleague)
    with time_machine.travel(clock.now() + timedelta(seconds=31)):
        assert services.give_up_ghosts() >= 1  # it died without a word, and was last seen then
        elsewhere = person(
            made.organisation, Office.objects.create(organisation=made.organisation, name="Muu")
        )
        for other in (elsewhere, scene().adviser, made.adviser):
            with pytest.raises(NotHere):
                meetings.take_over(meeting_id=made.meeting.pk, by=other)
        meetings.take_over(meeting_id=made.meeting.pk, by=colleague)
    made.meeting.refresh_from_db()
    assert made.meeting.adviser == colleague
    assert host_screen(colleague, made.meeting) is not None


def test_who_has_a_meeting_of_their_own_then_is_told_so(made: Scene) -> None:
    other = scene()
    for row in (other.meeting, other.client, other.adviser):
        row.organisation = made.organisation
        row.save()
    other.adviser.offices.add(made.office)
    made.admit()
    with pytest.raises(UserError, match=r"meeting\.overlap"):
        meetings.hand_on(meeting_id=made.meeting.pk, by=made.adviser, person_id=other.adviser.pk)
    made.meeting.refresh_from_db()
    assert made.meeting.adviser == made.adviser


# ---- what is kept of them ----------------------------------------------------------------------------------


def test_a_copy_of_the_clients_data_has_partners_and_words_and_no_address_of_theirs(made: Scene) -> None:
    made.admit()
    partner = ask(made)
    agree(made, partner)
    agree(made, partner, yes=False)
    told = {
        section.name: section
        for section in [*held.told_of(made.client.pk), *held.told_of_messages(made.client.pk)]
    }
    assert [row[1] for row in told["people"].rows] == ["Tuula Tulkki", "Tuula Tulkki"]
    text = str([list(section.rows) for section in told.values()])
    assert "tulkki@example.invalid" not in text and "+358407654321" not in text
    assert "demo@example.invalid" in text


def test_addresses_of_partners_go_a_month_after_the_meeting(made: Scene) -> None:
    made.admit()
    partner = ask(made)
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser)
    organisation = made.organisation.pk
    assert erasure.purge_addresses(organisation, made.meeting.starts, 10) == 0
    assert erasure.purge_addresses(organisation, made.meeting.ends + timedelta(seconds=1), 10) == 1
    partner.refresh_from_db()
    assert (partner.name, partner.email, partner.phone) == ("Tuula Tulkki", "", "")


def test_the_meetings_page_shows_who_is_asked_and_lets_the_adviser_remove_them(made: Scene) -> None:
    browser = Browser()
    browser.force_login(made.adviser)
    address = f"/meetings/{made.meeting.pk}"
    assert "Vain asiakas." in browser.get(address).content.decode()
    fields = {
        "role": "doctor",
        "name": "Tohtori Oksa",
        "email": "",
        "phone": "",
        "language": "fi",
        "send_by": "sms",
    }
    asked = browser.post(f"{address}/people/new", fields).content.decode()
    assert "Anna sähköpostiosoite tai matkapuhelinnumero" in asked
    browser.post(f"{address}/people/new", fields | {"phone": "040 7654321"})
    partner = Participant.objects.get(role="doctor")
    page = browser.get(address).content.decode()
    for words in (
        "Tohtori Oksa",
        "lääkäri",
        "kutsuttu",
        "lupaa ei ole vielä kysytty",
        "Linkki, tekstiviesti",
    ):
        assert words in page, words
    browser.post(f"{address}/people/{partner.pk}/agreed", {"how": "Kysyin puhelimessa"})
    code = browser.post(f"{address}/code", {"participant": partner.pk}).content.decode()
    assert "code__digits" in code
    partner.refresh_from_db()
    assert partner.consent == "yes"
    browser.post(f"{address}/people/{partner.pk}/remove")
    assert "Tohtori Oksa" not in browser.get(address).content.decode()
    other = scene()
    for path in (
        f"people/{other.guest.pk}/remove",
        f"people/{other.guest.pk}/agreed",
        "link",
        "vouch",
        "code",
    ):
        fields = {"participant": str(other.guest.pk), "how": "Kysyin", "way": "sms"}
        assert browser.post(f"{address}/{path}", fields).status_code == 404, path


def test_who_is_asked_sees_it_today_and_joins_from_there(made: Scene) -> None:
    colleague = person(made.organisation, made.office)
    browser = Browser()
    browser.force_login(colleague)
    words = "Sinut on pyydetty mukaan"
    assert words not in browser.get("/").content.decode()
    assert browser.get(f"/meetings/{made.meeting.pk}/join").status_code == 404
    place = meetings.add_colleague(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    assert words in browser.get("/").content.decode()
    assert "Liity tapaamiseen" in browser.get(f"/meetings/{made.meeting.pk}").content.decode()
    assert f"/live/colleague/{place.pk}" in browser.get(f"/meetings/{made.meeting.pk}/join").content.decode()
    own = Browser()
    own.force_login(made.adviser)
    assert words not in own.get("/").content.decode()
    meetings.remove(participant_id=place.pk, by=made.adviser)
    assert words not in browser.get("/").content.decode()


def test_a_colleague_sees_the_button_once_the_adviser_is_gone_and_goes_on_in_the_room(made: Scene) -> None:
    made.admit()
    colleague = person(made.organisation, made.office)
    host = host_screen(made.adviser, made.meeting)
    assert host is not None
    host = replace(host, screen="screen-of-host")
    HostDoor().came(host)
    browser = Browser()
    browser.force_login(colleague)
    address = f"/meetings/{made.meeting.pk}"
    assert "Jatka tapaamista" not in browser.get(address).content.decode()
    HostDoor().went(host, last=True)
    with time_machine.travel(clock.now() + timedelta(seconds=16)):
        assert "Jatka tapaamista" in browser.get(address).content.decode()
        answer = browser.post(f"{address}/take-over")
        assert (answer.status_code, answer["Location"]) == (302, f"{address}/room")
        assert browser.get(f"{address}/room").status_code == 200
