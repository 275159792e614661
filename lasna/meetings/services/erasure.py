"""Taking away what meetings hold of one client, and what has grown old."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from lasna.correspondence.services import erase_messages
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.live.models import Room
from lasna.kernel.live.publish import forget_names, publish
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import ConsentGiven, Invitation, Meeting, Participant
from lasna.meetings.queries.held import (
    TAKEN_AWAY,
    all_meetings_of,
    coming_of,
    desk_events_of,
    group_events_of,
    meetings_of,
    messages_of,
    old_addresses,
    old_words,
    seats_of,
)
from lasna.meetings.services.group_seats import take_seat_away
from lasna.meetings.services.life import cancel_meeting
from lasna.meetings.states import goes_on
from lasna.people.models import Person


def lock_client(client_id: int) -> None:
    """The rooms of all their meetings, the doors, the desks: in the order of every transaction."""
    rooms = all_meetings_of(client_id).values_list("room_id", flat=True)
    for level in (list(rooms), _doors_of(client_id), _desks_of(client_id)):
        list(Room.objects.select_for_update().filter(pk__in=level).order_by("pk"))


def _doors_of(client_id: int) -> list[int]:
    """Everybody's in their meetings; in groups their own."""
    doors = Participant.objects.filter(meeting__client=client_id).values_list("door_id", flat=True)
    return [*doors, *seats_of(client_id).values_list("door_id", flat=True)]


def _desks_of(client_id: int) -> list[int]:
    """Those that were told the name, and those of the advisers."""
    told = desk_events_of(client_id).values_list("room_id", flat=True)
    advisers = all_meetings_of(client_id).values_list("adviser__desk_id", flat=True)
    return sorted({*told, *advisers})


def require_no_meeting(client_id: int) -> None:
    """Refuses while one goes on, and while one is to come: somebody would wait for nobody."""
    now = clock.now()
    if any(goes_on(meeting, now) for meeting in all_meetings_of(client_id)):
        words = _("A meeting with this client is under way. End it first.")
        raise UserError("erase.under_way", words)
    if coming_of(client_id, now):
        raise UserError(
            "erase.meetings_coming", _("Meetings with this client are to come. Cancel them first.")
        )


def cancel_coming(*, client_id: int, by: Person) -> int:
    """Each as its page does it: the client is told. A group takes place without them. How many."""
    coming = coming_of(client_id, clock.now())
    for meeting in coming:
        if meeting.is_group:
            place = seats_of(client_id).get(meeting=meeting)
            take_seat_away(meeting_id=meeting.pk, by=by, participant_id=place.pk)
        else:
            cancel_meeting(meeting_id=meeting.pk, by=by)
    return len(coming)


def erase_meetings(client_id: int) -> int:
    """With places, links, sights, calls, channels, and every stream in which they are named."""
    forget_names([*desk_events_of(client_id), *group_events_of(client_id)])
    meetings = list(meetings_of(client_id))
    rooms = [*_doors_of(client_id), *(meeting.room_id for meeting in meetings)]
    desks = sorted(set(all_meetings_of(client_id).values_list("adviser__desk_id", flat=True)))
    seats = list(seats_of(client_id))
    Participant.objects.filter(pk__in=[seat.pk for seat in seats]).delete()
    meetings_of(client_id).delete()
    Room.objects.filter(pk__in=rooms).delete()
    for desk in desks:
        publish(desk, DeskChanged(what="erased"))
    return len(meetings) + len(seats)


def erase_messages_of(client_id: int) -> int:
    return erase_messages(messages_of(client_id))


def purge_words(organisation_id: int, before: datetime, limit: int) -> int:
    """What was agreed, said at the door, who sat beside whom, and how somebody was known at the door."""
    meetings = list(old_words(organisation_id, before).order_by("pk").values_list("pk", flat=True)[:limit])
    Meeting.objects.filter(pk__in=meetings).update(agreed="")
    said = ~Q(said="") | ~Q(beside="")
    Participant.objects.filter(said, meeting__in=meetings).update(said="", beside="")
    Invitation.objects.filter(participant__meeting__in=meetings).update(vouched_how="")
    told = ConsentGiven.objects.exclude(told_by=None).filter(participant__meeting__in=meetings)
    told.exclude(how=TAKEN_AWAY).update(how=TAKEN_AWAY)
    return len(meetings)


def purge_addresses(organisation_id: int, before: datetime, limit: int) -> int:
    """Where partners were reached. Who they were stays with the meeting."""
    rows = list(old_addresses(organisation_id, before).order_by("pk").values_list("pk", flat=True)[:limit])
    Participant.objects.filter(pk__in=rows).update(email="", phone="")
    return len(rows)
