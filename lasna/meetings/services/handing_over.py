"""A colleague takes over somebody's clients and coming meetings: one press, one transaction, on record."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel.audit.services import Deed, record_all
from lasna.kernel.live.publish import ask_anew, lock_room, publish
from lasna.meetings.events import DeskAsksCall, DeskChanged, DeskGone, DoorStepped
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.queries.handing_over import Load, clients_to_hand, colleagues_for, load_of
from lasna.meetings.services.arrival import tell_arrival
from lasna.people.access import colleague_for
from lasna.people.models import Person
from lasna.policy import Action

IDS_IN_A_ROW = 200


@transaction.atomic
def hand_over(*, person_id: int, to_id: int, by: Person) -> Load:
    """Everything of ``load_of`` moves; what stays is answered with it. Links and codes stay as they are."""
    person = colleague_for(by, person_id, Action.PEOPLE_MANAGE)
    to = colleagues_for(person).filter(pk=to_id).first()
    if to is None:
        raise NotHere("person")
    # In the order of every transaction: rooms, doors, desks; then everything is looked at anew.
    locked = sorted(meeting.room_id for meeting in load_of(person, to).meetings)
    doors = Participant.objects.filter(meeting__room__in=locked, role=Participant.Role.CLIENT)
    for room_id in locked:
        lock_room(room_id)
    for room_id in doors.order_by("door_id").values_list("door_id", flat=True):
        lock_room(room_id)
    for room_id in sorted((person.desk_id, to.desk_id)):
        lock_room(room_id)
    load = load_of(person, to)
    load.meetings = [meeting for meeting in load.meetings if meeting.room_id in locked]
    if load.empty:
        raise UserError("hand_over.nothing", _("There is nothing to hand over to this colleague."))
    for meeting in load.meetings:
        _give(meeting, person, to)
    deeds = _deeds("meeting.handed_over", "meeting", [meeting.pk for meeting in load.meetings])
    moving = clients_to_hand(person, to)
    deeds += _deeds("clients.handed_over", "client", list(moving.values_list("pk", flat=True)))
    moving.update(adviser=to)
    for desk_id in (person.desk_id, to.desk_id):
        publish(desk_id, DeskChanged(what="handed_over"))
    ask_anew(f"person:{person.pk}")
    record_all(
        chain=by.organisation_id,
        who=f"person:{by.pk}",
        deeds=[("person.handed_over", "person", (person.pk, to.pk)), *deeds],
    )
    return load


def _give(meeting: Meeting, person: Person, to: Person) -> None:
    meeting.adviser = to
    meeting.save(update_fields=["adviser"])
    Participant.objects.filter(meeting=meeting, role=Participant.Role.ADVISER).update(
        person=to, name=to.name, state=Participant.State.ADMITTED, away_since=None
    )
    for guest in meeting.participants.filter(role=Participant.Role.CLIENT):
        if guest.state == Participant.State.WAITING or guest.asks_call:
            _give_guest(guest, person, to)
        ask_anew(f"participant:{guest.pk}")  # a fresh welcome has the new name


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


def _deeds(deed: str, subject: str, ids: Sequence[int]) -> list[Deed]:
    """Rows of the log that a person can read."""
    parts = [tuple(ids[first : first + IDS_IN_A_ROW]) for first in range(0, len(ids), IDS_IN_A_ROW)]
    return [(deed, subject, part) for part in parts]
