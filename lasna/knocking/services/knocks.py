"""What the client does: knock, take it back, come in. Behind the code of their own page."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel, Client
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.live.publish import lock_room
from lasna.knocking.models import Knock
from lasna.knocking.queries.presence import here_for
from lasna.knocking.services.moving import hush, locked, moved, note, ring
from lasna.knocking.states import KNOCKS_AN_HOUR, OPEN, PAGE_HEARD_EVERY
from lasna.meetings import services as meetings
from lasna.meetings.models import Participant


@transaction.atomic
def knock(*, client_id: int, way: str) -> Knock:
    """Of their own adviser, if they are here now. Pressed twice, it is one."""
    client = Client.objects.select_related("organisation", "office", "adviser").get(pk=client_id)
    if client.adviser is None:
        raise NotHere("adviser")
    lock_room(client.adviser.desk_id)
    known = Knock.objects.filter(client=client, state__in=OPEN).first()
    if known is not None:
        return known
    here = here_for(client)
    if not here.free:
        raise UserError("knock.not_here", _("Your adviser is not free any more."))
    if way not in here.ways:
        raise NotHere("way")
    now = clock.now()
    if Knock.objects.filter(client=client, asked_at__gt=now - timedelta(hours=1)).count() >= KNOCKS_AN_HOUR:
        raise UserError(
            "knock.too_often", _("You have asked several times in this hour. Call us, or try again later.")
        )
    made = Knock.objects.create(
        client=client, adviser=client.adviser, channel=way, asked_at=now, rings_at=now, seen_at=now
    )
    ring(made)
    note(made, f"client:{client.pk}", "knock.asked")
    return made


@transaction.atomic
def withdraw(*, knock_id: int) -> None:
    """The client takes it back. Once a meeting was made, they leave that."""
    found = locked(knock_id)
    if moved(found, "withdraw"):
        hush(found)
        note(found, f"client:{found.client_id}", "knock.withdrawn")


def heard(*, knock: Knock) -> None:
    """The client's page is open."""
    now = clock.now()
    if knock.open and now - knock.seen_at > PAGE_HEARD_EVERY:
        Knock.objects.filter(pk=knock.pk, state__in=OPEN).update(seen_at=now)


def come_in(*, knock: Knock, address: str) -> tuple[Participant, str]:
    """The client's browser passes the door of the meeting, and waits for the adviser's eye."""
    if knock.state != Knock.State.BEGUN or knock.meeting is None or knock.channel != Channel.VIDEO:
        raise NotHere("knock")
    return meetings.come_in(meeting=knock.meeting, address=address)
