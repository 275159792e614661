"""Four sit in a room; a fifth is told how it can still be. # N20"""

from dataclasses import replace

import pytest
from django.test import override_settings

from lasna.errors import UserError
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.models import Participant
from lasna.meetings.protocol import Admit
from lasna.meetings.tests.guests import INTERPRETER, agree, ask, come, host_screen, state_of
from lasna.meetings.tests.scene import Scene, scene
from lasna.room.commands.seat import admit
from lasna.room.queries import require_room_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Scene:
    return scene()


@pytest.fixture
def host(made: Scene) -> Visit:
    visit = host_screen(made.adviser, made.meeting)
    assert visit is not None
    return visit


def partners(made: Scene, count: int) -> list[Participant]:
    """In the waiting room, the client having agreed to each."""
    made.admit()
    asked = []
    for number in range(count):
        wish = replace(INTERPRETER, name=f"Demo {number}", email=f"demo{number}@example.invalid", phone="")
        asked.append(ask(made, wish))
        come(made, asked[-1])
        agree(made, asked[-1])
    return asked


def test_a_fifth_is_refused_in_words_and_comes_in_once_somebody_waits(made: Scene, host: Visit) -> None:
    second, third, last = partners(made, 3)
    for partner in (second, third):
        admit(host, Admit(participant=partner.pk))
    with pytest.raises(UserError, match=r"meeting\.full"):
        admit(host, Admit(participant=last.pk))
    assert state_of(last) == Participant.State.WAITING
    with override_settings(LASNA_JANUS_URLS=("unix:/nowhere",), LASNA_JANUS_SECRET="x"):
        require_room_for(made.meeting.pk, last.pk)
    meetings.hold(participant_id=third.pk, by=made.adviser)
    admit(host, Admit(participant=last.pk))
    assert state_of(last) == Participant.State.ADMITTED
