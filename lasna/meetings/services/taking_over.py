"""One meeting goes from adviser to adviser: given on, or taken over when the other's computer died."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import ask_anew, lock_room, new_room, publish
from lasna.meetings.events import DeskAsksCall, DeskChanged, DeskGone, DoorStepped, MeetingHandedOver
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.queries.people import colleagues_to_ask
from lasna.meetings.services.companions import companion_goes_with
from lasna.meetings.services.hosting import got_up
from lasna.meetings.services.locking import audit, locked_meeting, require_not_over
from lasna.meetings.services.planning import refuse_overlap, require_free
from lasna.meetings.services.telling import tell_arrival
from lasna.meetings.signals import plans_changed, put_out
from lasna.meetings.states import may_be_taken_over
from lasna.people.models import Person
from lasna.policy import Action


def hand_on(*, meeting_id: int, by: Person, person_id: int) -> None:
    """Its adviser gives the meeting to somebody else of the office, who goes on with it."""
    with _overlap_in_words(), transaction.atomic():
        meeting = locked_meeting(meeting_id, by, Action.MEETING_HAND_OVER)
        require_not_over(meeting)
        to = colleagues_to_ask(meeting).select_related("organisation").filter(pk=person_id).first()
        if to is None:
            raise NotHere("person")
        _change_hands(meeting, to)
        audit(meeting, f"person:{by.pk}", "meeting.handed_over")


def take_over(*, meeting_id: int, by: Person) -> None:
    """A colleague goes on where the adviser has been away for a while, or has not come to who waits."""
    with _overlap_in_words(), transaction.atomic():
        meeting = locked_meeting(meeting_id, by, Action.MEETING_TAKE_OVER)
        require_not_over(meeting)
        places = list(meeting.participants.all())
        host = next(place for place in places if place.role == Participant.Role.ADVISER)
        if not may_be_taken_over(meeting, host, places, clock.now()):
            raise UserError(
                "take_over.adviser_here",
                _("The adviser is in the meeting, or was a moment ago. Wait a while and try again."),
            )
        _change_hands(meeting, by)
        audit(meeting, f"person:{by.pk}", "meeting.taken_over")


@contextmanager
def _overlap_in_words() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        refuse_overlap(error)


def _change_hands(meeting: Meeting, to: Person) -> None:
    former = meeting.adviser
    lock_doors_and_desks([meeting], former, to)
    require_free(to, meeting.starts, meeting.ends, but=meeting.pk)
    give(meeting, to)
    ask_anew(f"person:{former.pk}")
    for desk_id in (former.desk_id, to.desk_id):
        publish(desk_id, DeskChanged(what="handed_over"))


def lock_doors_and_desks(meetings: list[Meeting], former: Person, to: Person) -> None:
    """After the rooms, in the order of every transaction."""
    doors = Participant.objects.filter(meeting__in=meetings).exclude(role=Participant.Role.ADVISER)
    for room_id in doors.order_by("door_id").values_list("door_id", flat=True):
        lock_room(room_id)
    for room_id in sorted((former.desk_id, to.desk_id)):
        lock_room(room_id)


def give(meeting: Meeting, to: Person) -> None:
    """``to`` gets the adviser's place. The former adviser has none any more, and may be asked again."""
    former = meeting.adviser
    before = meeting.participants.get(role=Participant.Role.ADVISER)
    place = meeting.participants.filter(person=to).first() or Participant(
        meeting=meeting, person=to, door=new_room(Room.Kind.DOOR)
    )
    if place.pk:
        got_up(place)  # whoever sat beside them sits beside the adviser now, and meets them in person
    companion_goes_with(before)
    before.role, before.state = Participant.Role.COLLEAGUE, Participant.State.REMOVED
    before.away_since, before.beside = None, ""
    before.save(update_fields=["role", "state", "away_since", "beside"])
    place.role, place.name, place.state = Participant.Role.ADVISER, to.name, Participant.State.ADMITTED
    place.away_since, place.waiting_since, place.beside = None, None, ""
    place.save()
    meeting.adviser = to
    meeting.save(update_fields=["adviser"])
    for adviser in (former, to):
        spans = [(meeting.starts, meeting.ends)]
        plans_changed.send(sender=Meeting, adviser_id=adviser.pk, spans=spans)
    for gone in (before, place):
        put_out.send(sender=Participant, participant=gone)
    publish(meeting.room_id, MeetingHandedOver(former=before.pk, participant=place.pk, name=place.name))
    _give_guests(meeting, former, to)


def _give_guests(meeting: Meeting, former: Person, to: Person) -> None:
    guests = meeting.participants.exclude(role=Participant.Role.ADVISER)
    for guest in guests.exclude(state=Participant.State.REMOVED).order_by("door_id"):
        if guest.state == Participant.State.WAITING or guest.asks_call:
            _give_guest(guest, former, to)
        # A fresh welcome has the new name.
        ask_anew(f"person:{guest.person_id}" if guest.person_id else f"participant:{guest.pk}")


def _give_guest(guest: Participant, person: Person, to: Person) -> None:
    """Who waits, or asks to be phoned, is on the other desk, whose adviser has not seen them yet."""
    guest.seen_at, guest.said = None, ""  # what the one said is not the other's word
    guest.save(update_fields=["seen_at", "said"])
    publish(guest.door_id, DoorStepped(state=guest.state))
    publish(person.desk_id, DeskGone(participant=guest.pk))
    if guest.state == Participant.State.WAITING:
        tell_arrival(guest, to.desk_id)
    if guest.asks_call:
        asks = DeskAsksCall(meeting=guest.meeting_id, participant=guest.pk, name=guest.name, why="asked")
        publish(to.desk_id, asks)
