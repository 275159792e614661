"""When a meeting goes through the media server, when two go on without it, and each one's leg. # N20"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings

from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.models import Participant
from lasna.meetings.tests.guests import INTERPRETER, agree, ask, let_in
from lasna.room import services
from lasna.room.models import Gathering, Leg, Seat
from lasna.room.protocol import RoomSnapshot
from lasna.room.queries import room_snapshot
from lasna.room.services import KeptLeg
from lasna.room.tests.talk import Talk

pytestmark = pytest.mark.django_db
LEG = KeptLeg("unix:/nowhere", session=11, sending=12, receiving=13, private=14)


@pytest.fixture(autouse=True)
def _janus() -> Iterator[None]:
    with override_settings(LASNA_JANUS_URLS=("unix:/nowhere",), LASNA_JANUS_SECRET="x"):
        yield


@pytest.fixture
def talk() -> Talk:
    return Talk()


def third(talk: Talk) -> tuple[Participant, Visit]:
    """An interpreter comes in."""
    partner = ask(talk.made)
    return partner, let_in(talk.made, partner)


def gathered(visit: Visit) -> bool:
    snapshot = room_snapshot(visit)
    assert isinstance(snapshot, RoomSnapshot)
    return snapshot.gathered


def told() -> list[str]:
    rows = StoredEvent.objects.filter(type__in=["room.gathered", "room.parted", "seat.taken"])
    return [row.type for row in rows.order_by("room_id", "seq")]


def test_the_third_seat_gathers_all_and_each_hears_of_it_before_the_seat(talk: Talk) -> None:
    assert not gathered(talk.host)
    _partner, visit = third(talk)
    assert gathered(visit) and gathered(talk.host)
    assert told() == ["seat.taken", "seat.taken", "room.gathered", "seat.taken"]


def test_without_a_janus_nobody_is_gathered(talk: Talk) -> None:
    with override_settings(LASNA_JANUS_URLS=()):
        _partner, visit = third(talk)
        assert not gathered(visit)


def test_one_on_the_phone_is_no_third(talk: Talk) -> None:
    partner = ask(talk.made, replace(INTERPRETER, by_phone=True), send_by="")
    agree(talk.made, partner)
    meetings.connect_by_phone(participant_id=partner.pk, by=talk.made.adviser)
    assert not gathered(talk.host)


def test_a_client_at_a_partners_device_is_no_third(talk: Talk) -> None:
    partner, _visit = third(talk)
    services.get_up(participant_id=talk.made.guest.pk, screen=talk.guest.screen)
    assert services.part_the_few() == 0  # they may be back in a moment
    assert gathered(talk.host)
    meetings.begin_hosting(participant_id=partner.pk, by=talk.made.adviser)
    assert not gathered(talk.host)


@pytest.mark.parametrize("deed", ["leave", "hold", "remove"])
def test_two_who_are_left_go_on_by_themselves(talk: Talk, deed: str) -> None:
    partner, _visit = third(talk)
    if deed == "leave":
        services.leave(participant_id=partner.pk)
    else:
        getattr(meetings, deed)(participant_id=partner.pk, by=talk.made.adviser)
    assert not gathered(talk.host)
    assert told()[-1] == "room.parted"


def test_three_of_four_stay_gathered(talk: Talk) -> None:
    third(talk)
    other = ask(talk.made, replace(INTERPRETER, name="Demo Lääkäri", email="l@example.invalid", phone=""))
    let_in(talk.made, other)
    services.leave(participant_id=other.pk)
    assert gathered(talk.host)


def test_a_reload_changes_nothing_and_somebody_lost_for_good_is_waited_for_no_longer(talk: Talk) -> None:
    partner, visit = third(talk)
    services.get_up(participant_id=partner.pk, screen=visit.screen)
    assert services.part_the_few() == 0 and gathered(talk.host)
    services.sit(visit=visit)
    assert told().count("room.gathered") == 1
    services.get_up(participant_id=partner.pk, screen=visit.screen)
    with time_machine.travel(clock.now() + timedelta(seconds=31), tick=False):
        assert services.part_the_few() == 1
        assert not gathered(talk.host)
        assert services.part_the_few() == 0


@pytest.mark.parametrize("met", [True, False], ids=["the client was met", "the client never came"])
def test_the_end_of_the_meeting_ends_it(talk: Talk, met: bool) -> None:
    partner, _visit = third(talk)
    Leg.objects.create(participant=partner, number=1, **asdict(LEG), holder="killed meanwhile")
    if not met:
        talk.made.meeting.legs.all().delete()
    meetings.end_meeting(meeting_id=talk.made.meeting.pk, by=talk.made.adviser, agreed="")
    assert not Gathering.objects.exists()
    assert not Leg.objects.exists()


def test_a_room_there_is_named_anew_each_time(talk: Talk) -> None:
    partner, visit = third(talk)
    first = services.way_of(visit)
    services.leave(participant_id=partner.pk)
    services.sit(visit=visit)
    second = services.way_of(visit)
    assert first.server == second.server == "unix:/nowhere"
    assert first.name != second.name


def test_the_way_is_told_to_who_sits_there_and_to_nobody_else(talk: Talk) -> None:
    _partner, visit = third(talk)
    for other in (replace(visit, screen="other-tab-of-theirs"), replace(visit, participant_id=0)):
        with pytest.raises(NotHere):
            services.way_of(other)


# ---- legs ------------------------------------------------------------------------------------------


def test_a_leg_is_claimed_by_one_process_after_the_other(talk: Talk) -> None:
    partner, visit = third(talk)
    services.keep_leg(visit=visit, number=7, kept=LEG, holder="old")
    assert services.claim_leg(visit=visit, number=7, holder="new") == LEG
    # The old one must not end what the new one has.
    assert not services.drop_leg(participant_id=partner.pk, number=7, holder="old")
    assert services.drop_leg(participant_id=partner.pk, number=7, holder="new")
    with pytest.raises(NotHere):
        services.claim_leg(visit=visit, number=7, holder="new")


def test_nobody_claims_the_leg_of_another_or_by_another_tab(talk: Talk) -> None:
    _partner, visit = third(talk)
    services.keep_leg(visit=visit, number=7, kept=LEG, holder="old")
    for other in (talk.guest, replace(visit, screen="other-tab-of-theirs")):
        with pytest.raises(NotHere):
            services.claim_leg(visit=other, number=7, holder="new")


@pytest.mark.parametrize("deed", ["hold", "remove"])
def test_who_is_put_out_while_joining_gets_no_leg(talk: Talk, deed: str) -> None:
    partner, visit = third(talk)
    services.keep_leg(visit=visit, number=7, kept=LEG, holder="old")
    getattr(meetings, deed)(participant_id=partner.pk, by=talk.made.adviser)
    assert not Leg.objects.exists()
    assert not Seat.objects.filter(participant=partner).exists()
    with pytest.raises(NotHere):
        services.keep_leg(visit=visit, number=8, kept=LEG, holder="old")


# ---- a server that cannot be reached -----------------------------------------------------------------------


def lawyer(talk: Talk, number: int) -> tuple[Participant, Visit]:
    partner = ask(talk.made, replace(INTERPRETER, name=f"Demo {number}", email=f"d{number}@example.invalid"))
    return partner, let_in(talk.made, partner)


def test_few_go_on_without_a_server_that_cannot_be_reached(talk: Talk) -> None:
    _partner, visit = third(talk)
    way = services.way_of(visit)
    for one in (visit, talk.host):  # both find out, one is told
        services.go_on_without(visit=one, way=way)
    assert not gathered(visit)
    assert told()[-2:] == ["seat.taken", "room.parted"]
    with pytest.raises(NotHere):
        services.way_of(visit)


def test_it_is_tried_again_by_who_sits_down_a_minute_later_and_not_before(talk: Talk) -> None:
    partner, visit = third(talk)
    services.go_on_without(visit=visit, way=services.way_of(visit))

    def reload() -> None:
        services.get_up(participant_id=partner.pk, screen=visit.screen)
        services.sit(visit=visit)

    reload()
    assert not gathered(visit)
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=False):
        reload()
        assert gathered(visit)


def test_five_do_not_go_on_without_and_find_another_server_where_there_is_one(talk: Talk) -> None:
    _partner, visit = third(talk)
    services.go_on_without(visit=visit, way=services.way_of(visit))
    lawyer(talk, 4)
    assert not gathered(visit)
    lawyer(talk, 5)
    assert gathered(visit)
    way = services.way_of(visit)
    services.go_on_without(visit=visit, way=way)
    assert services.way_of(visit) == way
    with override_settings(LASNA_JANUS_URLS=("unix:/nowhere", "unix:/elsewhere")):
        services.go_on_without(visit=visit, way=way)
    assert services.way_of(visit).server == "unix:/elsewhere"


def test_two_who_are_left_without_it_are_told_nothing_more(talk: Talk) -> None:
    partner, visit = third(talk)
    services.go_on_without(visit=visit, way=services.way_of(visit))
    services.leave(participant_id=partner.pk)
    assert told().count("room.parted") == 1
    assert not Gathering.objects.exists()
