"""What the adviser answers: now, soon, or not now."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.words import plain_line
from lasna.knocking.models import Knock
from lasna.knocking.queries.presence import rule_of
from lasna.knocking.services.moving import hush, locked_by, moved, note
from lasna.knocking.states import LONGEST, SHORTEST, SOON, next_state
from lasna.meetings import services as meetings
from lasna.meetings.models import Meeting
from lasna.people.models import Person


def _gone() -> UserError:
    return UserError("knock.over", _("This question does not wait any more. Look at your day."))


def _no_number() -> UserError:
    return UserError("knock.no_number", _("The client's card has no phone number. Add it there."))


def _no_time(when: str) -> UserError:
    words = _("You have a meeting {when}. Say that you have no time now, and when you call.")
    return UserError("knock.no_time", words.format(when=when))


KNOCKED = meetings.DropIn(SHORTEST, _no_number, _no_time)


@transaction.atomic
def begin(*, knock_id: int, by: Person) -> Meeting:
    """An ordinary meeting, which begins now. Pressed twice, or in two tabs, it is the same meeting."""
    knock = locked_by(knock_id, by)
    if knock.state == Knock.State.BEGUN and knock.meeting is not None:
        return knock.meeting
    type = rule_of(knock.client.organisation).type
    if next_state(knock, "begin") is None or type is None:
        raise _gone()
    meeting = meetings.meet_now(
        adviser=by, client=knock.client, type=type, channel=knock.channel, came=KNOCKED
    )
    moved(knock, "begin", meeting=meeting)
    _settle_before(knock)
    hush(knock)
    note(knock, f"person:{by.pk}", "knock.begun")
    return meeting


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
        raise _no_number()
    said = {"words": plain_line(words)[:200], "promised_at": promised_at}
    settled = None if promised_at else now
    if not moved(knock, "decline", settled_at=settled, **said):
        raise _gone()
    hush(knock)
    note(knock, f"person:{by.pk}", "knock.declined")
    return knock
