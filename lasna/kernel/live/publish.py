"""Writing an event, and hinting after commit that it is there."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live import hub
from lasna.kernel.live.events import Event
from lasna.kernel.live.models import Room, StoredEvent

# Every event passes here: what is always the same is not put together anew.
_NUMBER = "UPDATE live_room SET seq = seq + %s WHERE id = %s RETURNING seq"
_STORE = "INSERT INTO live_storedevent (room_id, seq, type, body, at) VALUES (%s, %s, %s, %s, %s)"


def publish(room_id: int, *events: Event) -> int:
    """Store ``events`` as the next numbers of the room. Call inside the transaction that made them happen.

    Returns the last number. Rooms are locked first in a transaction (lock order: room, rows, outbox, audit).
    """
    if not connection.in_atomic_block:
        raise RuntimeError("publish() belongs inside the transaction that made the event happen")
    at = clock.now()
    rows = [(event.type_name(), event.model_dump(mode="json")) for event in events]
    with connection.cursor() as cursor:
        last = _next_numbers(cursor, room_id, len(rows))
        numbers = range(last - len(rows) + 1, last + 1)
        for seq, (type, body) in zip(numbers, rows, strict=True):
            cursor.execute(
                _STORE,
                [
                    room_id,
                    seq,
                    type,
                    connection.ops.adapt_json_value(body, None),
                    connection.ops.adapt_datetimefield_value(at),
                ],
            )
    told = [(seq, at.isoformat(), body) for seq, (_type, body) in zip(numbers, rows, strict=True)]
    transaction.on_commit(lambda: hub.hint(room_id, told))
    return last


def _next_numbers(cursor: CursorWrapper, room_id: int, count: int) -> int:
    """Takes the room's lock and so many numbers in one statement. The last of them."""
    cursor.execute(_NUMBER, [count, room_id])
    row = cursor.fetchone()
    if row is None:
        raise Room.DoesNotExist(f"there is no room {room_id}")
    return int(row[0])


_kept_lock = Kept(
    lambda room: Room.objects.select_for_update().filter(pk=room).values_list("pk"), *some_ids(1)
)


def lock_room(room_id: int) -> None:
    """Take the room's lock before other rows, to keep the lock order. Inside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("lock_room() belongs inside a transaction: outside it would hold nothing")
    if not _kept_lock.rows(room_id):
        raise Room.DoesNotExist(f"there is no room {room_id}")


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


EVENTS_AT_ONCE = 500


def _after(room_id: int, seq: int) -> QuerySet[StoredEvent, Any]:
    rows = StoredEvent.objects.filter(room_id=room_id, seq__gt=seq).order_by("seq")
    return rows.values_list("seq", "at", "body")[:EVENTS_AT_ONCE]


_kept_after = Kept(_after, *some_ids(1), 2**31 - 2)  # numbers of events are short ones


def events_after(room_id: int, seq: int) -> list[tuple[int, str, dict[str, Any]]]:
    """(number, ISO time, body) of the events after ``seq``, oldest first, five hundred at most."""
    return [(number, at.isoformat(), body) for number, at, body in _kept_after.rows(room_id, seq)]


def last_numbers(room_ids: Sequence[int]) -> dict[int, int]:
    """Room → last number, in one statement."""
    return dict(_kept_numbers(len(room_ids)).rows(*room_ids)) if room_ids else {}


def _numbers(*room_ids: int) -> QuerySet[Room, Any]:
    return Room.objects.filter(pk__in=room_ids).values_list("pk", "seq")


@lru_cache(64)
def _kept_numbers(count: int) -> Kept[Room]:
    return Kept(_numbers, *some_ids(count))


def forget_names(told: Collection[StoredEvent]) -> None:
    """The stream keeps its numbers, so that no screen sees a gap; who was named in it goes."""
    for event in told:
        event.body |= {name: type(said)() for name, said in event.body.items() if name in ("name", "names")}
    StoredEvent.objects.bulk_update(told, ["body"], batch_size=500)
