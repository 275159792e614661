"""How a client wants to meet, said by themselves. Their adviser is told, and says when it was seen."""

from zoneinfo import ZoneInfo

from django.db import transaction

from lasna.clients.models import WISHES, Channel, Client
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import publish
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Meeting, Participant
from lasna.meetings.services.locking import require_not_over
from lasna.own.access import wish_for
from lasna.own.models import WayWish
from lasna.own.queries.shown import said_of, ways_instead_of
from lasna.people.models import Person
from lasna.policy import Action


@transaction.atomic
def say_wish(*, client_id: int, way: str) -> None:
    """On their own page, behind the code: it is on the card with its day, and on their adviser's day."""
    if way not in WISHES:
        raise NotHere("wish")
    client = Client.objects.select_related("adviser", "office").get(pk=client_id)
    _keep(client, Channel(way))


@transaction.atomic
def say_another_way(*, participant_id: int, way: str) -> None:
    """By the link of an invitation alone: nothing of the meeting changes, whoever meets them is told."""
    places = Participant.objects.select_related("client__adviser", "client__office", "meeting__adviser")
    place = places.get(pk=participant_id)
    assert place.client is not None
    if place.meeting.is_group or way not in ways_instead_of(place.meeting):
        raise NotHere("wish")
    require_not_over(place.meeting)
    said = said_of(place.meeting)
    if said is None or said.way != way:  # pressed twice is said once
        _keep(place.client, Channel(way), place.meeting)


def _keep(client: Client, way: Channel, meeting: Meeting | None = None) -> None:
    near = (client.adviser, meeting.adviser if meeting else None)
    for desk in sorted({each.desk_id for each in near if each is not None}):
        publish(desk, DeskChanged(what="wish"))
    now = clock.now()
    client.wish = way
    client.wish_asked_on = now.astimezone(ZoneInfo(client.office.zone)).date()
    client.save(update_fields=["wish", "wish_asked_on"])
    said = {"way": way, "at": now, "seen_at": None}
    WayWish.objects.update_or_create(client=client, meeting=meeting, defaults=said)
    record(
        chain=client.organisation_id,
        who=f"client:{client.pk}",
        deed="client.wish_chosen",
        subject="client",
        ids=[client.pk],
    )


@transaction.atomic
def see_wish(*, wish_id: int, by: Person) -> WayWish:
    """The adviser has seen it, and the day is lighter by one line."""
    wish = wish_for(by, wish_id, Action.CLIENT_CHANGE)
    wish.seen_at = clock.now()
    wish.save(update_fields=["seen_at"])
    record(
        chain=wish.client.organisation_id,
        who=f"person:{by.pk}",
        deed="client.wish_seen",
        subject="client",
        ids=[wish.client_id],
    )
    return wish
