"""What stored events are measured beside: the same rows, written by a bare Django transaction.

``python -m bench.room.writes PARTICIPANTS`` (a file of ids and rooms, one a line). Each line on stdin is a
number of seconds to write for; the answer is how many transactions that were.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lasna.config.settings")

import django

django.setup(set_prefix=False)

from django.db import transaction
from django.utils import timezone

from lasna.kernel.live.models import Room, StoredEvent
from lasna.room.models import Seat

THREADS = 8  # as many as carry out commands


def write(room_id: int, participant_id: int, camera: bool) -> None:
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room_id)
        Seat.objects.filter(participant_id=participant_id).update(camera=camera, microphone=True)
        body = {
            "type": "seat.devices_told",
            "participant": participant_id,
            "camera": camera,
            "microphone": True,
        }
        room.seq += 1
        StoredEvent.objects.create(
            room=room, seq=room.seq, type="seat.devices_told", body=body, at=timezone.now()
        )
        room.save(update_fields=["seq"])


def write_until(until: float, places: list[tuple[int, int]]) -> int:
    for count, (room_id, participant_id) in enumerate(cycle(places), start=1):
        write(room_id, participant_id, bool(count // len(places) % 2))
        if time.monotonic() >= until:
            return count
    return 0


def main(path: Path) -> None:
    places = [(int(room), int(participant)) for room, participant in map(str.split, path.open())]
    shares = [places[number::THREADS] for number in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        for line in sys.stdin:
            until = time.monotonic() + float(line)
            print(sum(pool.map(write_until, [until] * THREADS, shares)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
