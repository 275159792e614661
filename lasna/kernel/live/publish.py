"""Writing an event, and hinting after commit that it is there."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from lasna.kernel import clock
from lasna.kernel.live import hub
from lasna.kernel.live.events import Event
from lasna.kernel.live.models import Room, StoredEvent


def publish(room_id: int, *events: Event) -> int:
    """Store ``events`` as the next numbers of the room. Call inside the transaction that made them happen.

    Returns the last number. Rooms are locked first in a transaction (lock order: room, rows, outbox, audit).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("publish() belongs inside the transaction that made the event happen")
    room = Room.objects.select_for_update().get(pk=room_id)
    at = clock.now()
    rows = [
        StoredEvent(
            room=room,
            seq=room.seq + number,
            type=event.type_name(),
            body=event.model_dump(mode="json"),
            at=at,
        )
        for number, event in enumerate(events, start=1)
    ]
    StoredEvent.objects.bulk_create(rows)
    room.seq += len(rows)
    room.save(update_fields=["seq"])
    told = [(row.seq, row.at.isoformat(), row.body) for row in rows]
    transaction.on_commit(lambda: hub.hint(room_id, told))
    return room.seq


def lock_room(room_id: int) -> None:
    """Take the room's lock before other rows, to keep the lock order."""
    Room.objects.select_for_update().get(pk=room_id)


def signal(room_id: int, *, sender: str, to: str, body: dict[str, Any]) -> None:
    """Pass ``body`` to the screen ``to`` of this room (empty: all). Never stored, may be lost."""
    hub.pass_on(room_id, sender=sender, to=to, body=body)


def ask_anew(who: str) -> None:
    """After commit every screen of ``who`` (``person:3``) is asked for its right again.

    Whose session or standing is gone is shown out at once; the others get a fresh ``welcome``. A hint like
    any other: where it is lost, the heartbeat asks the same within five seconds.
    """
    transaction.on_commit(lambda: hub.renew(who))


def new_room(kind: Room.Kind) -> Room:
    return Room.objects.create(kind=kind)


def events_after(room_id: int, seq: int, *, limit: int = 500) -> list[tuple[int, str, dict[str, Any]]]:
    """(number, ISO time, body) of the events after ``seq``, oldest first."""
    rows = StoredEvent.objects.filter(room_id=room_id, seq__gt=seq).order_by("seq")[:limit]
    return [(row.seq, row.at.isoformat(), row.body) for row in rows]


def last_numbers(room_ids: Sequence[int]) -> dict[int, int]:
    """Room → last number, in one statement."""
    return dict(Room.objects.filter(pk__in=room_ids).values_list("pk", "seq"))
