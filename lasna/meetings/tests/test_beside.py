"""Several at one device: who says it, who hears it, and how long the names stay. # N18"""

from datetime import timedelta

import pytest

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.endpoint import _snapshot as snapshot_for
from lasna.kernel.live.events import EVENTS
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.models import Participant
from lasna.meetings.queries.held import old_words, told_of
from lasna.meetings.services.erasure import purge_words
from lasna.meetings.tests.guests import ask, guest_screen, host_screen, let_in
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.policy import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene()


def tell(made: Scene, *names: str) -> None:
    meetings.tell_beside(participant_id=made.guest.pk, names=list(names))


def last(kind: str) -> dict[str, object]:
    event = StoredEvent.objects.filter(type=kind).order_by("-pk").first()
    assert event is not None
    return dict(event.body)


def names_in_room(made: Scene) -> list[str]:
    host = host_screen(made.adviser, made.meeting)
    assert host is not None
    return beside_guest(host, made)


def beside_guest(visit: Visit, made: Scene) -> list[str]:
    people = snapshot_for(visit)["meetings"]["participants"]
    return next(each["beside"] for each in people if each["id"] == made.guest.pk)


def test_at_the_door_the_adviser_alone_hears_it(made: Scene) -> None:  # N14
    made.wait()
    tell(made, "Demo-Mikko")
    assert last("participant.stepped")["beside"] == ["Demo-Mikko"]
    assert EVENTS["participant.stepped"].heard_by == {Standing.HOST}
    assert not StoredEvent.objects.filter(type="participant.beside").exists()
    assert names_in_room(made) == ["Demo-Mikko"]
    assert snapshot_for(guest_screen(made))["door"]["beside"] == ["Demo-Mikko"]


def test_who_comes_in_is_told_of_with_those_beside_them(made: Scene) -> None:
    made.wait()
    tell(made, "Demo-Mikko")
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    assert last("participant.admitted")["beside"] == ["Demo-Mikko"]


def test_in_the_room_everybody_hears_it(made: Scene) -> None:
    made.admit()
    partner = let_in(made, ask(made))
    tell(made, "Demo-Mikko", "Demo-Liisa")
    told = last("participant.beside")
    assert (told["participant"], told["names"]) == (made.guest.pk, ["Demo-Mikko", "Demo-Liisa"])
    assert {Standing.GUEST, Standing.PARTNER} < EVENTS["participant.beside"].heard_by
    assert beside_guest(partner, made) == ["Demo-Mikko", "Demo-Liisa"]
    tell(made)
    assert names_in_room(made) == []


def test_names_are_plain_names_each_once(made: Scene) -> None:
    made.admit()
    tell(made, "  Demo-Mikko\n Meri ", "Demo-Mikko Meri", "", "\u200d", "\u202eoknaJ")
    assert names_in_room(made) == ["Demo-Mikko Meri", "oknaJ"]
    before = StoredEvent.objects.count()
    tell(made, "Demo-Mikko Meri", "oknaJ")
    assert StoredEvent.objects.count() == before
    with pytest.raises(UserError) as refused:
        tell(made, "Demo-Mikko", "www.example.invalid/x")
    assert refused.value.code.startswith("name.")
    assert names_in_room(made) == ["Demo-Mikko Meri", "oknaJ"]


def test_the_next_who_comes_by_the_link_sees_no_names_of_before(made: Scene) -> None:
    made.wait()
    tell(made, "Demo-Mikko")
    meetings.deny(participant_id=made.guest.pk, by=made.adviser)
    with pytest.raises(NotHere):
        tell(made, "Demo-Liisa")
    made.wait()
    assert snapshot_for(guest_screen(made))["door"]["beside"] == []
    assert names_in_room(made) == []
    meetings.admit(participant_id=made.guest.pk, by=made.adviser)
    assert last("participant.admitted")["beside"] == []


def test_a_place_given_again_has_nobody_beside_it(made: Scene) -> None:
    made.admit()
    own = made.meeting.participants.get(role=Participant.Role.ADVISER)
    meetings.tell_beside(participant_id=own.pk, names=["Demo-Opo"])
    colleague = person(made.organisation, made.office)
    for former, to in ((made.adviser, colleague), (colleague, made.adviser)):
        meetings.hand_on(meeting_id=made.meeting.pk, by=former, person_id=to.pk)
    assert not Participant.objects.exclude(beside="").exists()


def test_a_meeting_that_is_over_is_as_it_was(made: Scene) -> None:
    made.admit()
    tell(made, "Demo-Mikko")
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="")
    with pytest.raises(UserError) as refused:
        tell(made)
    assert refused.value.code == "meeting.already_ended"


def test_names_are_in_the_copy_and_go_with_the_words(made: Scene) -> None:
    made.admit()
    partner = ask(made)
    tell(made, "Demo-Mikko")
    meetings.tell_beside(participant_id=partner.pk, names=["Demo-Opo"])
    sections = {section.name: section for section in told_of(made.client.pk)}
    for section, name in (("meetings", "Demo-Mikko"), ("people", "Demo-Opo")):
        assert name in [cell for row in sections[section].rows for cell in row]
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="")
    later = clock.now() + timedelta(days=400)
    assert list(old_words(made.organisation.pk, later)) == [made.meeting]
    assert purge_words(made.organisation.pk, later, 10) == 1
    assert not Participant.objects.exclude(beside="").exists()
    assert not old_words(made.organisation.pk, later).exists()
