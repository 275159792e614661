"""How much of a connection is enough, in kbit/s, as ``frontend/try/verdict.ts`` has it; and the life of a
request for help.

asked ─take─► taken ─solve─► solved      whoever asked may say that it works, too
  │  ▲──put_back─┤ └─give_up─► unsolved
  └──────────────┴─end─► over            the meeting is
"""

from lasna.guidance.models import HelpRequest

ENOUGH_FOR_PICTURE = 500
ENOUGH_FOR_SOUND = 100
MORE_THAN_ENOUGH = 20_000
"""What is measured in two seconds tells no more than this apart."""

_S = HelpRequest.State
HELP: dict[str, dict[str, str]] = {
    _S.ASKED: {"take": _S.TAKEN, "solve": _S.SOLVED, "end": _S.OVER},
    _S.TAKEN: {"put_back": _S.ASKED, "solve": _S.SOLVED, "give_up": _S.UNSOLVED, "end": _S.OVER},
    _S.SOLVED: {},
    _S.UNSOLVED: {},
    _S.OVER: {},
}


def next_help(request: HelpRequest, event: str) -> str | None:
    """The state after ``event``; None: it changes nothing."""
    return HELP[request.state].get(event)
