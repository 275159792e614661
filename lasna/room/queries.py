"""Who sits where, and how browsers reach each other."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live.visits import Visit, snapshot_part
from lasna.meetings.access import COMPANION_LINK_LASTS
from lasna.meetings.events import IN_ROOM
from lasna.meetings.models import Participant
from lasna.room.models import Gathering, Seat
from lasna.room.protocol import IceServer, RoomSnapshot, SeatView, Shown

CREDENTIAL_LASTS = 3600
"""Seconds: TURN REST credentials live an hour."""


FACES = 4
"""Each sends to each: more would be too much for a phone."""
GATHERED = 20
"""Devices that fit into a description of what all others send."""
_COUNTED = (Participant.State.ADMITTED, Participant.State.PRESENT, Participant.State.AWAY)


def require_room_for(meeting_id: int, participant_id: int) -> None:
    """Refuses one more than browsers can send to, or through the media server receive from."""
    here = _counted(meeting_id).exclude(pk=participant_id).count()
    if here < _places():
        return
    if may_gather():
        words = _("Twenty devices fit into one video meeting. Remove another device of somebody first.")
    else:
        words = _(
            "Four people fit into one video meeting. Ask somebody to wait first,"
            " or take the next one along by phone."
        )
    raise UserError("meeting.full", words)


def require_room_for_device(meeting_id: int, owner_id: int) -> None:
    """As ``require_room_for``, for another device of somebody who is here."""
    if _counted(meeting_id).exclude(companion_of=owner_id).count() < _places():
        return
    if may_gather():
        words = _("Twenty devices fit into one video meeting. There is no room for another one.")
    else:
        words = _("Four devices fit into one video meeting. There is no room for another one.")
    raise UserError("companion.full", words)


def _places() -> int:
    return GATHERED if may_gather() else FACES


def _counted(meeting_id: int) -> QuerySet[Participant]:
    """Who is on the phone or hosted takes no place. Another device takes one as long as its link lives."""
    here = Q(by_phone=False, hosted_by=None, state__in=_COUNTED)
    since = clock.now() - timedelta(seconds=COMPANION_LINK_LASTS)
    asked = Q(role="companion", state="invited", invited_at__gt=since)
    return Participant.objects.filter(here | asked, meeting=meeting_id)


def may_gather() -> bool:
    """Is there a media server for three and more?"""
    return bool(settings.LASNA_JANUS_URLS and settings.LASNA_JANUS_SECRET)


def relay_is_set() -> bool:
    return bool(settings.LASNA_TURN_URL and settings.LASNA_TURN_SECRET)


def ice_servers(who: str, *, lasts: int = CREDENTIAL_LASTS) -> list[IceServer]:
    """STUN as set, and the relay with a credential of its own, for so many seconds (TURN REST: HMAC-SHA1 over
    expiry:who)."""
    servers = [IceServer(urls=[settings.LASNA_STUN_URL])] if settings.LASNA_STUN_URL else []
    if relay_is_set():
        username = f"{int(clock.now().timestamp()) + lasts}:{who}"
        digest = hmac.new(settings.LASNA_TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
        servers.append(
            IceServer(
                urls=settings.LASNA_TURN_URL.split(","),
                username=username,
                credential=base64.b64encode(digest).decode(),
            )
        )
    return servers


def open_ice() -> dict[str, Any]:
    """What a page may know before admission: no credential, only whether candidates may be gathered."""
    return {
        "ice_servers": [server.model_dump() for server in ice_servers("")] if not relay_is_set() else [],
        "relay_only": relay_is_set(),
    }


_kept_seats = Kept(
    lambda meeting: Seat.objects.filter(participant__meeting=meeting).order_by("participant_id"), *some_ids(1)
)


@snapshot_part("meeting", "room")
@snapshot_part("seat", "room")
@snapshot_part("colleague", "room")
def room_snapshot(visit: Visit) -> RoomSnapshot | None:
    if visit.standing not in IN_ROOM:
        return None
    seats = _kept_seats.objects(visit.meeting_id)
    mine = next((seat for seat in seats if seat.participant_id == visit.participant_id), None)
    return RoomSnapshot(
        seats=[
            SeatView(
                participant=seat.participant_id,
                screen=seat.screen,
                camera=seat.camera,
                microphone=seat.microphone,
                sharing=cast(Shown, seat.sharing),
            )
            for seat in seats
        ],
        seat_elsewhere=mine is not None and mine.screen != visit.screen,
        ice_servers=ice_servers(visit.who.replace(":", "-")),
        relay_only=relay_is_set(),
        gathered=may_gather()
        and Gathering.objects.filter(meeting=visit.meeting_id, without_since=None).exists(),
    )
