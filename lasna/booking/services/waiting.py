"""A free time for who waits for one: offered to one at a time, with a time to answer. The link's row is
locked first, then the desk of whose time it is: there it is asked again whether it is free."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from lasna.booking.models import BookingLink, Waiting
from lasna.booking.queries.choosing import can_be_changed
from lasna.booking.queries.free import Free, free_times
from lasna.booking.queries.links import is_open, meeting_of, place_of, wanted_of, ways_of
from lasna.booking.services.busy import count_weeks
from lasna.booking.services.locking import TOO_OLD, locked_link
from lasna.booking.states import each_bit
from lasna.correspondence.services import queue_message
from lasna.errors import NotHere, UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.kernel.live.publish import lock_room
from lasna.people.models import Person

TO_ANSWER = timedelta(hours=2)
MOST_OFFERS = 6
"""To one who waits: each is a message. Then they wait no more."""
AWAKE = range(8, 19)
"""Hours of the office's clock in which a time is offered: the answer's time must not pass at night."""
AT_ONCE = 200
TIMES_TRIED = 40


@transaction.atomic
def wait(*, link_id: int, channel: str) -> Waiting:
    """To be told of a time, or of an earlier one than they have. Pressed twice, their place stays."""
    link = locked_link(link_id)
    meeting = meeting_of(link)
    able = is_open(link) if meeting is None else can_be_changed(meeting)
    if not able or place_of(link) is not None:
        raise UserError("booking.old", TOO_OLD)
    way = meeting.planned_channel if meeting is not None else channel
    if way not in ways_of(link):
        raise NotHere("channel")
    waiting, new = Waiting.objects.get_or_create(link=link, defaults={"channel": way, "since": clock.now()})
    if new:
        _record(link, "booking.waits")
    elif waiting.channel != way:
        waiting.channel = way
        waiting.save(update_fields=["channel"])
    return waiting


@transaction.atomic
def stop_waiting(*, link_id: int) -> None:
    link = locked_link(link_id)
    deleted, _models = Waiting.objects.filter(link=link).delete()
    if deleted:  # pressed twice, they wait no more already
        _record(link, "booking.waits_no_more")


@transaction.atomic
def refuse_offer(*, link_id: int) -> None:
    """Not this time: it is the next one's, and they wait on."""
    link = locked_link(link_id)
    waiting = Waiting.objects.filter(link=link).first()
    if waiting is not None and waiting.starts is not None:
        _pass_on(waiting)
        _record(link, "booking.offer_refused")


def _pass_on(waiting: Waiting) -> None:
    assert waiting.starts is not None
    waiting.refused = [*waiting.refused, _kept(waiting.starts)]
    waiting.since = clock.now()
    waiting.adviser = waiting.starts = waiting.ends = waiting.until = None
    waiting.save()


def _kept(starts: datetime) -> str:
    return starts.astimezone(ZoneInfo("UTC")).isoformat()


def offer_freed_times() -> bool:
    """One step of the sweep: what nobody answered in time is passed on; then whoever waits longest first.
    Whether anything was offered."""
    now = clock.now()
    for waiting in Waiting.objects.filter(until__lte=now).order_by("pk")[:AT_ONCE]:
        _lapse(waiting.link_id)
    rows = Waiting.objects.filter(until=None).order_by("since", "pk").values_list("link_id", flat=True)
    return any([offer_to(link_id=number) for number in list(rows[:AT_ONCE])])


@transaction.atomic
def _lapse(link_id: int) -> None:
    BookingLink.objects.select_for_update().get(pk=link_id)
    waiting = Waiting.objects.filter(link=link_id, until__lte=clock.now()).first()
    if waiting is not None:
        _pass_on(waiting)


@transaction.atomic
def offer_to(*, link_id: int) -> bool:
    """The earliest time that is free for them and nobody else's, if there is one now."""
    link = _locked_or_none(link_id)
    waiting = Waiting.objects.filter(link=link_id, until=None).first()
    if link is None or waiting is None:
        return False
    meeting = meeting_of(link)
    able = is_open(link) if meeting is None else can_be_changed(meeting)
    if not able or waiting.offers >= MOST_OFFERS:
        waiting.delete()
        return False
    if clock.now().astimezone(ZoneInfo(link.client.office.zone)).hour not in AWAKE:
        return False
    for starts in _earlier(link, waiting):
        if _hold(link, waiting, starts):
            _tell(link, waiting)
            return True
    return False


def _locked_or_none(link_id: int) -> BookingLink | None:
    try:
        return locked_link(link_id)
    except NotHere:
        return None


def _free(link: BookingLink, waiting: Waiting) -> Free:
    """With time to answer before it is too near."""
    meeting = meeting_of(link)
    wanted = wanted_of(link, waiting.channel, moving=meeting)
    rules = replace(wanted.rules, notice=wanted.rules.notice + TO_ANSWER)
    return free_times(replace(wanted, rules=rules), but=meeting)


def _earlier(link: BookingLink, waiting: Waiting) -> list[datetime]:
    """What may be offered, the earliest first: before what they have, and never what they let pass."""
    free, meeting = _free(link, waiting), meeting_of(link)
    times = (free.window.moment(bit) for bit in each_bit(free.all))
    new = (at for at in times if _kept(at) not in waiting.refused)
    return list(islice((at for at in new if meeting is None or at < meeting.starts), TIMES_TRIED))


def _hold(link: BookingLink, waiting: Waiting, starts: datetime) -> bool:
    """Asked again under the lock of the desk: then it is theirs until they answer."""
    numbers = _free(link, waiting).advisers_at(starts, first=link.client.adviser_id)
    for adviser in Person.objects.filter(pk__in=numbers[:1]):
        lock_room(adviser.desk_id)
        if adviser.pk not in _free(link, waiting).advisers_at(starts):
            continue
        meeting = meeting_of(link)
        wanted = wanted_of(link, waiting.channel, moving=meeting)
        waiting.adviser, waiting.starts = adviser, starts
        waiting.ends = starts + timedelta(minutes=wanted.minutes)
        waiting.until = clock.now() + TO_ANSWER
        waiting.offers += 1
        waiting.save()
        # Whoever looks for a free time finds the offer with its week.
        count_weeks(adviser.pk, [(starts, waiting.ends)])
        return True
    return False


def _tell(link: BookingLink, waiting: Waiting) -> None:
    """By the way the link came, or by the other where that address has gone."""
    addressee = link.client.addressee
    way = addressee.way(first=link.sent_by)
    if not way:
        return
    assert waiting.until is not None
    queue_message(
        organisation=link.organisation,
        kind="booking_offer",
        about=link.pk,
        version=waiting.offers,
        channel=way,
        address=addressee.by(way),
        language=addressee.language,
        drop_after=waiting.until,
    )
    _record(link, "booking.time_offered", who="system")


def forget_waiting() -> None:
    """Links that nothing can be chosen by any more."""
    old = Waiting.objects.filter(Q(link__until__lt=clock.now(), link__meeting=None))
    # Looking first takes no write lock.
    if old.exists():
        old.delete()


def _record(link: BookingLink, deed: str, who: str = "") -> None:
    record(
        chain=link.organisation_id,
        who=who or f"client:{link.client_id}",
        deed=deed,
        subject="client",
        ids=[link.client_id],
    )
