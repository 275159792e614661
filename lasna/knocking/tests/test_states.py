"""The table of a knock's life. # N47"""

import pytest

from lasna.knocking.models import Knock
from lasna.knocking.states import OPEN, OVER, TABLE, next_state

S = Knock.State
EVENTS = {event for events in TABLE.values() for event in events}


def test_the_table_knows_every_state_and_leads_to_known_ones() -> None:
    assert set(TABLE) == set(S)
    assert {to for events in TABLE.values() for to in events.values()} == set(S)


@pytest.mark.parametrize("state", sorted(OVER))
def test_what_is_over_stays_over(state: str) -> None:
    assert {next_state(Knock(state=state), event) for event in EVENTS} == {None}


@pytest.mark.parametrize("state", OPEN)
def test_whatever_waits_can_be_answered_taken_back_and_missed(state: str) -> None:
    events = ("begin", "decline", "withdraw", "miss")
    assert {event: next_state(Knock(state=state), event) for event in events} == {
        "begin": S.BEGUN,
        "decline": S.DECLINED,
        "withdraw": S.WITHDRAWN,
        "miss": S.UNANSWERED,
    }


def test_soon_is_said_once_and_rings_again() -> None:
    assert next_state(Knock(state=S.WAITING), "soon") == S.SOON
    assert next_state(Knock(state=S.SOON), "due") == S.WAITING
    assert next_state(Knock(state=S.SOON), "soon") is None
    assert next_state(Knock(state=S.WAITING), "due") is None


def test_a_meeting_that_began_ends_the_knock() -> None:
    assert next_state(Knock(state=S.BEGUN), "end") == S.DONE
    assert next_state(Knock(state=S.BEGUN), "cancel") == S.WITHDRAWN
    assert next_state(Knock(state=S.BEGUN), "withdraw") is None
