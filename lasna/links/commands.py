"""Sending a link, from any seat in the room."""

from lasna.kernel.live.commands import command
from lasna.kernel.live.visits import Visit
from lasna.links import services
from lasna.links.protocol import ShareLink
from lasna.meetings.access import participant_id_of
from lasna.policy import Action


@command("link.share", action=Action.LINK_SHARE, request=ShareLink)
def share(visit: Visit, request: ShareLink) -> None:
    services.share_link(participant_id=participant_id_of(visit), address=request.address)
