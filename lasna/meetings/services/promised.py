"""Local time is what was promised: where a zone's rules change afterwards, the moment moves and the time that
was said stays.

by the rules on the disk   kept ──► nothing
                           another moment ──► moved, reminders with it; the client is told nothing, for on
                                              their clock nothing is other
                           a time that does not come any more ──► moved, the client told
by this process's own      as before: it was started under older rules, moves nothing and says so in its log
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from lasna.kernel import clock
from lasna.kernel.live.publish import lock_room, publish
from lasna.meetings.events import DeskChanged
from lasna.meetings.models import Meeting, MeetingPlace
from lasna.meetings.queries.meeting_places import taken_places
from lasna.meetings.services.answering import forget_answers
from lasna.meetings.services.inviting import tell_change
from lasna.meetings.services.locking import audit
from lasna.meetings.services.planning import TIMES, overlapping
from lasna.meetings.services.reminding import leaves_now, messages_go_along
from lasna.meetings.signals import meeting_moved, plans_changed
from lasna.meetings.states.promised import is_kept, moment_promised, offset_at

MOST = timedelta(days=1)
"""No clock is put further."""
AT_ONCE = 500
log = logging.getLogger("lasna.meetings")


class Promise(NamedTuple):
    pk: int
    starts: datetime
    zone: str
    offset: int | None


def keep_promises() -> int:
    """Every meeting to come, by the rules of today. How many moved."""
    _note_offsets()
    return sum(_keep(promise.pk) for promise in _others())


def _to_come() -> QuerySet[Meeting]:
    return Meeting.objects.filter(status=Meeting.Status.PLANNED, ends__gt=clock.now() - MOST)


def _note_offsets() -> None:
    """What an older release planned, and what came from its backup: by the rules as they are."""
    rows = _to_come().filter(promised_offset=None).order_by("pk").values_list("pk", "starts", "zone")
    while chunk := list(rows[:AT_ONCE]):
        by_offset: dict[int, list[int]] = defaultdict(list)
        for number, starts, zone in chunk:
            by_offset[offset_at(starts, zone)].append(number)
        for offset, numbers in by_offset.items():
            unknown = Meeting.objects.filter(pk__in=numbers, promised_offset=None)
            unknown.update(promised_offset=offset)


def _others() -> list[Promise]:
    """Whose moment is another now: in such an order that none moves to where the next one still is."""
    rows = _to_come().exclude(promised_offset=None).order_by()
    zones: dict[str, ZoneInfo] = {}
    later: list[Promise] = []
    earlier: list[Promise] = []
    for row in rows.values_list("pk", "starts", "zone", "promised_offset").iterator(chunk_size=2000):
        each = Promise(*row)
        if each.zone not in zones:
            zones[each.zone] = ZoneInfo.no_cache(each.zone)
        moment = moment_promised(each.starts, each.offset or 0, zones[each.zone])
        if moment != each.starts or offset_at(moment, zones[each.zone]) != each.offset:
            (later if moment > each.starts else earlier).append(each)
    found = sorted(later, key=_starts, reverse=True) + sorted(earlier, key=_starts)
    return _known(found, zones)


def _starts(promise: Promise) -> datetime:
    return promise.starts


def _known(found: list[Promise], fresh: dict[str, ZoneInfo]) -> list[Promise]:
    """This process says times by the rules with which it started: it must not mix them with others."""
    known = [
        each
        for each in found
        if offset_at(each.starts, each.zone) == offset_at(each.starts, fresh[each.zone])
    ]
    for zone in {each.zone for each in found} - {each.zone for each in known}:
        log.error("the rules of %s were updated: restart Läsnä, and its meetings keep their local time", zone)
    return known


@transaction.atomic
def _keep(meeting_id: int) -> bool:
    meeting = _locked(meeting_id)
    if meeting is None or meeting.promised_offset is None or leaves_now(meeting):
        return False
    zone, before = ZoneInfo(meeting.zone), (meeting.starts, meeting.ends)
    moment = moment_promised(meeting.starts, meeting.promised_offset, zone)
    kept = is_kept(meeting.starts, meeting.promised_offset, moment, zone)
    if moment == meeting.starts and kept:
        return False
    meeting.starts, meeting.ends = moment, moment + (meeting.ends - meeting.starts)
    meeting.promised_offset, meeting.collides = offset_at(moment, zone), _collides(meeting)
    meeting.calendar_sequence += 1
    meeting.save(update_fields=[*TIMES, "calendar_sequence"])
    if kept:
        messages_go_along(meeting, before)
    else:
        forget_answers(meeting)
        tell_change(meeting, "changed")
    meeting_moved.send(sender=Meeting, meeting=meeting)
    publish(meeting.adviser.desk_id, DeskChanged(what="moved"))
    spans = [before, (meeting.starts, meeting.ends)]
    plans_changed.send(sender=Meeting, adviser_id=meeting.adviser_id, spans=spans)
    audit(meeting, "system", "meeting.clock_rules_changed")
    return True


def _locked(meeting_id: int) -> Meeting | None:
    """Its room, its adviser's desk, its place; None: it has begun meanwhile, or is over."""
    rooms = Meeting.objects.filter(pk=meeting_id).values_list("room_id", flat=True)
    for room_id in rooms:
        lock_room(room_id)
    meeting = (
        Meeting.objects.filter(pk=meeting_id, status=Meeting.Status.PLANNED)
        .select_related("adviser", "organisation", "office", "place")
        .first()
    )
    if meeting is not None:
        lock_room(meeting.adviser.desk_id)
        list(MeetingPlace.objects.select_for_update().filter(meetings=meeting))
    return meeting


def _collides(meeting: Meeting) -> bool:
    """With what is kept by another zone's clock: both promises stay, and people decide which is moved."""
    span = meeting.starts, meeting.ends
    if overlapping(meeting.adviser, *span, but=meeting.pk):
        return True
    return meeting.place_id is not None and bool(taken_places([meeting.place_id], span, but=meeting.pk))


def settle_collisions() -> int:
    """Of which one has been moved or cancelled since. How many."""
    return sum(_settle(number) for number in _colliding())


def _colliding() -> Iterator[int]:
    later = Q(ends__gt=clock.now()) & ~Q(status__in=[Meeting.Status.ENDED, Meeting.Status.CANCELLED])
    yield from Meeting.objects.filter(later, collides=True).order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def _settle(meeting_id: int) -> bool:
    meeting = _locked(meeting_id)
    if meeting is None or not meeting.collides or _collides(meeting):
        return False
    meeting.collides = False
    meeting.save(update_fields=["collides"])
    publish(meeting.adviser.desk_id, DeskChanged(what="moved"))
    return True
