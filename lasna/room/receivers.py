"""Who is held or removed sits nowhere any more; a meeting that is over has no media: in one transaction."""

from django.dispatch import receiver

from lasna.meetings.models import Meeting, Participant
from lasna.meetings.signals import meeting_over, put_out
from lasna.room.adapters.legs import end_legs_of, end_room
from lasna.room.models import Seat
from lasna.room.services import end_gathering, part


@receiver(put_out, dispatch_uid="room.put_out")
def empty_seat(sender: type[Participant], participant: Participant, **more: object) -> None:
    Seat.objects.filter(participant=participant).delete()
    end_legs_of(participant)
    part(participant.meeting)


@receiver(meeting_over, dispatch_uid="room.meeting_over")
def end_media(sender: type[Meeting], meeting: Meeting, **more: object) -> None:
    if way := end_gathering(meeting):
        end_room(way)
