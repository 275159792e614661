"""Sitting down, getting up, and what becomes of a seat whose screen went silent."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.kept import Kept, some_ids
from lasna.kernel.live.publish import publish
from lasna.kernel.live.visits import Visit
from lasna.meetings.events import ParticipantAway, ParticipantLeft
from lasna.meetings.models import Participant
from lasna.meetings.queries.rules import require_sharing
from lasna.meetings.services.companions import companion_goes_with
from lasna.meetings.services.hosting import got_up
from lasna.meetings.services.locking import locked_participant, require_not_over
from lasna.meetings.states import next_state, seat_is_kept
from lasna.policy import Standing
from lasna.room.events import DevicesTold, ScreenShared, SeatTaken
from lasna.room.models import Seat
from lasna.room.protocol import Shown
from lasna.room.services.gatherings import gather_if_many, part_if_few

GHOST_AFTER = timedelta(seconds=30)
"""A seat not seen for this long has nobody in it: its screen died without a word."""

AWAY_BY_MISTAKE = timedelta(seconds=4)
"""A screen that is here so long after it was thought away has not just closed."""


_STILL = (
    "UPDATE room_seat SET last_seen = %s WHERE participant_id = %s AND screen = %s AND EXISTS"
    " (SELECT 1 FROM meetings_participant WHERE id = room_seat.participant_id AND state = %s)"
)


def _still_sits(visit: Visit) -> bool:
    """Is this screen only back, in the seat that it never lost? One statement, and no lock of the room."""
    at = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_STILL, [at, visit.participant_id, visit.screen, Participant.State.PRESENT])
        return bool(cursor.rowcount)


def sit(*, visit: Visit, take: bool = False) -> None:
    """Sit on this screen. An occupied seat is taken only when asked for (``take``), or by its own screen."""
    if not _still_sits(visit):
        _sit(visit, take)


@transaction.atomic
def _sit(visit: Visit, take: bool) -> None:
    participant = locked_participant(visit.participant_id)
    now = clock.now()
    if participant.meeting.over or not (visit.standing == Standing.HOST or seat_is_kept(participant, now)):
        return
    seat = _kept_seat.first(participant.pk)
    occupied = seat is not None and seat.screen != visit.screen and now - seat.last_seen < GHOST_AFTER
    if occupied and not take:
        return
    if seat is not None and seat.screen == visit.screen:
        Seat.objects.filter(pk=seat.pk).update(last_seen=now)
        if participant.state == Participant.State.PRESENT:
            return
    _seat(participant, visit.screen)


_kept_seat = Kept(
    lambda participant: Seat.objects.select_for_update().filter(participant=participant), *some_ids(1)
)


def _seat(participant: Participant, screen: str) -> None:
    now = clock.now()
    seat, _created = Seat.objects.update_or_create(
        participant=participant, defaults={"screen": screen, "since": now, "last_seen": now, "sharing": ""}
    )
    participant.state = next_state(participant, "sit") or participant.state
    participant.away_since = None
    participant.save(update_fields=["state", "away_since"])
    taken = SeatTaken(
        participant=participant.pk,
        screen=screen,
        camera=seat.camera,
        microphone=seat.microphone,
    )
    # Whoever hears of the seat knows already by which way they will hear its person.
    publish(participant.meeting.room_id, *gather_if_many(participant.meeting), taken)


@transaction.atomic
def get_up(*, participant_id: int, screen: str, since: datetime | None = None) -> None:
    """The screen closed its socket, or was last seen ``since``: the seat is empty, and kept."""
    participant = locked_participant(participant_id)
    seat = Seat.objects.select_for_update().filter(participant=participant, screen=screen).first()
    if seat is None:
        return
    seat.delete()
    _lose(participant, since)


def _lose(participant: Participant, since: datetime | None) -> None:
    state = next_state(participant, "lose")
    if participant.meeting.over or state is None:
        return
    # A colleague may take over so and so long after the adviser was last here, not after it was noticed.
    host = participant.role == Participant.Role.ADVISER
    participant.state, participant.away_since = state, (since if host else None) or clock.now()
    participant.save(update_fields=["state", "away_since"])
    publish(
        participant.meeting.room_id,
        ParticipantAway(participant=participant.pk, since=participant.away_since.isoformat()),
    )


@transaction.atomic
def leave(*, participant_id: int) -> Participant:
    """Leave by choice. The seat is kept for as long as one that was lost."""
    participant = locked_participant(participant_id)
    state = next_state(participant, "leave")
    if participant.meeting.over or state is None:
        return participant
    Seat.objects.filter(participant=participant).delete()
    participant.state, participant.away_since = state, clock.now()
    participant.save(update_fields=["state", "away_since"])
    publish(
        participant.meeting.room_id,
        ParticipantLeft(participant=participant.pk),
        *part_if_few(participant.meeting),
    )
    got_up(participant)
    return participant


@transaction.atomic
def lose_right(*, visit: Visit) -> Participant | None:
    """Who sits at this screen may not be here any more; nor another device of theirs. None: nobody sits."""
    participant = locked_participant(visit.participant_id)
    gone, _rows = Seat.objects.filter(participant=participant, screen=visit.screen).delete()
    if not gone:
        return None
    _lose(participant, None)
    companion_goes_with(participant)
    return participant


@transaction.atomic
def tell_devices(*, visit: Visit, camera: bool, microphone: bool) -> None:
    """What is switched on at this seat: who was put out sits nowhere, and changes nothing.

    The event is written first, because its number is the room's lock; where nothing has changed, it is
    taken back with it.
    """
    publish(
        visit.rooms[0], DevicesTold(participant=visit.participant_id, camera=camera, microphone=microphone)
    )
    changed = (
        Seat.objects.filter(participant=visit.participant_id, screen=visit.screen)
        .exclude(camera=camera, microphone=microphone)
        .update(camera=camera, microphone=microphone)
    )
    if not changed:
        transaction.set_rollback(True)


@transaction.atomic
def share_screen(*, visit: Visit, sharing: Shown) -> None:
    """Show one's own screen, one person at a time. To stop is never refused; the picture goes by peers."""
    participant = locked_participant(visit.participant_id)
    seat = Seat.objects.filter(participant=participant, screen=visit.screen).first()
    if seat is None and sharing:
        raise NotHere("seat")
    if seat is None or seat.sharing == sharing:
        return
    if sharing:
        require_not_over(participant.meeting)
        require_sharing(participant)
        others = Seat.objects.filter(participant__meeting=participant.meeting).exclude(pk=seat.pk)
        if others.exclude(sharing="").exists():
            raise UserError("share.busy", _("Somebody else is showing now. Ask them to stop first."))
    seat.sharing = sharing
    seat.save(update_fields=["sharing"])
    publish(participant.meeting.room_id, ScreenShared(participant=participant.pk, sharing=sharing))


def keep_seats(visits: list[Visit]) -> None:
    """These screens are still here: two statements for all. Whoever is thought away sits down again."""
    screens = [visit.screen for visit in visits]
    now = clock.now()
    Seat.objects.filter(screen__in=screens).update(last_seen=now)
    # Given up while the database was away, or by the screen's older socket in another process.
    lost = set(
        Participant.objects.filter(
            pk__in={visit.participant_id for visit in visits},
            state=Participant.State.AWAY,
            away_since__lt=now - AWAY_BY_MISTAKE,
        ).values_list("pk", flat=True)
    )
    for visit in visits:
        if visit.participant_id in lost:
            sit(visit=visit)


def give_up_ghosts() -> int:
    """Empty the seats whose screens went silent without a word. Returns how many."""
    silent = Seat.objects.filter(last_seen__lt=clock.now() - GHOST_AFTER).values_list(
        "participant_id", "screen", "last_seen"
    )
    ghosts = list(silent[:100])
    for participant_id, screen, last_seen in ghosts:
        get_up(participant_id=participant_id, screen=screen, since=last_seen)
    return len(ghosts)
