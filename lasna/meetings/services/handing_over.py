"""A colleague takes over somebody's clients and coming meetings: one press, one transaction, on record."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel.audit.services import Deed, record_all
from lasna.kernel.live.publish import ask_anew, lock_room, publish
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Meeting
from lasna.meetings.queries.handing_over import Load, clients_to_hand, colleagues_for, load_of
from lasna.meetings.services.taking_over import give, lock_doors_and_desks
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
    for room_id in locked:
        lock_room(room_id)
    lock_doors_and_desks(list(Meeting.objects.filter(room__in=locked)), person, to)
    load = load_of(person, to)
    load.meetings = [meeting for meeting in load.meetings if meeting.room_id in locked]
    if load.empty:
        raise UserError("hand_over.nothing", _("There is nothing to hand over to this colleague."))
    for meeting in load.meetings:
        give(meeting, to)
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


def _deeds(deed: str, subject: str, ids: Sequence[int]) -> list[Deed]:
    """Rows of the log that a person can read."""
    parts = [tuple(ids[first : first + IDS_IN_A_ROW]) for first in range(0, len(ids), IDS_IN_A_ROW)]
    return [(deed, subject, part) for part in parts]
