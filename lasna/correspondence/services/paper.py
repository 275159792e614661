"""Letters: somebody of the office prints and posts them, and says so."""

from django.db import transaction
from django.utils.translation import gettext as _

from lasna.correspondence.access import letter_for
from lasna.correspondence.models import Message
from lasna.correspondence.queries.paper import BACK_WITHIN, sheet_of
from lasna.correspondence.services import settle, withdraw_messages
from lasna.errors import UserError
from lasna.kernel import clock
from lasna.kernel.audit.services import record
from lasna.people.models import Person

LOOKED_THROUGH = 500


@transaction.atomic
def post_letter(*, letter_id: int, by: Person) -> Message:
    """It is in the post."""
    letter = _waiting(letter_id, by)
    if letter.drop_after <= clock.now():
        raise UserError("letter.too_late", _("This letter would come too late. Phone the client."))
    letter.state, letter.sent_at, letter.posted_by = Message.State.SENT, clock.now(), by
    letter.save(update_fields=["state", "sent_at", "posted_by"])
    _record(by, "letter.posted", letter)
    return letter


@transaction.atomic
def take_back_letter(*, letter_id: int, by: Person) -> Message:
    """It was not posted after all: it waits again."""
    letter = letter_for(by, letter_id, locked=True)
    now = clock.now()
    lately = letter.sent_at is not None and letter.sent_at > now - BACK_WITHIN
    if letter.state != Message.State.SENT or not lately or letter.drop_after <= now:
        raise UserError("letter.no_way_back", _("This cannot be taken back any more."))
    letter.state, letter.sent_at, letter.posted_by = Message.State.PRINT, None, None
    letter.save(update_fields=["state", "sent_at", "posted_by"])
    _record(by, "letter.taken_back", letter)
    return letter


@transaction.atomic
def put_letter_aside(*, letter_id: int, by: Person) -> None:
    """Nobody prints it: the client was told by another way. What was never sent is not kept."""
    letter = _waiting(letter_id, by)
    _record(by, "letter.put_aside", letter)
    withdraw_messages(Message.objects.filter(pk=letter.pk))


def _waiting(letter_id: int, by: Person) -> Message:
    letter = letter_for(by, letter_id, locked=True)
    if letter.state != Message.State.PRINT:
        raise UserError("letter.waits_no_more", _("This letter does not wait to be printed any more."))
    return letter


def drop_letters() -> None:
    """Those that are too late, or not wanted any more."""
    waiting = Message.objects.filter(channel=Message.Channel.POST, state=Message.State.PRINT)
    for letter in waiting.select_related("organisation", "client__office").order_by("pk")[:LOOKED_THROUGH]:
        if letter.drop_after <= clock.now():
            settle(letter, Message.State.DROPPED, reason="too_late")
        elif sheet_of(letter) is None:
            settle(letter, Message.State.DROPPED, reason="not_wanted")


def _record(by: Person, deed: str, letter: Message) -> None:
    assert letter.client_id is not None
    record(
        chain=by.organisation_id, who=f"person:{by.pk}", deed=deed, subject="client", ids=[letter.client_id]
    )
