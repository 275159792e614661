"""What the adviser is told of somebody on their way: in the room, and at the desk."""

from lasna.kernel.live.publish import publish
from lasna.meetings import events
from lasna.meetings.models import Participant


def tell_step(participant: Participant) -> None:
    """The adviser sees how far somebody has come."""
    publish(
        participant.meeting.room_id,
        events.ParticipantStepped(
            participant=participant.pk,
            state=participant.state,
            step=participant.step,
            camera=participant.camera,
            microphone=participant.microphone,
            by_link_alone=participant.by_link_alone,
            beside=participant.beside_names,
            with_client=participant.with_client,
        ),
    )


def tell_arrival(participant: Participant, desk_id: int) -> None:
    """The desk is told who waits, since when, with what."""
    publish(
        desk_id,
        events.DeskArrived(
            meeting=participant.meeting_id,
            participant=participant.pk,
            name=participant.name,
            since=participant.waiting_since.isoformat() if participant.waiting_since else "",
            camera=participant.camera,
            microphone=participant.microphone,
            by_link_alone=participant.by_link_alone,
        ),
    )
