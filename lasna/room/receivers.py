"""Who is held or removed sits nowhere any more: at once, in the same transaction."""

from django.dispatch import receiver

from lasna.meetings.models import Participant
from lasna.meetings.signals import put_out
from lasna.room.models import Seat


@receiver(put_out, dispatch_uid="room.put_out")
def empty_seat(sender: type[Participant], participant: Participant, **more: object) -> None:
    Seat.objects.filter(participant=participant).delete()
