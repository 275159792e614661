"""What the adviser answers: now, soon, or not now."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.clients.models import Channel
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.web.times import said_time
from lasna.kernel.words import plain_line
from lasna.knocking.models import Knock
from lasna.knocking.queries.presence import rule_of
from lasna.knocking.services.moving import hush, locked_by, moved, note
from lasna.knocking.states import LONGEST, SHORTEST, SOON, next_state
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting, MeetingType
from lasna.meetings.services.planning import overlapping
from lasna.people.models import Person


def _gone() -> UserError:
    return UserError("knock.over", _("This question does not wait any more. Look at your day."))


@transaction.atomic
def begin(*, knock_id: int, by: Person) -> Meeting:
    """An ordinary meeting, which begins now. Pressed twice, or in two tabs, it is the same meeting."""
    knock = locked_by(knock_id, by)
    if knock.state == Knock.State.BEGUN and knock.meeting is not None:
        return knock.meeting
    type = rule_of(knock.client.organisation).type
    if next_state(knock, "begin") is None or type is None:
        raise _gone()
    if knock.channel == Channel.PHONE and not knock.client.phone:
        raise UserError("knock.no_number", _("The client's card has no phone number. Add it there."))
    now = clock.now()
    meeting = meetings.plan_meeting(
        adviser=by,
        client=knock.client,
        type=type,
        starts=now,
        planned_channel=knock.channel,
        minutes=_minutes(by, type, now),
        dropped_in=True,
    )
    moved(knock, "begin", meeting=meeting)
    _settle_before(knock)
    hush(knock)
    note(knock, f"person:{by.pk}", "knock.begun")
    return meeting


def _minutes(by: Person, type: MeetingType, now: datetime) -> int:
    """As long as is usual, or until the adviser's next meeting."""
    following = overlapping(by, now, now + timedelta(minutes=type.minutes))
    if following is None:
        return type.minutes
    left = int((following.starts - now).total_seconds()) // 60
    if left < SHORTEST:
        raise UserError(
            "knock.no_time",
            _("You have a meeting {when}. Say that you have no time now, and when you call.").format(
                when=said_time(following.starts, following.zone)
            ),
        )
    return left


def _settle_before(knock: Knock) -> None:
    """Now that they meet, nothing asked before is due any more."""
    missed = Knock.objects.filter(client=knock.client_id, settled_at=None, ended_at__isnull=False)
    missed.update(settled_at=clock.now())


@transaction.atomic
def say_soon(*, knock_id: int, by: Person) -> Knock:
    """In a few minutes: the client waits, the desk is quiet until then."""
    knock = locked_by(knock_id, by)
    soon = clock.now() + SOON
    if knock.state == Knock.State.SOON:  # pressed twice
        return knock
    if not moved(knock, "soon", soon_at=soon, rings_at=soon):
        raise _gone()
    hush(knock)
    note(knock, f"person:{by.pk}", "knock.soon")
    return knock


@transaction.atomic
def decline(*, knock_id: int, by: Person, words: str = "", promised_at: datetime | None = None) -> Knock:
    """Not now: with a sentence, or with a time at which they phone. A promised call is due on their day."""
    knock = locked_by(knock_id, by)
    now = clock.now()
    if promised_at is not None and not now < promised_at <= now + LONGEST:
        raise UserError("knock.promised", _("Choose a time later today."))
    if promised_at is not None and not knock.client.phone:
        raise UserError("knock.no_number", _("The client's card has no phone number. Add it there."))
    said = {"words": plain_line(words)[:200], "promised_at": promised_at}
    settled = None if promised_at else now
    if not moved(knock, "decline", settled_at=settled, **said):
        raise _gone()
    hush(knock)
    note(knock, f"person:{by.pk}", "knock.declined")
    return knock
