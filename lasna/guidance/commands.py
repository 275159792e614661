"""Asking for help, from the door and from the room."""

from lasna.guidance import services
from lasna.guidance.protocol import AskHelp
from lasna.kernel.live.commands import Nothing, command
from lasna.kernel.live.visits import Visit
from lasna.meetings.access import participant_id_of
from lasna.policy import Action


@command("help.ask", action=Action.HELP_ASK, request=AskHelp)
def ask(visit: Visit, request: AskHelp) -> None:
    services.ask_help(participant_id=participant_id_of(visit), said=request)


@command("help.works", action=Action.HELP_ASK)
def works(visit: Visit, request: Nothing) -> None:
    services.works_now(participant_id=participant_id_of(visit))
