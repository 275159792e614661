"""Showing one's screen: one at a time, where the rules allow it, from the seat that one sits in. # N24"""

from dataclasses import replace

import pytest

from lasna.errors import NotHere, UserError
from lasna.kernel.live.models import StoredEvent
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.queries.rules import rules_view
from lasna.meetings.tests.guests import INTERPRETER, ask, let_in
from lasna.organisation.services import Word
from lasna.room import services
from lasna.room.models import Seat
from lasna.room.protocol import RoomSnapshot
from lasna.room.queries import room_snapshot
from lasna.room.tests.talk import Talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk() -> Talk:
    return Talk()


def say_rule(talk: Talk, value: str) -> None:
    words = {"share": Word(value)}
    meetings.say_rules_of_meeting(meeting_id=talk.made.meeting.pk, by=talk.made.adviser, words=words)


def told() -> list[tuple[int, str]]:
    rows = StoredEvent.objects.filter(type="seat.screen_shared").order_by("pk")
    return [(row.body["participant"], row.body["sharing"]) for row in rows]


def seen_by(visit: Visit) -> dict[int, str]:
    snapshot = room_snapshot(visit)
    assert isinstance(snapshot, RoomSnapshot)
    return {seat.participant: seat.sharing for seat in snapshot.seats}


def test_what_is_shown_is_told_and_stays_in_the_snapshot(talk: Talk) -> None:
    services.share_screen(visit=talk.host, sharing="on")
    assert seen_by(talk.guest)[talk.host.participant_id] == "on"
    services.share_screen(visit=talk.host, sharing="paused")
    assert seen_by(talk.guest)[talk.host.participant_id] == "paused"
    services.share_screen(visit=talk.host, sharing="")
    assert set(seen_by(talk.guest).values()) == {""}
    assert [sharing for _who, sharing in told()] == ["on", "paused", ""]


def test_saying_it_twice_is_told_once(talk: Talk) -> None:
    for _time in range(2):
        services.share_screen(visit=talk.host, sharing="on")
    assert told() == [(talk.host.participant_id, "on")]


def test_one_at_a_time(talk: Talk) -> None:
    services.share_screen(visit=talk.host, sharing="paused")
    with pytest.raises(UserError) as refused:
        services.share_screen(visit=talk.guest, sharing="on")
    assert refused.value.code == "share.busy"
    services.share_screen(visit=talk.host, sharing="")
    services.share_screen(visit=talk.guest, sharing="on")
    assert seen_by(talk.host)[talk.guest.participant_id] == "on"


def test_another_tab_shows_nothing(talk: Talk) -> None:
    services.share_screen(visit=talk.guest, sharing="on")
    services.share_screen(visit=replace(talk.guest, screen="another-tab"), sharing="")
    assert seen_by(talk.host)[talk.guest.participant_id] == "on"
    services.sit(visit=replace(talk.guest, screen="another-tab"), take=True)
    assert set(seen_by(talk.host).values()) == {""}


def test_who_left_shows_nothing_and_holds_up_nobody(talk: Talk) -> None:
    services.share_screen(visit=talk.guest, sharing="on")
    services.leave(participant_id=talk.guest.participant_id)
    services.share_screen(visit=talk.host, sharing="on")
    services.sit(visit=talk.guest)
    assert seen_by(talk.host) == {talk.host.participant_id: "on", talk.guest.participant_id: ""}


def test_who_is_put_to_wait_shows_nothing(talk: Talk) -> None:
    services.share_screen(visit=talk.guest, sharing="on")
    meetings.hold(participant_id=talk.guest.participant_id, by=talk.made.adviser)
    assert not Seat.objects.exclude(sharing="").exists()


@pytest.mark.parametrize(
    ("rule", "host", "guest", "partner"),
    [("everybody", True, True, True), ("adviser", True, False, False), ("nobody", False, False, False)],
)
def test_the_rule_of_who_may(talk: Talk, rule: str, host: bool, guest: bool, partner: bool) -> None:  # N17
    place = ask(talk.made, INTERPRETER)
    third = let_in(talk.made, place)
    say_rule(talk, "" if rule == "everybody" else rule)
    assert {each.name: each.value for each in rules_view(talk.made.meeting)}["share"] == rule
    for visit, may in ((talk.host, host), (talk.guest, guest), (third, partner)):
        if may:
            services.share_screen(visit=visit, sharing="on")
            services.share_screen(visit=visit, sharing="")
            continue
        with pytest.raises(UserError) as refused:
            services.share_screen(visit=visit, sharing="on")
        assert refused.value.code == "share.off"


def test_to_stop_is_never_refused(talk: Talk) -> None:
    services.share_screen(visit=talk.guest, sharing="on")
    say_rule(talk, "nobody")
    services.share_screen(visit=talk.guest, sharing="")
    assert set(seen_by(talk.host).values()) == {""}


def test_nothing_is_shown_in_a_meeting_that_is_over(talk: Talk) -> None:
    meetings.end_meeting(meeting_id=talk.made.meeting.pk, by=talk.made.adviser, agreed="")
    with pytest.raises(UserError) as refused:
        services.share_screen(visit=talk.host, sharing="on")
    assert refused.value.code == "meeting.already_ended"


def test_who_sits_nowhere_shows_nothing(talk: Talk) -> None:
    elsewhere = replace(talk.guest, screen="another-tab-of-guest")
    with pytest.raises(NotHere):
        services.share_screen(visit=elsewhere, sharing="on")
    services.share_screen(visit=elsewhere, sharing="")
    assert told() == []
