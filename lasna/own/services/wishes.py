"""How a client wants to meet, said by themselves. Their adviser is told, and says when it was seen."""

from zoneinfo import ZoneInfo

from django.db import transaction

from lasna.clients.models import WISHES, Channel, Client
from lasna.errors import NotHere
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import publish
from lasna.meetings.events import DeskChanged
from lasna.own.access import wish_for
from lasna.own.models import WayWish
from lasna.people.models import Person
from lasna.policy import Action


@transaction.atomic
def say_wish(*, client_id: int, way: str) -> None:
    """On their own page, behind the code: it is on the card with its day, and on their adviser's day."""
    if way not in WISHES:
        raise NotHere("wish")
    client = Client.objects.select_related("adviser", "office").get(pk=client_id)
    if client.adviser is not None:
        publish(client.adviser.desk_id, DeskChanged(what="wish"))
    now = clock.now()
    client.wish = Channel(way)
    client.wish_asked_on = now.astimezone(ZoneInfo(client.office.zone)).date()
    client.save(update_fields=["wish", "wish_asked_on"])
    said = {"way": way, "at": now, "seen_at": None}
    WayWish.objects.update_or_create(client=client, meeting=None, defaults=said)
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
