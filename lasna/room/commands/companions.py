"""Another device of somebody in the room: its link as a picture to read, its end, and where the sound is."""

import segno
from django.conf import settings
from django.urls import reverse

from lasna.kernel.live.commands import Nothing, command
from lasna.kernel.live.visits import Visit
from lasna.meetings import services as meetings
from lasna.meetings.access import companion_link, participant_id_of, person_of
from lasna.meetings.protocol import AboutParticipant
from lasna.policy import Action, Standing
from lasna.room.protocol import CompanionLink, MoveSound
from lasna.room.queries import require_room_for_device


@command("companion.invite", action=Action.MEETING_COMPANION)
def invite(visit: Visit, request: Nothing) -> CompanionLink:
    owner = participant_id_of(visit)
    require_room_for_device(visit.meeting_id, owner)
    companion = meetings.invite_companion(participant_id=owner)
    link = settings.LASNA_URL + reverse("companion", args=[companion_link(companion)])
    picture = segno.make(link, error="m", micro=False)
    return CompanionLink(link=link, picture=picture.svg_data_uri(border=4, dark="#000", light="#fff"))


@command("companion.end", action=Action.MEETING_COMPANION, request=AboutParticipant)
def end(visit: Visit, request: AboutParticipant) -> None:
    host = person_of(visit) if visit.standing == Standing.HOST else None
    meetings.end_companion(participant_id=request.participant, by=participant_id_of(visit), host=host)


@command("seat.sound", action=Action.SEAT_SOUND, request=MoveSound)
def sound(visit: Visit, request: MoveSound) -> None:
    meetings.move_sound(participant_id=participant_id_of(visit), here=request.here)
