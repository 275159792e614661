"""Another device of somebody in the room: by one link; one sound for both; gone with its owner. # N18"""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.test import override_settings

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.models import AuditRow
from lasna.kernel.live.commands import Nothing
from lasna.kernel.live.endpoint import _snapshot as snapshot_for
from lasna.kernel.live.events import EVENTS
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.access import COMPANION_LINK_LASTS, companion_link, seat_key
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.queries.held import told_of
from lasna.meetings.states import SEAT_KEPT
from lasna.meetings.tests.guests import guest_screen, host_screen, let_in, screen, state_of
from lasna.meetings.tests.scene import Scene, person, scene
from lasna.policy import Standing
from lasna.room import queries, services
from lasna.room.commands import companions as commands
from lasna.room.commands.entrances import ClientDoor, HostDoor
from lasna.room.commands.seat import leave
from lasna.room.models import Seat
from lasna.room.protocol import MoveSound
from lasna.room.queries import require_room_for, require_room_for_device

pytestmark = pytest.mark.django_db
WISH = meetings.PartnerWish("doctor", "Demo Lääkäri", email="laakari@example.invalid", phone="+358407654321")


@pytest.fixture
def made() -> Scene:
    """The client is in the room."""
    made = scene()
    made.admit()
    services.sit(visit=guest_screen(made))
    return made


def link_of(made: Scene) -> str:
    return companion_link(meetings.invite_companion(participant_id=made.guest.pk))


def joined(made: Scene) -> Participant:
    companion = meetings.join_as_companion(token=link_of(made))
    services.sit(visit=screen(companion))
    companion.refresh_from_db()
    return companion


def visit_of(companion: Participant) -> Visit | None:
    return ClientDoor().open({f"lasna_seat_{companion.pk}": seat_key(companion)}, companion.pk)


def people_seen(visit: Visit | None) -> dict[int, dict[str, object]]:
    assert visit is not None
    return {each["id"]: each for each in snapshot_for(visit)["meetings"]["participants"]}


def last(kind: str) -> dict[str, object]:
    event = StoredEvent.objects.filter(type=kind).order_by("-pk").first()
    assert event is not None
    return dict(event.body)


def test_one_link_one_button_and_in_the_room(made: Scene) -> None:
    address = f"/device/{link_of(made)}"
    browser = Browser()
    before = StoredEvent.objects.count()
    for _reader in range(2):  # opening changes nothing: programs follow links, too
        assert "Lisää tämä laite" in browser.get(address).content.decode()
    assert StoredEvent.objects.count() == before
    answer = browser.post(address)
    companion = Participant.objects.get(role="companion")
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = browser.get(answer["Location"]).content.decode()
    assert '"role": "companion"' in page
    assert companion.state == Participant.State.ADMITTED
    told = last("participant.admitted")
    assert (told["companion_of"], told["name"]) == (made.guest.pk, "Aino Demo")
    visit = visit_of(companion)
    assert visit is not None
    assert (visit.standing, visit.who) == (Standing.COMPANION, f"participant:{made.guest.pk}")


def test_a_link_works_once_for_ten_minutes_and_dies_with_the_next(made: Scene) -> None:
    first = link_of(made)
    second = link_of(made)
    for dead in (first, second[:-1], f"{second}x", "x" * 4000, "%00"):
        with pytest.raises(NotHere):
            meetings.join_as_companion(token=dead)
    with time_machine.travel(clock.now() + timedelta(minutes=11)), pytest.raises(NotHere):
        meetings.join_as_companion(token=second)
    meetings.join_as_companion(token=second)
    with pytest.raises(NotHere):
        meetings.join_as_companion(token=second)


def test_the_address_is_the_room_for_the_device_alone(made: Scene) -> None:
    address = f"/device/{link_of(made)}"
    browser = Browser()
    browser.post(address)
    for other in (Browser(), Browser()):
        other.cookies[f"lasna_seat_{made.guest.pk}"] = seat_key(made.guest)
        assert (other.get(address).status_code, other.post(address).status_code) == (404, 404)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):  # a reload
        assert browser.get(address).status_code == 200
    companion = Participant.objects.get(role="companion")
    meetings.end_companion(participant_id=companion.pk, by=made.guest.pk)
    assert browser.get(address).status_code == 404


def test_who_is_not_in_the_room_has_no_other_device(made: Scene) -> None:
    token = link_of(made)
    meetings.hold(participant_id=made.guest.pk, by=made.adviser)
    with pytest.raises(NotHere):
        meetings.invite_companion(participant_id=made.guest.pk)
    with pytest.raises(NotHere):
        meetings.join_as_companion(token=token)


def test_one_other_device_and_none_of_its_own(made: Scene) -> None:
    companion = joined(made)
    with pytest.raises(UserError, match=r"companion\.there"):
        meetings.invite_companion(participant_id=made.guest.pk)
    meetings.end_companion(participant_id=companion.pk, by=made.guest.pk)
    assert state_of(companion) == Participant.State.REMOVED
    assert visit_of(companion) is None
    assert joined(made).pk == companion.pk


def test_a_locked_room_is_locked_to_devices_too(made: Scene) -> None:
    token = link_of(made)
    meetings.lock(meeting_id=made.meeting.pk, by=made.adviser, locked=True)
    with pytest.raises(UserError, match=r"meeting\.locked"):
        meetings.join_as_companion(token=token)
    answer = Browser().post(f"/device/{token}")
    assert (answer.status_code, "lukittu" in answer.content.decode()) == (409, True)
    meetings.lock(meeting_id=made.meeting.pk, by=made.adviser, locked=False)
    meetings.join_as_companion(token=token)


def test_everybody_sees_whose_device_it_is(made: Scene) -> None:
    companion = joined(made)
    for visit in (host_screen(made.adviser, made.meeting), guest_screen(made), screen(companion)):
        seen = people_seen(visit)[companion.pk]
        assert (seen["role"], seen["name"]) == ("companion", "Aino Demo")
        assert (seen["companion_of"], seen["has_sound"], seen["state"]) == (made.guest.pk, False, "present")
    assert snapshot_for(screen(companion))["meetings"]["consents"] == []


def test_the_sound_is_at_one_of_the_two(made: Scene) -> None:
    companion = joined(made)
    commands.sound(screen(companion), MoveSound(here=True))
    assert last("companion.sound_moved") == {
        "type": "companion.sound_moved",
        "participant": companion.pk,
        "here": True,
    }
    assert people_seen(guest_screen(made))[companion.pk]["has_sound"] is True
    before = StoredEvent.objects.count()
    commands.sound(screen(companion), MoveSound(here=True))
    assert StoredEvent.objects.count() == before
    commands.sound(screen(companion), MoveSound(here=False))
    assert last("companion.sound_moved")["here"] is False
    commands.sound(screen(companion), MoveSound(here=True))
    commands.sound(guest_screen(made), MoveSound(here=True))
    assert last("companion.sound_moved")["here"] is False


def test_who_is_asked_to_mute_is_asked_where_their_sound_is(made: Scene) -> None:
    companion = joined(made)
    meetings.ask_mute(participant_id=made.guest.pk, by=made.adviser)
    commands.sound(screen(companion), MoveSound(here=True))
    meetings.ask_mute(participant_id=made.guest.pk, by=made.adviser)
    asked = StoredEvent.objects.filter(type="door.mute_asked").order_by("pk")
    assert list(asked.values_list("room", flat=True)) == [made.guest.door_id, companion.door_id]


def test_nobody_opens_the_microphone_of_another_device(made: Scene) -> None:
    joined(made)
    with pytest.raises(NotHere):
        commands.sound(guest_screen(made), MoveSound(here=False))
    host = host_screen(made.adviser, made.meeting)
    assert host is not None
    with pytest.raises(NotHere):  # has no other device
        commands.sound(host, MoveSound(here=True))


def test_it_goes_with_its_owner(made: Scene) -> None:
    for go in (
        lambda: meetings.hold(participant_id=made.guest.pk, by=made.adviser),
        lambda: services.leave(participant_id=made.guest.pk),
    ):
        companion = joined(made)
        go()
        assert state_of(companion) == Participant.State.REMOVED
        assert not Seat.objects.filter(participant=companion).exists()
        if state_of(made.guest) == Participant.State.HELD:
            meetings.admit(participant_id=made.guest.pk, by=made.adviser)
        services.sit(visit=guest_screen(made))


def test_it_outlives_a_break_of_its_owner_and_no_more(made: Scene) -> None:
    companion = joined(made)
    services.get_up(participant_id=made.guest.pk, screen="screen-of-guest")
    assert state_of(made.guest) == Participant.State.AWAY
    assert visit_of(companion) is not None
    with time_machine.travel(clock.now() + SEAT_KEPT + timedelta(seconds=1)):
        assert visit_of(companion) is None
        visit = screen_before(companion)
        assert ClientDoor().beat([visit]) == {visit.who}
        assert ClientDoor().renew(visit) is None


def screen_before(companion: Participant) -> Visit:
    """As the screen came, while its owner was there."""
    with time_machine.travel(clock.now() - SEAT_KEPT):
        return screen(companion)


def test_leaving_by_its_own_button_ends_it(made: Scene) -> None:
    companion = joined(made)
    leave(screen(companion), Nothing())
    assert state_of(companion) == Participant.State.REMOVED
    assert state_of(made.guest) == Participant.State.PRESENT


def test_owner_and_adviser_end_it_and_nobody_else(made: Scene) -> None:
    companion, other = joined(made), scene()
    partner = let_in(made, meetings.add_partner(meeting_id=made.meeting.pk, by=made.adviser, wish=WISH))
    colleague = person(made.organisation, made.office)
    tries = [(partner.participant_id, None), (other.guest.pk, other.adviser), (made.host.pk, colleague)]
    for by, host in tries:
        with pytest.raises(NotHere):
            meetings.end_companion(participant_id=companion.pk, by=by, host=host)
    with pytest.raises(NotHere):  # no way to remove a client
        meetings.end_companion(participant_id=made.guest.pk, by=made.host.pk, host=made.adviser)
    for _press in range(2):
        meetings.end_companion(participant_id=companion.pk, by=made.host.pk, host=made.adviser)
    assert state_of(companion) == Participant.State.REMOVED
    assert written("companion_joined") == [f"participant:{made.guest.pk}"]
    assert written("companion_removed") == [f"person:{made.adviser.pk}"]


def written(deed: str) -> list[str]:
    """Who did so, by the log."""
    return list(AuditRow.objects.filter(deed=f"meeting.{deed}").values_list("who", flat=True))


def test_a_device_of_somebody_who_works_here_is_written_down_as_theirs(made: Scene) -> None:
    services.sit(visit=replace(host_of(made), screen="screen-of-host"))
    companion = meetings.join_as_companion(
        token=companion_link(meetings.invite_companion(participant_id=made.host.pk))
    )
    assert written("companion_joined") == [f"person:{made.adviser.pk}"]
    assert looked_at(visit_of(companion)) == {(f"person:{made.adviser.pk}", made.client.pk)}
    assert looked_at(visit_of(joined(made))) == set()  # one's own data
    meetings.end_companion(participant_id=companion.pk, by=made.host.pk, host=made.adviser)
    assert written("companion_removed") == []  # one's own device


def host_of(made: Scene) -> Visit:
    visit = host_screen(made.adviser, made.meeting)
    assert visit is not None
    return visit


def looked_at(visit: Visit | None) -> set[tuple[str, int]]:
    """Whose card this screen's welcome has put into the log."""
    assert visit is not None
    before = AuditRow.objects.count()
    snapshot_for(visit)
    rows = AuditRow.objects.filter(deed="client.looked").order_by("number")
    return {(row.who, row.ids[0]) for row in rows} if AuditRow.objects.count() > before else set()


def test_whoever_loses_the_right_to_be_here_takes_their_other_device_with_them(made: Scene) -> None:
    host = replace(host_of(made), screen="screen-of-host")
    HostDoor().came(host)
    companion = meetings.join_as_companion(
        token=companion_link(meetings.invite_companion(participant_id=made.host.pk))
    )
    made.adviser.is_active = False
    made.adviser.save()
    assert HostDoor().renew(replace(host, screen="another-tab")) is None
    assert state_of(companion) != Participant.State.REMOVED  # the seat is another screen's
    assert HostDoor().renew(host) is None
    assert state_of(companion) == Participant.State.REMOVED
    assert not Seat.objects.filter(participant=made.host).exists()


def test_the_adviser_admits_holds_and_mutes_people_not_devices(made: Scene) -> None:
    companion = joined(made)
    for deed in (meetings.hold, meetings.ask_mute, meetings.remove, meetings.admit, meetings.deny):
        with pytest.raises(NotHere):
            deed(participant_id=companion.pk, by=made.adviser)
    assert state_of(companion) == Participant.State.PRESENT


def test_the_adviser_has_another_device_while_they_are_the_adviser(made: Scene) -> None:
    host = host_screen(made.adviser, made.meeting)
    assert host is not None
    host = replace(host, screen="screen-of-host")
    HostDoor().came(host)
    companion = meetings.join_as_companion(
        token=companion_link(meetings.invite_companion(participant_id=made.host.pk))
    )
    visit = visit_of(companion)
    assert visit is not None
    assert visit.who == f"person:{made.adviser.pk}"
    made.adviser.is_active = False
    made.adviser.save()
    companion = Participant.objects.get(pk=companion.pk)
    assert visit_of(companion) is None
    made.adviser.is_active = True
    made.adviser.save()
    colleague = person(made.organisation, made.office)
    meetings.hand_on(meeting_id=made.meeting.pk, by=made.adviser, person_id=colleague.pk)
    assert state_of(companion) == Participant.State.REMOVED


def test_a_device_takes_a_place_where_browsers_send_to_each_other(made: Scene) -> None:
    require_room_for_device(made.meeting.pk, made.host.pk)
    link_of(made)  # and so while its link lives: adviser, client, device
    for place in (made.host, made.guest):
        Participant.objects.filter(pk=place.pk).update(state="present")
    partner = meetings.add_partner(meeting_id=made.meeting.pk, by=made.adviser, wish=WISH)
    Participant.objects.filter(pk=partner.pk).update(state="present")
    with pytest.raises(UserError, match=r"companion\.full"):
        require_room_for_device(made.meeting.pk, made.host.pk)
    with pytest.raises(UserError, match=r"meeting\.full"):
        require_room_for(made.meeting.pk, 0)
    require_room_for_device(made.meeting.pk, made.guest.pk)  # theirs is asked for already: a new link
    with time_machine.travel(clock.now() + timedelta(seconds=COMPANION_LINK_LASTS + 1), tick=False):
        require_room_for(made.meeting.pk, 0)


@override_settings(LASNA_JANUS_URLS=("unix:/nowhere",), LASNA_JANUS_SECRET="x")
def test_through_the_media_server_twenty_devices_have_room(
    made: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_room_for_device(made.meeting.pk, made.host.pk)
    require_room_for(made.meeting.pk, 0)
    monkeypatch.setattr(queries, "GATHERED", 2)
    with pytest.raises(UserError, match=r"companion\.full"):
        require_room_for_device(made.meeting.pk, made.host.pk)
    with pytest.raises(UserError, match=r"meeting\.full"):
        require_room_for(made.meeting.pk, 0)


def test_the_end_closes_it_and_tells_no_device_what_was_agreed_with_another(made: Scene) -> None:
    partner = meetings.add_partner(meeting_id=made.meeting.pk, by=made.adviser, wish=WISH)
    let_in(made, partner)
    of_partner = meetings.join_as_companion(
        token=companion_link(meetings.invite_companion(participant_id=partner.pk))
    )
    meetings.end_meeting(meeting_id=made.meeting.pk, by=made.adviser, agreed="Soitan maanantaina.")
    told = StoredEvent.objects.get(room=of_partner.door, type="meeting.ended")
    assert told.body["agreed"] == ""
    assert Standing.COMPANION not in EVENTS["meeting.ended"].heard_by
    assert visit_of(of_partner) is None


def test_the_copy_of_the_clients_data_names_people_and_no_devices(made: Scene) -> None:
    joined(made)
    people = next(part for part in told_of(made.client.pk) if part.name == "people")
    assert people.rows == []
    assert Participant.objects.get(role="companion").name == ""
    assert Meeting.objects.get().participants.count() == 3
